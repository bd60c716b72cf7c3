//! Members and elements of values: where the caller's data and the configuration are read.

use super::super::form::Span;
use super::super::tables::names;
use super::path::{PathId, Segment};
use super::role::ValueRole;
use super::run::FlowRun;
use super::taint::{Act, CLEAN, Label, Marks, TaintId, TextPart};
use super::value::{Trust, Value, ValueCheck, ValueShape};

/// The member that stands for the prototype of functions.
pub const PROTOTYPE: &str = "prototype of functions";

impl<'a> FlowRun<'_, 'a> {
    pub fn member(&mut self, object: Value, name: &'a str, span: Span) -> Value {
        if matches!(name, "length" | "size") && self.truths.contains_key(&object.shape) {
            let count = self.count_of(object);
            return self.as_undecided(object, count);
        }
        if let ValueShape::Object(fields) = self.shape(object) {
            let field = fields.named.iter().find(|(known, _)| *known == name);
            if let Some((_, value)) = field {
                return *value;
            }
            if let Some(rest) = fields.rest {
                return self.member(rest, name, span);
            }
        }
        if matches!(self.shape(object), ValueShape::List(_)) && matches!(name, "length" | "size") {
            return Value::default();
        }
        if let ValueShape::Class(id) = *self.shape(object)
            && let Some(value) = self.of_class(id, name)
        {
            return value;
        }
        if name == "__proto__" && self.function_of(object).is_some() {
            let path = self.paths.root(Segment::Global("Function"), ValueRole::None);
            let path = self.paths.then(path, Segment::Member(PROTOTYPE));
            return Value { path, ..Value::default() };
        }
        if name == "constructor" && self.makes_functions(object) {
            return Value {
                path: self.paths.root(Segment::Global("Function"), ValueRole::None),
                ..Value::default()
            };
        }
        if let ValueShape::Class(id) = *self.shape(object)
            && let Some(base) = self.class(id).and_then(|class| class.base.as_deref())
        {
            let base = self.eval(base);
            return Value { path: self.paths.then(base.path, Segment::Member(name)), ..Value::default() };
        }
        if name == "default" && matches!(self.paths.last(object.path), Some(Segment::Module(_))) {
            return object;
        }
        let path = self.paths.then(object.path, Segment::Member(name));
        let taint = self.part_of(object, path, Some(name), span);
        self.as_undecided(object, Value { path, taint, ..Value::default() })
    }

    pub fn index(&mut self, object: Value, index: Value, span: Span) -> Value {
        if self.taints.has(index.taint, Label::Random) {
            return Value { shape: 0, path: 0, ..index };
        }
        match *self.shape(index) {
            ValueShape::Text(name) => return self.member(object, name, span),
            ValueShape::Number(number) => {
                if let ValueShape::List(items) = self.shape(object) {
                    let place = items.first.iter().enumerate().find(|(at, _)| f64_is(number, *at));
                    let known = place.map(|(_, value)| *value);
                    if let Some(value) = known {
                        return value;
                    }
                    if let Some(rest) = items.rest {
                        return self.item(rest, place_of(number));
                    }
                    if number >= 0.0 {
                        return self.shaped(ValueShape::Nothing);
                    }
                }
            }
            _ => {}
        }
        if let ValueShape::Object(fields) = self.shape(object).clone() {
            let any = self.any_of(fields.named.iter().map(|(_, value)| *value).chain(fields.rest));
            let any = self.keyed(any, index);
            if fields.rest.is_some() || !self.sent(index) {
                return any;
            }
            // There is a value only under a key of the table.
            let listed = ValueCheck::new(self.claims(index, Trust::Listed), Vec::new());
            return self.with_truth(any, listed, false);
        }
        if matches!(self.shape(object), ValueShape::List(_)) {
            let element = self.element(object);
            return self.keyed(element, index);
        }
        let unread = self.taints.parts(object.taint).iter().all(|part| part.label == Label::Keyed);
        if unread && self.sent(index) && self.paths.role(object.path) != ValueRole::Environment {
            return self.keyed(Value::default(), index);
        }
        let place = match *self.shape(index) {
            // What is checked of one item is not checked of another.
            ValueShape::Number(number)
                if matches!(self.paths.role(object.path), ValueRole::Data | ValueRole::Text) =>
            {
                Segment::Place(place_of(number))
            }
            _ => Segment::Index,
        };
        let path = self.paths.then(object.path, place);
        let taint = self.part_of(object, path, None, span);
        // A part of a secret is shown on purpose.
        let within = path == 0 || self.paths.role(object.path) == ValueRole::Variable;
        let taint = self.taints.only(taint, |label| label != Label::Secret || !within);
        let value = self.as_undecided(object, Value { path, taint, ..Value::default() });
        // What is the caller's own has the members that they sent.
        if object.path == 0 { self.keyed(value, index) } else { value }
    }

    /// Whether a value is a function, or its prototype, so that its constructor compiles code.
    fn makes_functions(&self, value: Value) -> bool {
        self.function_of(value).is_some() || self.paths.last(value.path) == Some(Segment::Member(PROTOTYPE))
    }

    /// One item of a list of equal items: what is checked of it is not checked of the others.
    pub fn item(&mut self, rest: Value, place: u16) -> Value {
        if rest.taint == CLEAN {
            return rest;
        }
        let mut parts = self.taints.parts(rest.taint).to_vec();
        for part in &mut parts {
            part.origin = self.paths.then(part.origin, Segment::Place(place));
        }
        Value { taint: self.taints.add(parts), ..rest }
    }

    /// A member under a key, with a note if the caller chooses the key.
    fn keyed(&mut self, member: Value, key: Value) -> Value {
        let part = self.taints.parts(key.taint).iter().find(|part| part.label == Label::Caller).copied();
        let Some(part) = part.filter(|_| self.sent(key)) else { return member };
        let note = self.taints.add(vec![TextPart { label: Label::Keyed, ..part }]);
        Value { taint: self.taints.union(member.taint, note), ..member }
    }

    /// Any element of a collection.
    pub fn element(&mut self, collection: Value) -> Value {
        match self.shape(collection).clone() {
            ValueShape::List(items) => self.any_of(items.first.into_iter().chain(items.rest)),
            ValueShape::Object(fields) => {
                if let Some(key) = self.iterated(&fields) {
                    return key;
                }
                let all = fields.named.iter().map(|(_, value)| *value).chain(fields.rest);
                self.any_of(all)
            }
            ValueShape::Join(_) | ValueShape::Text(_) => Value { shape: 0, ..collection },
            _ => {
                let path = self.paths.then(collection.path, Segment::Element);
                let taint = self.part_of(collection, path, None, Span::default());
                Value { path, taint, ..Value::default() }
            }
        }
    }

    /// A key of an object, which the caller chooses if the object is theirs.
    pub fn key_of(&mut self, object: Value) -> Value {
        if let ValueShape::Object(fields) = self.shape(object)
            && fields.rest.is_none()
        {
            return Value::default();
        }
        let element = match self.shape(object) {
            ValueShape::Object(fields) => fields.key(),
            ValueShape::List(_) => Value { shape: 0, path: 0, taint: object.taint },
            _ => self.element(Value { shape: 0, ..object }),
        };
        Value { taint: self.taints.mark(element.taint, Marks::TEXT), ..element }
    }

    pub fn any_of(&mut self, values: impl Iterator<Item = Value>) -> Value {
        let mut any: Option<Value> = None;
        for value in values {
            any = Some(match any {
                Some(known) => self.merge(known, value),
                None => value,
            });
        }
        any.unwrap_or_default()
    }

    /// The parts that a member of a value has.
    fn part_of(&mut self, object: Value, path: PathId, name: Option<&'a str>, span: Span) -> TaintId {
        let role = self.paths.role(path);
        if role == ValueRole::Environment {
            return self.whole_environment(path, span);
        }
        if role == ValueRole::Variable {
            return self.environment_variable(path, name, span);
        }
        if role == ValueRole::Method {
            self.facts.checks_method = true;
            return CLEAN;
        }
        let is_count = matches!(name, Some("length" | "byteLength")) && object.taint != CLEAN;
        if role.is_from_caller() && !is_count {
            return self.read_from_caller(object, path, role, name, span);
        }
        if object.taint == CLEAN || is_count || name == Some("size") {
            return CLEAN;
        }
        let mut parts = Vec::new();
        for part in self.taints.parts(object.taint).to_vec() {
            match part.label {
                Label::Secret if name.is_some_and(names::is_public_member) => {}
                Label::Error if name == Some("stack") => parts.push(TextPart { label: Label::Stack, ..part }),
                Label::Error | Label::Event | Label::Environment | Label::Keyed => {}
                Label::Caller if part.origin == object.path && path != 0 => {
                    parts.push(TextPart { origin: path, ..part });
                }
                // One of two structures: what is checked of a member is not checked of the others.
                Label::Caller if path == 0 && name.is_some() && self.is_structure(part) => {
                    let origin = self.paths.then(part.origin, Segment::Member(name.unwrap_or_default()));
                    parts.push(TextPart { origin, ..part });
                }
                // What is checked of a part of an address is not checked of its host.
                Label::Caller if name.is_some_and(is_part_of_address) => {
                    let name = name.unwrap_or_default();
                    let origin = self.paths.then(part.origin, Segment::Member(name));
                    parts.push(TextPart { origin, ..part });
                }
                Label::Caller
                | Label::Secret
                | Label::Token
                | Label::Stack
                | Label::Random
                | Label::Digest => parts.push(part),
            }
        }
        self.taints.add(parts)
    }

    /// Whether a part is of a structure, rather than of what was made of a text, such as an address.
    fn is_structure(&self, part: TextPart) -> bool {
        let plain = !part.marks.has(Marks::TEXT) && !self.taints.is_made(part.trace);
        plain || self.paths.segments(part.origin).contains(&Segment::Parsed)
    }

    /// The parts of a value of the caller that a call returns.
    pub fn read(&mut self, object: Value, path: PathId, name: Option<&'a str>, span: Span) -> TaintId {
        let role = self.paths.role(path);
        let role = if role == ValueRole::None { ValueRole::Data } else { role };
        self.read_from_caller(object, path, role, name, span)
    }

    /// Data of the caller: a new source, or a part of what was read before.
    fn read_from_caller(
        &mut self,
        object: Value,
        path: PathId,
        role: ValueRole,
        name: Option<&'a str>,
        span: Span,
    ) -> TaintId {
        self.facts.reads_caller = true;
        let marks = if role.is_text() { Marks::TEXT } else { Marks::default() };
        let before = self.taints.parts(object.taint).iter().find(|part| part.label == Label::Caller).copied();
        let shown = name.unwrap_or_else(|| self.paths.nearest_name(path));
        let mut part = match before {
            Some(part) if !self.extends(part, span) => {
                TextPart { origin: path, marks: part.marks.and(marks), ..part }
            }
            _ => self.taints.begin(Label::Caller, path, marks, span, shown),
        };
        if let Some(known) = before {
            part.marks = known.marks.and(marks);
        }
        let mut parts = vec![part];
        if role == ValueRole::Headers {
            parts.push(TextPart { label: Label::Event, ..part });
        }
        if role == ValueRole::Header && name.is_some_and(names::is_credential_header) {
            self.facts.checks_caller = true;
            parts.push(TextPart { label: Label::Token, ..part });
        }
        if matches!(role, ValueRole::Data | ValueRole::Text) && name.is_some_and(names::is_credential_field) {
            parts.push(TextPart { label: Label::Token, ..part });
        }
        self.taints.add(parts)
    }

    /// Whether a value was read just before, so that a member of it is the better source.
    fn extends(&self, part: TextPart, span: Span) -> bool {
        self.taints
            .way(part.trace)
            .is_some_and(|trace| trace.act == Act::Read && trace.span != span && span != Span::default())
    }

    fn whole_environment(&mut self, path: PathId, span: Span) -> TaintId {
        let part = self.taints.begin(Label::Environment, path, Marks::default(), span, "environment");
        self.taints.add(vec![part])
    }

    fn environment_variable(&mut self, path: PathId, name: Option<&'a str>, span: Span) -> TaintId {
        let Some(name) = name else {
            self.facts.whole_environment = true;
            let part = self.taints.begin(Label::Secret, path, Marks::TEXT, span, "environment");
            return self.taints.add(vec![part]);
        };
        self.facts.variable(name, span);
        if !names::is_secret(name) && !self.environment.has_variable(name) {
            return CLEAN;
        }
        let part = self.taints.begin(Label::Secret, path, Marks::TEXT, span, name);
        self.taints.add(vec![part])
    }

    /// The value of an environment variable by a call, such as `os.getenv`.
    pub fn variable_by_call(&mut self, path: PathId, name: Option<&'a str>, span: Span) -> Value {
        let segment = name.map_or(Segment::Index, Segment::Member);
        let mut root = self.paths.parent(path);
        if self.paths.role(root) == ValueRole::System {
            root = self.paths.then(root, Segment::Member("environ"));
        }
        let path = self.paths.then(root, segment);
        Value { path, taint: self.environment_variable(path, name, span), ..Value::default() }
    }

    /// The request of Flask, which is a member of the module.
    pub fn flask(&mut self, module: PathId) {
        self.paths.assign(module, Segment::Member("request"), ValueRole::Request);
    }
}

fn place_of(number: f64) -> u16 {
    (0..64_u16).find(|place| f64_is(number, usize::from(*place))).unwrap_or(u16::MAX)
}

/// Members of a parsed URL that do not decide where it leads.
fn is_part_of_address(name: &str) -> bool {
    matches!(
        name,
        "scheme"
            | "protocol"
            | "port"
            | "pathname"
            | "path"
            | "search"
            | "hash"
            | "query"
            | "fragment"
            | "username"
    )
}

/// Whether a number is an index.
fn f64_is(number: f64, place: usize) -> bool {
    u32::try_from(place).is_ok_and(|place| (number - f64::from(place)).abs() < 0.5)
}
