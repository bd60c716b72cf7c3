//! Classes whose objects are made from fields with types: models that validate, and records that do not.

use super::super::form::{Class, ClassId, Node, NodeKind, Span};
use super::path::Segment;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Label, Marks};
use super::value::{FieldValues, Trust, Value, ValueShape};

/// Classes inherit from at most so many others.
const GENERATIONS: u8 = 8;

/// Types of which no value has a meaning for an interpreter.
const LIMITED: &[&str] = &[
    "int",
    "float",
    "bool",
    "UUID",
    "UUID1",
    "UUID3",
    "UUID4",
    "UUID5",
    "Decimal",
    "date",
    "datetime",
    "time",
    "timedelta",
    "conint",
    "confloat",
    "condecimal",
    "PositiveInt",
    "NonNegativeInt",
    "NegativeInt",
    "PositiveFloat",
    "NonNegativeFloat",
    "StrictInt",
    "StrictFloat",
    "StrictBool",
    "PastDate",
    "FutureDate",
    "AwareDatetime",
    "IPvAnyAddress",
    "IPv4Address",
    "IPv6Address",
];

/// Types that are as limited as those in their brackets.
const WRAPPERS: &[&str] = &[
    "Optional",
    "Union",
    "Annotated",
    "List",
    "list",
    "Set",
    "set",
    "FrozenSet",
    "frozenset",
    "Sequence",
    "Tuple",
    "tuple",
    "conlist",
    "Final",
    "Required",
    "NotRequired",
];

/// Types of any object.
const OPEN: &[&str] = &["Any", "object", "dict", "Dict", "Mapping", "MutableMapping", "JsonValue"];

impl<'f, 'a> FlowRun<'f, 'a> {
    /// A static method, or a field, of a class.
    pub fn of_class(&mut self, id: ClassId, name: &str) -> Option<Value> {
        let class = self.class(id)?;
        if let Some((_, method)) = class.methods.iter().find(|(known, _)| *known == name) {
            return Some(self.shaped(ValueShape::Function(*method)));
        }
        let (_, field) = class.fields.iter().find(|(known, _)| *known == name)?;
        Some(self.eval(field))
    }

    pub fn class(&self, id: ClassId) -> Option<&'f Class<'a>> {
        let form = self.form;
        form.classes.get(id as usize)
    }

    /// The module from which the oldest ancestor of a class is.
    pub fn lineage(&mut self, id: ClassId) -> Option<&'a str> {
        let mut next = id;
        for _ in 0..GENERATIONS {
            let base = self.eval(self.class(next)?.base.as_deref()?);
            match *self.shape(base) {
                ValueShape::Class(parent) => next = parent,
                _ => {
                    return match self.paths.origin(base.path) {
                        Some(Segment::Module(name)) => Some(name),
                        _ => None,
                    };
                }
            }
        }
        None
    }

    /// Whether a class has fields with types, and no constructor of its own.
    pub fn is_record(&self, id: ClassId) -> bool {
        self.class(id).is_some_and(|class| {
            !class.typed.is_empty() && !class.methods.iter().any(|(name, _)| *name == "constructor")
        })
    }

    /// A model that is made by a function of its class, from a structure or from its text.
    pub fn instance(&mut self, site: &Site<'a>) -> Option<Value> {
        let ValueShape::Class(id) = *self.shape(site.receiver?) else { return None };
        let whole = match site.name {
            "model_validate" | "parse_obj" | "from_dict" | "convert" => site.first(),
            "model_validate_json" | "parse_raw" => self.parsed(site.first()),
            _ => return None,
        };
        let checked = matches!(self.lineage(id), Some("pydantic" | "msgspec"));
        Some(self.built(id, whole, &[], checked))
    }

    /// An object of a class with fields, by the arguments of its constructor.
    pub fn modelled(&mut self, id: ClassId, site: &Site<'a>, checked: bool) -> Value {
        let whole = site.keyword("**").unwrap_or_default();
        let mut passed: Vec<(&'a str, Value)> = Vec::new();
        let typed = self.class(id).map_or(&[][..], |class| &class.typed);
        let places = site.arguments.iter().filter(|passed| passed.name.is_none());
        for ((name, _), one) in typed.iter().zip(places) {
            passed.push((name, one.value));
        }
        for one in &site.arguments {
            if let Some(name) = one.name.filter(|name| *name != "**") {
                passed.push((name, one.value));
            }
        }
        self.built(id, whole, &passed, checked)
    }

    fn built(&mut self, id: ClassId, whole: Value, passed: &[(&'a str, Value)], checked: bool) -> Value {
        let mut fields = FieldValues::default();
        let mut taint = 0;
        let mut next = Some(id);
        for _ in 0..GENERATIONS {
            let Some(class) = next.and_then(|id| self.class(id)) else { break };
            for (name, method) in &class.methods {
                let value = self.shaped(ValueShape::Function(*method));
                if !fields.named.iter().any(|(known, _)| known == name) {
                    self.put(&mut fields, name, value);
                }
            }
            for (name, kind) in &class.typed {
                let given = passed.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
                let value = match given {
                    Some(value) => value,
                    None => self.member(whole, name, kind.span),
                };
                let value = if checked { self.validated(class, name, kind, value) } else { value };
                taint = self.taints.union(taint, value.taint);
                self.put(&mut fields, name, value);
            }
            let base = class.base.as_deref().map(|base| self.eval(base)).unwrap_or_default();
            next = if let ValueShape::Class(parent) = *self.shape(base) { Some(parent) } else { None };
        }
        let is_open = match self.class(id) {
            Some(class) => class.typed.iter().any(|(_, kind)| self.is_open(kind)),
            None => false,
        };
        if checked && !is_open {
            self.vouch(whole, Trust::Schema);
            let rest = Value { taint: self.taints.mark(whole.taint, Marks::SCHEMA), ..Value::default() };
            fields.rest = Some(rest);
            taint = self.taints.union(taint, rest.taint);
        }
        let object = self.shaped(ValueShape::Object(fields));
        let object = Value { taint, ..object };
        if let Some(class) = self.class(id) {
            self.set(class.this, object);
        }
        object
    }

    /// A schema whose fields are those of a class.
    pub fn schema_of(&mut self, id: ClassId) -> Value {
        let mut fields = FieldValues::default();
        let mut path = 0;
        let mut next = Some(id);
        for _ in 0..GENERATIONS {
            let Some(class) = next.and_then(|id| self.class(id)) else { break };
            for (name, field) in &class.fields {
                let value = self.eval(field);
                self.put(&mut fields, name, value);
            }
            let base = class.base.as_deref().map(|base| self.eval(base)).unwrap_or_default();
            path = self.paths.then(base.path, Segment::Call);
            next = if let ValueShape::Class(parent) = *self.shape(base) { Some(parent) } else { None };
        }
        let object = self.shaped(ValueShape::Object(fields));
        Value { path, ..object }
    }

    /// A field after its type was checked.
    fn validated(&mut self, class: &'f Class<'a>, name: &str, kind: &'f Node<'a>, value: Value) -> Value {
        let default = class.fields.iter().find(|(known, _)| *known == name);
        let limited = self.limits(kind) || default.is_some_and(|(_, node)| self.limits(node));
        if limited {
            self.vouch(value, Trust::Listed);
            let taint = self.taints.only(value.taint, |label| label != Label::Caller);
            return Value { taint, ..Value::default() };
        }
        let value = self.checked_by_methods(class, name, value, kind.span);
        if self.is_open(kind) {
            return value;
        }
        self.vouch(value, Trust::Schema);
        Value { taint: self.taints.mark(value.taint, Marks::SCHEMA), ..value }
    }

    /// A field after the methods of its model that throw if it is not valid.
    fn checked_by_methods(&mut self, class: &'f Class<'a>, name: &str, value: Value, span: Span) -> Value {
        let mut value = value;
        for (field, method) in &class.validators {
            if *field == name {
                value = self.invoke(*method, &[value], span);
                value = self.vouched(value);
                self.state.live = true;
            }
        }
        value
    }

    /// Whether any object has a type.
    fn is_open(&mut self, node: &'f Node<'a>) -> bool {
        match &node.kind {
            NodeKind::Index(base, inner) => {
                let name = self.type_name(base);
                OPEN.contains(&name) || (matches!(name, "Optional" | "Union") && self.is_open(inner))
            }
            NodeKind::List(parts) | NodeKind::Compute(parts) => parts.iter().any(|part| self.is_open(part)),
            NodeKind::Call(call) => match &call.callee.kind {
                NodeKind::Member(left, "|") => {
                    self.is_open(left) || call.arguments.iter().any(|one| self.is_open(&one.value))
                }
                _ => false,
            },
            NodeKind::Name(_) | NodeKind::Global(_) | NodeKind::Member(..) => {
                OPEN.contains(&self.type_name(node))
            }
            _ => false,
        }
    }

    /// Whether a type, or the description of a field, limits a text to an alphabet or to a list.
    fn limits(&mut self, node: &'f Node<'a>) -> bool {
        match &node.kind {
            NodeKind::Nothing => true,
            NodeKind::List(parts) | NodeKind::Compute(parts) => parts.iter().all(|part| self.limits(part)),
            NodeKind::Index(base, inner) => {
                let name = self.type_name(base);
                name == "Literal" || (WRAPPERS.contains(&name) && self.limits_inside(name, inner))
            }
            // A literal with one text.
            NodeKind::Member(base, _) if self.type_name(base) == "Literal" => true,
            NodeKind::Call(call) => {
                let patterns = ["pattern", "regex"];
                let by_pattern =
                    call.arguments.iter().any(|one| one.name.is_some_and(|name| patterns.contains(&name)));
                // `int | None`.
                let union = matches!(&call.callee.kind, NodeKind::Member(_, "|"));
                if let (true, NodeKind::Member(left, _)) = (union, &call.callee.kind) {
                    return self.limits(left) && call.arguments.iter().all(|one| self.limits(&one.value));
                }
                by_pattern || LIMITED.contains(&self.type_name(&call.callee))
            }
            NodeKind::Name(_) | NodeKind::Global(_) | NodeKind::Member(..) => {
                let value = self.eval(node);
                if let ValueShape::Class(id) = *self.shape(value) {
                    return self.lineage(id) == Some("enum");
                }
                LIMITED.contains(&self.paths.name(value.path).unwrap_or_default())
            }
            _ => false,
        }
    }

    fn limits_inside(&mut self, wrapper: &str, inner: &'f Node<'a>) -> bool {
        match &inner.kind {
            // Of what annotates a type one limit is enough.
            NodeKind::List(parts) if wrapper == "Annotated" => parts.iter().any(|part| self.limits(part)),
            _ => self.limits(inner),
        }
    }

    fn type_name(&mut self, node: &'f Node<'a>) -> &'a str {
        let value = self.eval(node);
        self.paths.name(value.path).unwrap_or_default()
    }
}
