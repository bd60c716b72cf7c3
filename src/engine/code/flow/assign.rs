//! Assignments: to variables, to members of objects, and to places that mean something to the runtime.

use super::super::form::{AssignTarget, FieldKey, Node, NodeKind, Span};
use super::super::tables::names;
use super::role::ValueRole;
use super::run::FlowRun;
use super::taint::{Act, Label};
use super::value::{FieldValues, Items, Value, ValueShape};

impl<'f, 'a> FlowRun<'f, 'a> {
    pub fn assign(&mut self, target: &'f AssignTarget<'a>, value: Value, span: Span) {
        match target {
            AssignTarget::Variable(variable, at) => {
                let name = self.form.variables.get(*variable as usize).copied().unwrap_or_default();
                self.stored(name, value, *at);
                let value = self.named(value, name, *at);
                self.set(*variable, value);
                if let Some(count) = self.assigned.get_mut(*variable as usize) {
                    *count = count.saturating_add(1);
                }
            }
            AssignTarget::Member(object, name) => self.assign_member(object, name, value, span),
            AssignTarget::Index(object, index) => self.assign_index(object, index, value, span),
            AssignTarget::Object(parts, rest) => {
                for (key, part) in parts {
                    let at = place(part).unwrap_or(span);
                    let inner = match key {
                        FieldKey::Name(name) => self.member(value, name, at),
                        FieldKey::Computed(node) => {
                            let key = self.eval(node);
                            self.index(value, key, at)
                        }
                    };
                    self.assign(part, inner, at);
                }
                if let Some(rest) = rest {
                    let left = self.without(value, parts);
                    self.assign(rest, left, span);
                }
            }
            AssignTarget::List(parts) => self.assign_list(parts, value, span),
            AssignTarget::Default(inner, default) => {
                let default_value = self.eval(default);
                self.fallback(value, default_value, default.span);
                let value = if *self.shape(value) == ValueShape::Nothing {
                    default_value
                } else {
                    self.default_to(value, default_value)
                };
                self.assign(inner, value, span);
            }
            AssignTarget::Rest(inner) => self.assign(inner, value, span),
            AssignTarget::Ignored => {}
        }
    }

    /// An object without the fields that are taken out of it by name.
    fn without(&mut self, value: Value, parts: &[(FieldKey<'a>, AssignTarget<'a>)]) -> Value {
        let ValueShape::Object(mut fields) = self.shape(value).clone() else { return value };
        let taken =
            |name: &str| parts.iter().any(|(key, _)| matches!(key, FieldKey::Name(key) if *key == name));
        fields.named.retain(|(name, _)| !taken(name));
        let mut taint = fields.rest.map_or(0, |rest| rest.taint);
        for (_, field) in &fields.named {
            taint = self.taints.union(taint, field.taint);
        }
        Value { shape: self.shapes.add(ValueShape::Object(fields)), path: value.path, taint }
    }

    fn assign_list(&mut self, parts: &'f [AssignTarget<'a>], value: Value, span: Span) {
        for (place, part) in parts.iter().enumerate() {
            let item = match (self.shape(value).clone(), part) {
                (ValueShape::List(items), AssignTarget::Rest(_)) => {
                    let rest = items.first.get(place..).unwrap_or_default().to_vec();
                    self.list(rest, items.rest)
                }
                (ValueShape::List(items), _) => match (items.first.get(place).copied(), items.rest) {
                    (Some(item), _) => item,
                    (None, Some(rest)) => self.item(rest, u16::try_from(place).unwrap_or(u16::MAX)),
                    (None, None) => Value::default(),
                },
                _ => self.element(value),
            };
            self.assign(part, item, span);
            self.unsecret(part);
        }
    }

    /// A part of a secret that has the name of something beside it, such as a user.
    fn unsecret(&mut self, target: &AssignTarget<'a>) {
        let AssignTarget::Variable(variable, _) = target else { return };
        let name = self.form.variables.get(*variable as usize).copied().unwrap_or_default();
        let value = self.variable(*variable);
        if names::is_about(name) && self.taints.has(value.taint, Label::Secret) {
            let taint = self.taints.only(value.taint, |label| label != Label::Secret);
            self.set(*variable, Value { taint, ..value });
        }
    }

    /// A value that a variable has from now on.
    fn named(&mut self, value: Value, name: &'a str, at: Span) -> Value {
        if value.taint == 0 {
            return value;
        }
        let here = self.taints.parts(value.taint).iter().all(|part| {
            self.taints.way(part.trace).is_some_and(|trace| trace.span == at || trace.act == Act::Pass)
        });
        if here {
            return value;
        }
        Value { taint: self.taints.step(value.taint, Act::Assign, at, name), ..value }
    }

    fn assign_member(&mut self, object: &'f Node<'a>, name: &'a str, value: Value, span: Span) {
        if Self::is_global(object, "module") && name == "exports" {
            self.exports = value;
            return;
        }
        if Self::is_global(object, "exports")
            || matches!(&object.kind, NodeKind::Member(root, "exports") if Self::is_global(root, "module"))
        {
            self.exports = self.with_field(self.exports, name, value);
            return;
        }
        let before = self.eval(object);
        self.setting(name, value, span);
        self.stored(name, value, span);
        let role = self.paths.role(before.path);
        if role == ValueRole::Environment {
            self.environment_set(name, value, span);
        } else if matches!(role, ValueRole::Response | ValueRole::Context) {
            self.response_member(name, value, span);
        } else {
            self.foreign_member(before, name, value, span);
        }
        let after = self.with_field(before, name, value);
        self.store(object, after);
    }

    fn assign_index(&mut self, object: &'f Node<'a>, index: &'f Node<'a>, value: Value, span: Span) {
        let before = self.eval(object);
        let key = self.eval(index);
        if let ValueShape::Text(name) = *self.shape(key) {
            let after = self.with_field(before, name, value);
            self.store(object, after);
            return;
        }
        if self.sent(value) {
            self.polluted(before, key, Span { start: object.span.start, end: span.end.max(index.span.end) });
        }
        let after = self.with_any(before, key, value);
        self.store(object, after);
    }

    /// An object with one more field.
    pub fn with_field(&mut self, object: Value, name: &'a str, value: Value) -> Value {
        let mut fields = match self.shape(object).clone() {
            ValueShape::Object(fields) => fields,
            ValueShape::Unknown | ValueShape::Nothing => {
                let known = object.path != 0 || object.taint != 0;
                let rest = known.then_some(Value { shape: 0, ..object });
                FieldValues { named: Vec::new(), rest, keys: object.taint }
            }
            _ => return object,
        };
        let value = self.vouched(value);
        let value = self.unkeyed(value);
        self.put(&mut fields, name, value);
        let taint = self.taints.union(object.taint, value.taint);
        let shape = self.shapes.add(ValueShape::Object(fields));
        self.filled(Value { shape, path: object.path, taint })
    }

    /// A value that is stored is no longer found under a key of the caller.
    fn unkeyed(&mut self, value: Value) -> Value {
        Value { taint: self.taints.only(value.taint, |label| label != Label::Keyed), ..value }
    }

    /// A collection with one more element under a key that is not constant.
    pub fn with_any(&mut self, object: Value, key: Value, value: Value) -> Value {
        // What was validated here stays so in the collection.
        let (key, value) = (self.vouched(key), self.vouched(value));
        let taint = self.taints.union(value.taint, key.taint);
        let value = self.unkeyed(Value { taint, ..value });
        let taint = value.taint;
        let shape = match self.shape(object).clone() {
            ValueShape::Object(mut fields) => {
                self.put_any(&mut fields, key, value);
                ValueShape::Object(fields)
            }
            ValueShape::List(mut items) => {
                items.rest = Some(items.rest.map_or(value, |rest| self.merge(rest, value)));
                ValueShape::List(items)
            }
            ValueShape::Unknown | ValueShape::Nothing if object.path == 0 && object.taint == 0 => {
                ValueShape::List(Items { first: Vec::new(), rest: Some(value) })
            }
            _ => return object,
        };
        let taint = self.taints.union(object.taint, taint);
        let shape = self.shapes.add(shape);
        self.filled(Value { shape, path: object.path, taint })
    }

    /// Puts a collection back that a method changed: also one in a table, `(all[name] ||= []).push(value)`.
    pub fn store_collection(&mut self, node: &'f Node<'a>, value: Value) {
        match &node.kind {
            NodeKind::Index(inner, index) => self.store_at(inner, index, value),
            NodeKind::Assign(target, _) => match target.as_ref() {
                AssignTarget::Variable(variable, _) => self.set_object(*variable, value),
                AssignTarget::Index(inner, index) => self.store_at(inner, index, value),
                AssignTarget::Member(..)
                | AssignTarget::Object(..)
                | AssignTarget::List(_)
                | AssignTarget::Default(..)
                | AssignTarget::Rest(_)
                | AssignTarget::Ignored => {}
            },
            _ => self.store(node, value),
        }
    }

    /// Puts a changed object under a key of another one whose parts are known.
    fn store_at(&mut self, inner: &'f Node<'a>, index: &'f Node<'a>, value: Value) {
        let outer = self.eval(inner);
        let key = self.eval(index);
        if matches!(self.shape(outer), ValueShape::Object(_) | ValueShape::List(_)) {
            let outer = match self.text_of(key) {
                Some(name) => self.with_field(outer, name, value),
                None => self.with_any(outer, key, value),
            };
            self.store(inner, outer);
        }
    }

    /// Puts a changed object back where it is from.
    pub fn store(&mut self, node: &'f Node<'a>, value: Value) {
        match &node.kind {
            NodeKind::Global("exports") => self.exports = value,
            NodeKind::Member(module, "exports") if Self::is_global(module, "module") => self.exports = value,
            NodeKind::Name(variable) | NodeKind::This(Some(variable)) => self.set_object(*variable, value),
            NodeKind::Member(inner, name)
                if matches!(inner.kind, NodeKind::Name(_) | NodeKind::This(Some(_))) =>
            {
                let outer = self.eval(inner);
                let outer = self.with_field(outer, name, value);
                self.store(inner, outer);
            }

            _ => {}
        }
    }
}

/// The place of a target that is one name.
fn place(target: &AssignTarget<'_>) -> Option<Span> {
    match target {
        AssignTarget::Variable(_, span) => Some(*span),
        AssignTarget::Default(inner, _) | AssignTarget::Rest(inner) => place(inner),
        AssignTarget::Member(..)
        | AssignTarget::Index(..)
        | AssignTarget::Object(..)
        | AssignTarget::List(_)
        | AssignTarget::Ignored => None,
    }
}
