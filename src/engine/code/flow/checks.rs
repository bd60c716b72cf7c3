//! Calls that answer yes or no.

use super::super::form::Span;
use super::super::letters::Letters;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Label, Marks};
use super::value::{Claim, Piece, Trust, Value, ValueCheck, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    pub fn check_call(&mut self, site: &Site<'a>) -> Option<Value> {
        let check = match site.receiver {
            Some(receiver) => self.method_check(receiver, site),
            None => None,
        };
        let check = match check {
            Some(check) => Some(check),
            None => self.function_check(site),
        }?;
        let taint = self.groups_of(site);
        Some(Value { taint, ..self.shaped(ValueShape::Check(check)) })
    }

    fn method_check(&mut self, receiver: Value, site: &Site<'a>) -> Option<ValueCheck> {
        let argument = site.first();
        Some(match site.name {
            "includes" | "has" | "hasOwnProperty" | "__contains__" | "contains"
                if !site.arguments.is_empty() =>
            {
                if site.root == "lodash" {
                    return None;
                }
                self.membership(receiver, argument)
            }
            "indexOf" if self.sent(argument) && !self.sent(receiver) => {
                // The answer is a position; a comparison with one turns it into a check.
                return None;
            }
            "test" => self.pattern_call(receiver, argument, false, false, site.span),
            "exec" | "search" | "findall" | "finditer" if self.is_pattern(receiver) => {
                self.pattern_call(receiver, argument, false, false, site.span)
            }
            "match" | "exec" | "matchAll" if self.is_pattern(argument) => {
                self.pattern_call(argument, receiver, false, false, site.span)
            }
            "search" if self.is_pattern(argument) => {
                // The answer is a position.
                self.slow_pattern(argument, receiver, site.span);
                return None;
            }
            "fullmatch" if self.is_pattern(receiver) => {
                self.pattern_call(receiver, argument, true, true, site.span)
            }
            "match" if self.is_pattern(receiver) => {
                self.pattern_call(receiver, argument, true, false, site.span)
            }
            "startsWith" | "startswith" if self.sent(receiver) => self.begins(receiver, argument),
            "is_absolute" => ValueCheck::new(Vec::new(), self.claims(receiver, Trust::Relative)),
            "endsWith" | "endswith" if self.sent(receiver) => {
                let host = self.text_of(argument).is_some_and(|text| text.starts_with('.') && text.len() > 5);
                let trust = if host { Trust::Prefixed } else { Trust::Partly };
                ValueCheck::new(self.claims(receiver, trust), Vec::new())
            }
            "relative_to" => {
                // It throws if the path is not inside.
                self.vouch(receiver, Trust::Prefixed);
                return None;
            }
            "issubset" | "isSubsetOf" => self.subset(receiver, argument),
            "issuperset" | "isSupersetOf" => self.subset(argument, receiver),
            "is_relative_to" => ValueCheck::new(self.claims(receiver, Trust::Prefixed), Vec::new()),
            "isalnum" | "isdigit" | "isdecimal" | "isnumeric" | "isidentifier" | "isalpha" => {
                let word = site.name == "isidentifier";
                let letters = if word { Letters::WORDS.or(Letters::of('_')) } else { Letters::WORDS };
                ValueCheck::new(self.claims(receiver, Trust::Of(letters)), Vec::new())
            }
            _ => return None,
        })
    }

    /// A text that begins with another one, which decides where a path or an address leads if it is long enough.
    fn begins(&self, text: Value, with: Value) -> ValueCheck {
        if let ValueShape::List(items) = self.shape(with)
            && items.rest.is_none()
        {
            let all = items.first.iter().map(|with| self.begins(text, *with));
            return all.reduce(ValueCheck::or).unwrap_or_default();
        }
        let trust = match self.text_of(with) {
            Some(with) if with.starts_with("..") => {
                let relative = ["relative", "relpath"].iter().any(|name| self.went_through(text, name));
                let trust = if relative { Trust::Inside } else { Trust::Partly };
                return ValueCheck::new(Vec::new(), self.claims(text, trust));
            }
            Some(with) if with.ends_with("://") || "https".starts_with(with) => {
                return ValueCheck::new(Vec::new(), Vec::new());
            }
            Some(with)
                if with.contains("://") && !with.trim_start_matches("https://").contains(['/', '?', '#']) =>
            {
                Trust::Partly
            }
            Some(with) if with.contains("://") => Trust::Prefixed,
            Some("/") => return ValueCheck::new(Vec::new(), self.claims(text, Trust::Relative)),
            _ => return self.begins_with_folder(text, with),
        };
        ValueCheck::new(self.claims(text, trust), Vec::new())
    }

    /// A path that begins with a folder is inside of it if its `..` were resolved, and a separator ends the folder.
    fn begins_with_folder(&self, text: Value, with: Value) -> ValueCheck {
        let ends = match self.pieces(with).last() {
            Some(Piece::Text(last)) => last.ends_with(['/', '\\']),
            Some(Piece::Value(last)) => self.paths.name(last.path) == Some("sep"),
            None => false,
        };
        let parts = self.taints.parts(text.taint).iter();
        let normal =
            parts.filter(|part| part.label == Label::Caller).all(|part| part.marks.has(Marks::NORMAL));
        let mut claims = self.claims(text, if ends && normal { Trust::Prefixed } else { Trust::Partly });
        // `/orders`, but not `//`, which leads to another host.
        let target = self.text_of(with).and_then(|with| with.strip_prefix('/'));
        if target.is_some_and(|target| target.starts_with(|letter: char| letter.is_alphanumeric())) {
            claims.extend(self.claims(text, Trust::Target));
        }
        if ends {
            claims.extend(self.claims(text, Trust::Relative));
        }
        ValueCheck::new(claims, Vec::new())
    }

    /// Whether the anchors of a pattern are those of lines, by a flag.
    fn is_by_lines(&self, site: &Site<'a>) -> bool {
        let flags = site.either(2, "flags");
        flags.is_some_and(|flags| {
            !matches!(self.paths.name(flags.path), Some("IGNORECASE" | "I" | "ASCII" | "A"))
        })
    }

    /// Whether the caller's part of a value passed through a function of this name.
    fn went_through(&self, value: Value, name: &str) -> bool {
        let mut parts = self.taints.parts(value.taint).iter();
        parts.any(|part| part.label == Label::Caller && self.taints.passed(part.trace, name))
    }

    fn function_check(&mut self, site: &Site<'a>) -> Option<ValueCheck> {
        let argument = site.first();
        Some(match (site.root, site.name) {
            ("re", "match" | "search") if self.is_by_lines(site) => self.undecided_test(site.at(1)?),
            ("re", "fullmatch") => self.pattern_call(argument, site.at(1)?, true, true, site.span),
            ("re", "match") => self.pattern_call(argument, site.at(1)?, true, false, site.span),
            ("path", "isAbsolute") | ("os", "isabs") => {
                ValueCheck::new(Vec::new(), self.claims(argument, Trust::Relative))
            }
            ("re", "search" | "findall" | "finditer") => {
                self.pattern_call(argument, site.at(1)?, false, false, site.span)
            }
            ("isNaN", _) | ("Number", "isNaN") => ValueCheck::new(Vec::new(), self.numeric(argument)),
            ("Object", "hasOwn" | "call") => {
                let key = site.at(1)?;
                self.membership(argument, key)
            }
            ("Number", "isInteger" | "isFinite" | "isSafeInteger") | ("isFinite", _) => {
                ValueCheck::new(self.numeric(argument), Vec::new())
            }
            ("net", "isIPv4")
            | ("uuid", "validate")
            | ("mongodb" | "mongoose" | "bson", "isValid" | "isValidObjectId") => {
                ValueCheck::new(self.claims(argument, Trust::Listed), Vec::new())
            }
            ("validator", name) if name.starts_with("is") => {
                let loose =
                    matches!(name, "isURL" | "isEmail" | "isLength" | "isEmpty" | "isAscii" | "isJSON");
                let trust = if loose { Trust::Partly } else { Trust::Listed };
                ValueCheck::new(self.claims(argument, trust), Vec::new())
            }
            ("isinstance", _) => {
                let kind = site.at(1)?;
                let trust = match self.paths.name(kind.path) {
                    Some("str" | "bytes") => Trust::Text,
                    Some("int" | "float" | "bool") => Trust::Listed,
                    _ => return None,
                };
                ValueCheck::new(self.claims(argument, trust), Vec::new())
            }
            ("all" | "any", _) => {
                let ValueShape::List(items) = self.shape(argument) else { return None };
                let inner = items.rest?;
                let mut check = self.check_of(inner);
                if site.name == "any" {
                    check.yes = check.yes.map(|claims| self.beside_elements(claims));
                }
                check
            }
            ("bool" | "Boolean", _) if self.is_check(argument) => self.check_of(argument),
            ("lodash", "isString") => ValueCheck::new(self.claims(argument, Trust::Text), Vec::new()),
            _ => return None,
        })
    }

    /// What holds if a value is a number: of itself, or of the text that was converted.
    fn numeric(&self, value: Value) -> Vec<Claim> {
        let mut claims = self.claims(value, Trust::Listed);
        let converted = self.truth_of(value).filter(|_| *self.shape(value) == ValueShape::Unknown);
        claims.extend(converted.and_then(|check| check.yes.clone()).unwrap_or_default());
        claims
    }

    pub fn is_pattern(&self, value: Value) -> bool {
        matches!(self.shape(value), ValueShape::Pattern(_))
    }

    fn pattern_call(
        &mut self,
        pattern: Value,
        text: Value,
        from_start: bool,
        to_end: bool,
        span: Span,
    ) -> ValueCheck {
        self.slow_pattern(pattern, text, span);
        self.matched(pattern, text, from_start, to_end)
    }
}
