//! Conditions: what a comparison, or a call that answers yes or no, says about the caller's data.

use super::super::form::{ComparisonForm, Span};
use super::super::letters::Letters;
use super::super::pattern::{self, Strictness};
use super::super::report::Language;
use super::super::tables::names;
use super::path::{PathId, Segment};
use super::role::ValueRole;
use super::run::FlowRun;
use super::taint::{Label, Marks, TextPart};
use super::value::{Claim, Trust, Value, ValueCheck, ValueShape};

/// Validations of which a value keeps that it passed them.
const CHECKS: [Trust; 6] =
    [Trust::Prefixed, Trust::Inside, Trust::Target, Trust::Relative, Trust::Accepted, Trust::Refused];

/// At most so many claims are known at one point.
const CLAIMS: usize = 128;

impl FlowRun<'_, '_> {
    /// Continues with what a condition says.
    pub fn assume(&mut self, condition: Value, truth: bool) {
        let check = self.check_of(condition);
        let claims = if truth { check.yes } else { check.no };
        for claim in claims.unwrap_or_default() {
            self.trust(claim);
            if self.paths.last(claim.of) == Some(Segment::Index) {
                let of = self.paths.parent(claim.of);
                self.trust(Claim { of, trust: if truth { Trust::Accepted } else { Trust::Refused } });
            }
        }
    }

    /// Continues with a claim.
    pub fn trust(&mut self, claim: Claim) {
        if self.state.trusted.len() < CLAIMS && !self.state.trusted.contains(&claim) {
            self.state.trusted.push(claim);
        }
    }

    pub fn is_check(&self, value: Value) -> bool {
        matches!(self.shape(value), ValueShape::Check(_) | ValueShape::Bool(_))
    }

    pub fn check_of(&self, value: Value) -> ValueCheck {
        match self.shape(value) {
            ValueShape::Check(check) => check.clone(),
            ValueShape::Bool(true) => ValueCheck { yes: Some(Vec::new()), no: None },
            ValueShape::Bool(false) => ValueCheck { yes: None, no: Some(Vec::new()) },
            _ => self.truth_of(value).cloned().unwrap_or_else(|| ValueCheck::new(Vec::new(), Vec::new())),
        }
    }

    /// What a function returns, with what was found out on the way there.
    pub fn concluded(&mut self, value: Value, known: usize) -> Value {
        match self.shape(value).clone() {
            ValueShape::Bool(truth) => self.conclusion(truth, known),
            ValueShape::Object(mut fields) => {
                let mut changed = false;
                for (_, field) in &mut fields.named {
                    if let ValueShape::Bool(truth) = *self.shape(*field) {
                        *field = self.conclusion(truth, known);
                        changed = true;
                    }
                }
                if !changed {
                    return value;
                }
                Value { shape: self.shapes.add(ValueShape::Object(fields)), ..value }
            }
            _ => value,
        }
    }

    /// The answer of an own function whose name promises a validation that is not followed.
    pub fn promised(&mut self, answer: Value, name: &str, arguments: &[Value]) -> Value {
        let is_check = self.is_check(answer);
        if !(is_check || self.truth_of(answer).is_some()) || !names::is_validation(name) {
            return answer;
        }
        let mut check = self.check_of(answer);
        for argument in arguments {
            let test = self.undecided_test(*argument);
            for (side, claims) in [(&mut check.yes, test.yes), (&mut check.no, test.no)] {
                let Some(side) = side else { continue };
                for claim in claims.unwrap_or_default() {
                    if !side.iter().any(|known| known.of == claim.of) {
                        side.push(claim);
                    }
                }
            }
        }
        if is_check { self.shaped(ValueShape::Check(check)) } else { self.with_truth(answer, check, false) }
    }

    /// A constant truth value that a function returns: what was found out on the way there.
    pub fn conclusion(&mut self, truth: bool, known: usize) -> Value {
        let claims = self.state.trusted.get(known..).unwrap_or_default().to_vec();
        let check = if truth {
            ValueCheck { yes: Some(claims), no: None }
        } else {
            ValueCheck { yes: None, no: Some(claims) }
        };
        self.shaped(ValueShape::Check(check))
    }

    /// The places that the caller's parts of a value are from.
    pub fn origins(&self, value: Value) -> Vec<PathId> {
        let mut all: Vec<PathId> = Vec::new();
        for part in self.taints.parts(value.taint) {
            if part.label == Label::Caller && !all.contains(&part.origin) {
                all.push(part.origin);
            }
        }
        all
    }

    pub fn claims(&self, value: Value, trust: Trust) -> Vec<Claim> {
        self.origins(value).into_iter().map(|of| Claim { of, trust }).collect()
    }

    /// Whether the caller chooses a part of a value, and no validation covers it.
    pub fn sent(&self, value: Value) -> bool {
        let mut parts = self.taints.parts(value.taint).iter();
        parts.any(|part| part.label == Label::Caller && !self.is_trusted(*part, Trust::Listed))
    }

    /// Whether a validation of a part is in force here.
    pub fn is_trusted(&self, part: TextPart, trust: Trust) -> bool {
        self.state.trusted.iter().any(|claim| claim.trust == trust && self.covers(claim.of, part.origin))
    }

    /// The characters that a part may have, by what was validated.
    pub fn letters_of(&self, part: TextPart) -> Letters {
        let mut letters = part.letters;
        for claim in &self.state.trusted {
            if let Trust::Of(allowed) = claim.trust
                && self.covers(claim.of, part.origin)
            {
                letters = letters.and(allowed);
            }
        }
        letters
    }

    /// Whether a claim about one path is one about another: a parent, or all elements.
    fn covers(&self, claimed: PathId, origin: PathId) -> bool {
        if self.paths.last(claimed) == Some(Segment::Element) && self.paths.parent(claimed) == origin {
            return true;
        }
        let mut path = origin;
        while path != 0 {
            if path == claimed {
                return true;
            }
            path = self.paths.parent(path);
        }
        false
    }

    /// A value without the parts that a validation in force covers.
    pub fn vouched(&mut self, value: Value) -> Value {
        if self.state.trusted.is_empty() || value.taint == 0 {
            return value;
        }
        let parts = self.taints.parts(value.taint).to_vec();
        let limited = |part: &TextPart| {
            let mut part = *part;
            if part.label == Label::Caller {
                if !part.marks.has(Marks::DECODED) {
                    part.letters = self.letters_of(part);
                }
                if self.is_trusted(part, Trust::Text) {
                    part.marks = part.marks.and(Marks::TEXT);
                }
                if CHECKS.iter().any(|trust| self.is_trusted(part, *trust)) {
                    part.marks = part.marks.and(Marks::CHECKED);
                }
            }
            part
        };
        let kept: Vec<TextPart> = parts
            .iter()
            .filter(|part| part.label != Label::Caller || !self.is_trusted(**part, Trust::Listed))
            .map(limited)
            .collect();
        if kept == parts {
            return value;
        }
        Value { taint: self.taints.add(kept), ..value }
    }

    pub fn compare(
        &mut self,
        comparison: ComparisonForm,
        left: Value,
        right: Value,
        span: Span,
    ) -> ValueCheck {
        match comparison {
            ComparisonForm::Equal => {
                self.compared_secret(left, right, span);
                self.equality_of(left, right)
            }
            ComparisonForm::Unequal => {
                self.compared_secret(left, right, span);
                self.equality_of(left, right).not()
            }
            ComparisonForm::In => self.presence(right, left),
            ComparisonForm::NotIn => self.presence(right, left).not(),
            ComparisonForm::Within => self.subset(left, right),
            ComparisonForm::Positive => {
                self.truth_of(left).cloned().unwrap_or_else(|| ValueCheck::new(Vec::new(), Vec::new()))
            }
            ComparisonForm::Ordered => self.ordered(left, right),
            ComparisonForm::NodeKind => ValueCheck::new(Vec::new(), Vec::new()),
        }
    }

    /// Of a number that is not one each comparison is false.
    fn ordered(&self, left: Value, right: Value) -> ValueCheck {
        if let Some(check) = self.compared_undecided(left, right) {
            return check;
        }
        let number =
            |value: Value| self.truth_of(value).filter(|_| *self.shape(value) == ValueShape::Unknown);
        let yes = number(left).or_else(|| number(right)).and_then(|check| check.yes.clone());
        ValueCheck::new(yes.unwrap_or_default(), Vec::new())
    }

    /// The check of a value that is one of some constants.
    pub fn equality(&mut self, subject: Value, constants: &[Value]) -> ValueCheck {
        let mut check: Option<ValueCheck> = None;
        for constant in constants {
            let one = self.equality_of(subject, *constant);
            check = Some(match check {
                Some(known) => known.or(one),
                None => one,
            });
        }
        check.unwrap_or_default()
    }

    fn equality_of(&mut self, left: Value, right: Value) -> ValueCheck {
        let none = || ValueCheck::new(Vec::new(), Vec::new());
        if let Some(check) = self.compared_undecided(left, right) {
            return check;
        }
        match (self.shape(left), self.shape(right)) {
            (ValueShape::Position(claims), _) | (_, ValueShape::Position(claims)) => {
                return ValueCheck::new(Vec::new(), claims.clone());
            }
            (ValueShape::TypeOf(of), ValueShape::Text(kind))
            | (ValueShape::Text(kind), ValueShape::TypeOf(of)) => {
                let trust = match *kind {
                    "string" => Trust::Text,
                    "number" | "boolean" | "bigint" => Trust::Listed,
                    _ => return none(),
                };
                return ValueCheck::new(of.iter().map(|of| Claim { of: *of, trust }).collect(), Vec::new());
            }
            (ValueShape::Check(check), ValueShape::Bool(true))
            | (ValueShape::Bool(true), ValueShape::Check(check)) => {
                return check.clone();
            }
            (ValueShape::Check(check), ValueShape::Bool(false) | ValueShape::Nothing)
            | (ValueShape::Bool(false) | ValueShape::Nothing, ValueShape::Check(check)) => {
                return check.clone().not();
            }
            (ValueShape::Nothing | ValueShape::Number(0.0), _) if self.truth_of(right).is_some() => {
                return self.check_of(right).not();
            }
            (_, ValueShape::Nothing | ValueShape::Number(0.0)) if self.truth_of(left).is_some() => {
                return self.check_of(left).not();
            }
            (ValueShape::Nothing | ValueShape::Bool(_), _)
            | (_, ValueShape::Nothing | ValueShape::Bool(_)) => return none(),
            _ => {}
        }
        let (sent, own) = match (self.sent(left), self.sent(right)) {
            (true, false) => (left, right),
            (false, true) => (right, left),
            _ => return none(),
        };
        let refused = match *self.shape(own) {
            ValueShape::Text("") => return none(),
            ValueShape::Text("__proto__" | "constructor" | "prototype") => {
                self.claims(sent, Trust::NoPrototype)
            }
            _ => Vec::new(),
        };
        ValueCheck::new(self.claims(sent, Trust::Listed), refused)
    }

    /// Whether a member is in a collection, so that an object of the caller has none of its name otherwise.
    fn presence(&mut self, collection: Value, member: Value) -> ValueCheck {
        let check = self.membership(collection, member);
        if !self.sent(collection) || collection.path == 0 {
            return check;
        }
        let segment = self.text_of(member).map_or(Segment::Index, Segment::Member);
        let of = self.paths.then(collection.path, segment);
        check.with_no(Claim { of, trust: Trust::Listed })
    }

    /// Whether a value is in a collection, or a text in a text.
    pub fn membership(&mut self, collection: Value, member: Value) -> ValueCheck {
        if self.sent(member) && !self.sent(collection) {
            let listed = self.claims(member, Trust::Listed);
            let refused = if self.lists_prototype(collection) { Trust::NoPrototype } else { Trust::Partly };
            // What is not in a collection that is filled later may be anything.
            let constant = match self.shape(collection) {
                ValueShape::List(items) => !items.first.is_empty(),
                ValueShape::Object(fields) => !fields.named.is_empty(),
                _ => false,
            };
            let refused = if constant { self.claims(member, refused) } else { Vec::new() };
            return ValueCheck::new(listed, refused);
        }
        if self.sent(collection) && self.paths.name(collection.path) == Some("parents") {
            return ValueCheck::new(self.claims(collection, Trust::Prefixed), Vec::new());
        }
        if self.sent(collection) {
            let trust = match *self.shape(member) {
                ValueShape::Text(text) if text.contains("..") => Trust::Inside,
                ValueShape::Text("\n" | "\r" | "\r\n") => Trust::OneLine,
                ValueShape::Text(text) if text.contains("__proto__") => Trust::NoPrototype,
                ValueShape::Text(_) => Trust::Partly,
                _ => return ValueCheck::new(Vec::new(), Vec::new()),
            };
            return ValueCheck::new(Vec::new(), self.claims(collection, trust));
        }
        ValueCheck::new(Vec::new(), Vec::new())
    }

    /// Whether each element of a collection is in another one.
    pub fn subset(&self, part: Value, whole: Value) -> ValueCheck {
        let listed = matches!(self.shape(whole), ValueShape::List(_) | ValueShape::Object(_));
        let listed = listed && self.sent(part) && !self.sent(whole);
        ValueCheck::new(if listed { self.claims(part, Trust::Listed) } else { Vec::new() }, Vec::new())
    }

    fn lists_prototype(&self, collection: Value) -> bool {
        let ValueShape::List(items) = self.shape(collection) else { return false };
        items.first.iter().any(|item| *self.shape(*item) == ValueShape::Text("__proto__"))
    }

    /// A text that is matched with a pattern: `from_start` and `to_end` if the call anchors it.
    pub fn matched(&mut self, pattern: Value, text: Value, from_start: bool, to_end: bool) -> ValueCheck {
        let (ValueShape::Pattern(source) | ValueShape::Text(source)) = *self.shape(pattern) else {
            // A pattern that is not known may describe what is allowed, or what is refused.
            return self.undecided_test(text);
        };
        match pattern::strictness(source, from_start, to_end) {
            Strictness::Whole(letters) => {
                let python = self.language == Language::Python;
                let letters = if python { letters } else { letters.without(Letters::LAST_BREAK) };
                ValueCheck::new(self.claims(text, Trust::Of(letters)), Vec::new())
            }
            Strictness::Partial => ValueCheck::new(self.claims(text, Trust::Partly), Vec::new()),
            Strictness::Prefix => ValueCheck::new(self.claims(text, Trust::Prefixed), Vec::new()),
            Strictness::Outside(letters) => {
                let class = letters.or(Letters::DOTS).or(Letters::SLASHES).or(Letters::ROOTED);
                ValueCheck::new(Vec::new(), self.claims(text, Trust::Of(class)))
            }
            Strictness::Dots => ValueCheck::new(Vec::new(), self.claims(text, Trust::Inside)),
            Strictness::Breaks => ValueCheck::new(Vec::new(), self.claims(text, Trust::OneLine)),
            Strictness::Some => self.undecided_test(text),
        }
    }

    /// What a comparison with a secret, or with an identity in a header, does.
    fn compared_secret(&mut self, left: Value, right: Value, span: Span) {
        for (sent, own) in [(left, right), (right, left)] {
            if !self.sent(sent) || self.sent(own) {
                continue;
            }
            let secret =
                self.taints.has(own.taint, Label::Secret) || self.taints.has(own.taint, Label::Digest);
            if secret {
                self.facts.checks_caller = true;
                self.reported_comparison(sent, own, span);
            } else if let ValueShape::Text(text) = *self.shape(own) {
                let header =
                    self.origins(sent).into_iter().find(|of| self.paths.role(*of) == ValueRole::Header);
                let name = header.and_then(|of| self.paths.name(of));
                if !text.is_empty() && name.is_some_and(names::is_identity_header) {
                    self.reported_identity(sent, span);
                }
            }
        }
    }
}
