//! The result of a call of a library: what of the arguments is in it.

use super::super::form::Span;
use super::super::report::Language;
use super::super::tables::passing::{self, Passing};
use super::path::Segment;
use super::role::ValueRole;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Act, Label, Marks, TaintId};
use super::value::{FieldValues, Piece, Trust, Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// The result of a call.
    pub fn result(&mut self, site: &Site<'a>) -> Value {
        let value = self.plain_result(site);
        self.with_doubt(value, site)
    }

    fn plain_result(&mut self, site: &Site<'a>) -> Value {
        if let Some(value) = self.role_call(site) {
            return value;
        }
        if let Some(value) = self.check_call(site) {
            return value;
        }
        if let Some(value) = self.promise(site) {
            return value;
        }
        if let Some(value) = self.collection_call(site) {
            return value;
        }
        if let Some(value) = self.instance(site) {
            return value;
        }
        if let Some(value) = self.schema_call(site) {
            return value;
        }
        if let Some(value) = self.client_of(site) {
            return value;
        }
        if let Some(value) = self.set_call(site) {
            return value;
        }
        if let Some(value) = self.emitter_call(site) {
            return value;
        }
        if let Some(value) = self.special(site) {
            return value;
        }
        self.call_backs(site);
        let path = self.paths.then(site.callee.path, Segment::Call);
        if let Some(receiver) = site.receiver
            && let Some(value) = self.method(receiver, site)
        {
            return value;
        }
        match passing::function(site.root, site.name) {
            Some(passing) => self.pass(passing, site, path),
            None => self.unknown(site, path),
        }
    }

    /// A method of a text or a collection.
    fn method(&mut self, receiver: Value, site: &Site<'a>) -> Option<Value> {
        let of_module = site.root.is_empty() || receiver.taint != 0 || self.paths.has_call(receiver.path);
        let known = matches!(
            self.shape(receiver),
            ValueShape::Text(_) | ValueShape::Join(_) | ValueShape::List(_) | ValueShape::Object(_)
        );
        if !of_module && !known {
            return None;
        }
        if let Some(parts) = self.listed_by_method(receiver, site) {
            return Some(parts);
        }
        match site.name {
            "split" | "rsplit" | "partition" | "rpartition" | "splitlines" => {
                Some(self.split_text(receiver, site))
            }
            "concat" => Some(self.concatenated(receiver, site)),
            "translate" if receiver.taint != 0 => Some(self.translated(receiver, site)),
            "join" => Some(self.joined(receiver, site)),
            "format" => Some(self.formatted(receiver, site)),
            "replace" | "replaceAll" | "sub" => Some(self.replaced(receiver, site.first(), site.at(1), site)),
            "get" if !site.arguments.is_empty() => Some(self.got(receiver, site)),
            "pop" if matches!(self.shape(receiver), ValueShape::Object(_)) => Some(self.got(receiver, site)),
            "/" | "joinpath" => None,
            "|" => {
                let all = [receiver, site.first()];
                Some(self.combined(&all, site.span))
            }
            name => {
                let passing = passing::method(name)?;
                if receiver.taint == 0 && !known {
                    return None;
                }
                Some(self.passed_on(passing, receiver, site))
            }
        }
    }

    /// The result of a method that passes its object on.
    fn passed_on(&mut self, passing: Passing, receiver: Value, site: &Site<'a>) -> Value {
        if passing == Passing::Nothing {
            return Value::default();
        }
        let marks = match (passing, site.name) {
            (Passing::Text, _) => Marks::TEXT,
            (Passing::Same, "resolve") => Marks::NORMAL,
            _ => Marks::default(),
        };
        if receiver.taint == 0 {
            let random = site.values().into_iter().find(|value| self.taints.has(value.taint, Label::Random));
            if let Some(random) = random {
                return Value { shape: 0, path: 0, ..random };
            }
            return match self.shape(receiver) {
                ValueShape::Text(_) if passing == Passing::Text || site.name == "encode" => receiver,
                ValueShape::List(_) | ValueShape::Object(_) => receiver,
                _ => Value { path: self.paths.then(site.callee.path, Segment::Call), ..Value::default() },
            };
        }
        let joined = matches!(self.shape(receiver), ValueShape::Join(_));
        let structure = joined || matches!(self.shape(receiver), ValueShape::List(_) | ValueShape::Object(_));
        // A part of a secret is shown on purpose.
        let cut = matches!(site.name, "slice" | "substring" | "substr");
        let keep = |label| !(cut && label == Label::Secret);
        let taint = self.taints.change(receiver.taint, Act::Through, site.span, site.name, keep, marks);
        match site.name {
            "pop" | "shift" | "next" | "popitem" | "at" => {
                let element = self.element(receiver);
                Value { taint, ..element }
            }
            "json" => {
                let path = self.paths.then(receiver.path, Segment::Parsed);
                self.parsed(Value { path, taint, ..Value::default() })
            }
            _ if structure && (passing != Passing::Text || joined) => Value { taint, ..receiver },
            _ => Value { taint, path: if passing == Passing::Same { receiver.path } else { 0 }, shape: 0 },
        }
    }

    /// All arguments in one value.
    pub fn combined(&mut self, values: &[Value], span: Span) -> Value {
        let mut fields = FieldValues::default();
        let mut taint = 0;
        for value in values {
            taint = self.taints.union(taint, value.taint);
            self.spread(&mut fields, *value);
        }
        let value = self.shaped(ValueShape::Object(fields));
        Value { taint: self.taints.step(taint, Act::Join, span, ""), ..value }
    }

    /// A structure that is read from text: its members are places of their own.
    pub fn parsed(&mut self, value: Value) -> Value {
        let mut parts = self.taints.parts(value.taint).to_vec();
        let mut path = 0;
        for part in &mut parts {
            if part.label == Label::Caller {
                part.origin = self.paths.then(part.origin, Segment::Parsed);
                // Text that was parsed may have any structure.
                part.marks = Marks::default();
                path = part.origin;
            }
        }
        let taint = self.taints.add(parts);
        Value { path, taint, ..Value::default() }
    }

    fn pass(&mut self, passing: Passing, site: &Site<'a>, path: u32) -> Value {
        let marks = match passing {
            Passing::Nothing => return Value { path, ..Value::default() },
            Passing::Joined => return self.joined_path(site, path),
            Passing::Same if matches!(site.name, "normalize" | "normpath" | "realpath" | "abspath") => {
                Marks::NORMAL
            }
            Passing::Same if is_decoder(site.root, site.name) => Marks::DECODED,
            Passing::Same => Marks::default(),
            Passing::Parsed => {
                let taint = self.through(site, Marks::default());
                self.read_as_token(site);
                return self.parsed(Value { taint, ..Value::default() });
            }
            Passing::Text if is_decoder(site.root, site.name) => Marks::TEXT.and(Marks::DECODED),
            Passing::Text => Marks::TEXT,
            Passing::Line => Marks::TEXT.and(Marks::ONE_LINE),
            Passing::Quoted => Marks::TEXT.and(Marks::QUOTED),
            Passing::Escaped => Marks::TEXT.and(Marks::ESCAPED),
            Passing::Encoded => Marks::TEXT.and(Marks::ENCODED),
            Passing::FileName => Marks::TEXT.and(Marks::FILE_NAME),
            Passing::LiteralPattern => Marks::TEXT.and(Marks::LITERAL_PATTERN),
            Passing::Ldap => Marks::TEXT.and(Marks::LDAP_ESCAPED),
        };
        let taint = self.through(site, marks);
        let first = site.first();
        let keeps = passing == Passing::Same
            || (passing == Passing::Text
                && matches!(self.shape(first), ValueShape::Text(_) | ValueShape::Join(_)));
        let shape = if keeps { first.shape } else { 0 };
        let path = if taint != 0 { 0 } else { path };
        Value { shape, path, taint }
    }

    /// What all arguments contain, after the call.
    pub fn through(&mut self, site: &Site<'a>, marks: Marks) -> TaintId {
        let mut taint = site.receiver.map_or(0, |receiver| receiver.taint);
        for passed in &site.arguments {
            taint = self.taints.union(taint, passed.value.taint);
        }
        self.taints.change(taint, Act::Through, site.span, site.name, |_| true, marks)
    }

    fn joined_path(&mut self, site: &Site<'a>, path: u32) -> Value {
        let mut pieces: Vec<Value> =
            site.receiver.filter(|receiver| receiver.taint != 0).into_iter().collect();
        let python = self.language == Language::Python;
        // In Python an absolute path takes the place of what is before it, and so it does in `resolve`.
        let marks = match (python, site.name) {
            (true, _) => Marks::ABSOLUTE,
            (false, "resolve") => Marks::ABSOLUTE.and(Marks::NORMAL),
            (false, "join") => Marks::NORMAL,
            (false, _) => Marks::default(),
        };
        for value in site.values() {
            let begins = matches!(self.pieces(value).first(), Some(Piece::Value(first)) if first.taint != 0);
            let marks = if begins || !marks.has(Marks::ABSOLUTE) { marks } else { marks.only(Marks::NORMAL) };
            let value = Value { taint: self.taints.mark(value.taint, marks), ..value };
            pieces.push(value);
            let separator = self.shaped(ValueShape::Text("/"));
            pieces.push(separator);
        }
        pieces.pop();
        let value = self.join_text(&pieces, site.span);
        let path = if site.root == "pathlib" { path } else { 0 };
        Value { path, ..value }
    }

    pub fn random(&mut self, site: &Site<'a>) -> Value {
        let part = self.taints.begin(Label::Random, 0, Marks::default(), site.span, site.name);
        Value { taint: self.taints.add(vec![part]), ..Value::default() }
    }

    /// A function of which nothing is known: of a client nothing returns, of a helper perhaps the argument.
    fn unknown(&mut self, site: &Site<'a>, path: u32) -> Value {
        let receiver = site.receiver.filter(|receiver| receiver.taint != 0);
        if let Some(receiver) = receiver
            && self.paths.role(receiver.path) != ValueRole::Response
        {
            let taint = self.taints.change(
                receiver.taint,
                Act::Through,
                site.span,
                site.name,
                |label| label == Label::Caller,
                Marks::THROUGH_CALL,
            );
            return Value { taint, ..Value::default() };
        }
        let helper = !self.paths.has_call(site.callee.path)
            && (site.root.starts_with('.') || (site.root.is_empty() && site.receiver.is_none()));
        if helper && !asks(site.name) {
            let lost = self.unknown_call(&site.values(), site.span, site.name);
            return Value { path, ..lost };
        }
        Value { path, ..Value::default() }
    }

    /// The pieces of a text.
    pub fn pieces(&self, value: Value) -> Vec<Piece<'a>> {
        match self.shape(value) {
            ValueShape::Join(pieces) => pieces.clone(),
            ValueShape::Text(text) => vec![Piece::Text(text)],
            _ => vec![Piece::Value(value)],
        }
    }

    /// Marks what a function vouches for after it returns.
    pub fn vouch(&mut self, value: Value, trust: Trust) {
        for claim in self.claims(value, trust) {
            if self.state.trusted.len() < 128 && !self.state.trusted.contains(&claim) {
                self.state.trusted.push(claim);
            }
        }
    }
}

/// Whether the name of a function says that it asks for something, rather than returning its argument.
fn asks(name: &str) -> bool {
    let plain = name.trim_start_matches('_');
    [
        "get", "find", "fetch", "query", "load", "lookup", "is", "has", "check", "verify", "validate",
        "assert", "create", "send", "post", "save", "store", "publish", "delete", "remove", "update",
        "insert", "count", "log", "emit", "notify", "list",
    ]
    .iter()
    .any(|verb| {
        plain.strip_prefix(verb).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('_') || rest.chars().next().is_some_and(char::is_uppercase)
        })
    })
}

/// Whether a function decodes a text, so that its characters are others than those that were checked.
fn is_decoder(root: &str, name: &str) -> bool {
    matches!(
        (root, name),
        ("atob" | "decodeURIComponent" | "decodeURI" | "unescape", _)
            | ("Buffer", "from")
            | ("base64", "b64decode" | "urlsafe_b64decode" | "b32decode" | "b16decode" | "decodebytes")
            | ("binascii", "unhexlify" | "a2b_hex" | "a2b_base64")
            | ("urllib", "unquote" | "unquote_plus")
            | ("querystring", "unescape")
    )
}
