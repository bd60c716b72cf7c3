//! The value of an expression.

use super::super::form::{ComparisonForm, Each, Node, NodeKind, Span, TableEntry};
use super::path::Segment;
use super::role::ValueRole;
use super::run::FlowRun;
use super::taint::{Act, Label, Marks, TaintId};
use super::value::{FieldValues, Items, PARTS, Piece, Value, ValueShape};

/// Text is put together from at most so many pieces; more are dropped.
const PIECES: usize = 48;

impl<'f, 'a> FlowRun<'f, 'a> {
    pub fn eval(&mut self, node: &'f Node<'a>) -> Value {
        if !self.spend(node.span) || !self.descend(node.span) {
            return Value::default();
        }
        let value = self.evaluate(node);
        self.ascend();
        value
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    fn evaluate(&mut self, node: &'f Node<'a>) -> Value {
        match &node.kind {
            NodeKind::Nothing => self.shaped(ValueShape::Nothing),
            NodeKind::Opaque => Value::default(),
            NodeKind::Bool(truth) => self.shaped(ValueShape::Bool(*truth)),
            NodeKind::Number(number) => self.shaped(ValueShape::Number(*number)),
            NodeKind::Text(text) => self.shaped(ValueShape::Text(text)),
            NodeKind::Pattern(text) => self.shaped(ValueShape::Pattern(text)),
            NodeKind::Name(variable) => self.variable(*variable),
            NodeKind::Global(name) => self.global(name),
            NodeKind::Module(name) => self.module(name),
            NodeKind::This(variable) => variable.map_or_else(Value::default, |this| self.variable(this)),
            NodeKind::Member(object, name) => {
                if Self::is_global(object, "module") && *name == "exports" {
                    return self.exports;
                }
                let object = self.eval(object);
                self.member(object, name, node.span)
            }
            NodeKind::Index(object, index) => {
                let object = self.eval(object);
                let index = self.eval(index);
                self.index(object, index, node.span)
            }
            NodeKind::Call(call) => self.call(call, node.span),
            NodeKind::Join(parts) => {
                let values: Vec<Value> = parts.iter().map(|part| self.eval(part)).collect();
                self.join_text(&values, node.span)
            }
            NodeKind::Add(left, right) => {
                let left = self.eval(left);
                let right = self.eval(right);
                self.add(left, right, node.span)
            }
            NodeKind::Compute(parts) => {
                let mut taint = 0;
                for part in parts {
                    let value = self.eval(part);
                    taint = self.taints.union(taint, value.taint);
                }
                // Numbers stay as predictable as they are.
                Value { taint: self.taints.only(taint, |label| label == Label::Random), ..Value::default() }
            }
            NodeKind::Object(entries) => self.object(entries),
            NodeKind::List(parts) => self.elements(parts),
            NodeKind::Function(id) => self.shaped(ValueShape::Function(*id)),
            NodeKind::Class(id) => {
                if let Some(class) = self.form.classes.get(*id as usize) {
                    for (_, field) in &class.fields {
                        self.eval(field);
                    }
                }
                self.shaped(ValueShape::Class(*id))
            }
            NodeKind::Choice(parts) => self.choice(parts),
            NodeKind::Logic(logic, left, right) => self.logic(*logic, left, right, node.span),
            NodeKind::Compare(comparison, left, right) => self.compared(*comparison, left, right, node.span),
            NodeKind::Not(inner) => {
                let value = self.eval(inner);
                let check = self.check_of(value).not();
                self.shaped(ValueShape::Check(check))
            }
            NodeKind::TypeOf(inner) => {
                let value = self.eval(inner);
                let origins = self.origins(value);
                self.shaped(ValueShape::TypeOf(origins))
            }
            NodeKind::Await(inner) | NodeKind::Spread(inner) => self.eval(inner),
            NodeKind::Yield(inner, is_collection) => {
                let value = self.eval(inner);
                self.yielded(value, *is_collection);
                // What is sent to a generator is not followed.
                Value::default()
            }
            NodeKind::Assign(target, inner) => {
                let value = self.eval(inner);
                self.assign(target, value, inner.span);
                value
            }
            NodeKind::Sequence(parts) => parts.iter().fold(Value::default(), |_, part| self.eval(part)),
            NodeKind::Decorated(function, by) => {
                let function = self.eval(function);
                let by = self.eval(by);
                self.decorated(function, function, by, node.span)
            }
            NodeKind::Each(each) => self.each(each, node.span),
        }
    }

    fn global(&mut self, name: &'a str) -> Value {
        if name == "exports" {
            return self.exports;
        }
        let role = if name == "process" { ValueRole::System } else { ValueRole::None };
        Value { path: self.paths.root(Segment::Global(name), role), ..Value::default() }
    }

    fn module(&mut self, name: &'a str) -> Value {
        let name = name.strip_prefix("node:").unwrap_or(name);
        let bare = name.strip_suffix("/promises").or_else(|| name.strip_suffix("/promise")).unwrap_or(name);
        let role = if matches!(bare, "process" | "os") { ValueRole::System } else { ValueRole::None };
        let path = self.paths.root(Segment::Module(bare), role);
        if bare == "flask" {
            self.flask(path);
        }
        Value { path, ..Value::default() }
    }

    fn compared(
        &mut self,
        comparison: ComparisonForm,
        left: &'f Node<'a>,
        right: &'f Node<'a>,
        span: Span,
    ) -> Value {
        let left = self.eval(left);
        let right = self.eval(right);
        let check = self.compare(comparison, left, right, span);
        self.shaped(ValueShape::Check(check))
    }

    fn object(&mut self, entries: &'f [TableEntry<'a>]) -> Value {
        let mut fields = FieldValues::default();
        let mut taint = 0;
        for entry in entries {
            match entry {
                TableEntry::Named(name, node) => {
                    let value = self.eval(node);
                    self.setting(name, value, node.span);
                    let replaces = fields.named.iter().any(|(known, _)| known == name);
                    self.put(&mut fields, name, value);
                    taint =
                        if replaces { self.taint_of(&fields) } else { self.taints.union(taint, value.taint) };
                }
                TableEntry::Computed(key, node) => {
                    let key = self.eval(key);
                    let value = self.eval(node);
                    taint = self.taints.union(taint, value.taint);
                    if let ValueShape::Text(name) = *self.shape(key) {
                        self.put(&mut fields, name, value);
                        continue;
                    }
                    taint = self.taints.union(taint, key.taint);
                    let value = Value { taint: self.taints.union(value.taint, key.taint), ..value };
                    self.put_any(&mut fields, key, value);
                }
                TableEntry::Spread(node) => {
                    let value = self.eval(node);
                    taint = self.taints.union(taint, value.taint);
                    self.spread(&mut fields, value);
                }
            }
        }
        let value = self.shaped(ValueShape::Object(fields));
        Value { taint, ..value }
    }

    /// What all fields of an object contain.
    fn taint_of(&mut self, fields: &FieldValues<'a>) -> TaintId {
        let all = fields.named.iter().map(|(_, value)| value.taint);
        let all = all.chain(fields.rest.map(|rest| rest.taint)).chain([fields.keys]);
        all.fold(0, |taint, part| self.taints.union(taint, part))
    }

    /// Sets a field; of too many ones only what they may contain is kept.
    pub fn put(&mut self, fields: &mut FieldValues<'a>, name: &'a str, value: Value) {
        if let Some(known) = fields.named.iter_mut().find(|(known, _)| *known == name) {
            known.1 = value;
        } else if fields.named.len() < PARTS {
            fields.named.push((name, value));
        } else {
            fields.rest = Some(fields.rest.map_or(value, |rest| self.merge(rest, value)));
        }
    }

    /// The fields of an object become fields of another one.
    pub fn spread(&mut self, fields: &mut FieldValues<'a>, value: Value) {
        if let ValueShape::Object(inner) = self.shape(value).clone() {
            for (name, value) in inner.named {
                self.put(fields, name, value);
            }
            fields.keys = self.taints.union(fields.keys, inner.keys);
            if let Some(rest) = inner.rest {
                fields.rest = Some(rest);
            }
        } else {
            if value.taint != 0 {
                // It may have the same fields as those before it.
                for place in 0..fields.named.len() {
                    let Some((name, known)) = fields.named.get(place).copied() else { break };
                    let other = self.member(value, name, Span::default());
                    let merged = self.merge(known, other);
                    if let Some(field) = fields.named.get_mut(place) {
                        field.1 = merged;
                    }
                }
            }
            fields.keys = self.taints.union(fields.keys, value.taint);
            fields.rest = Some(value);
        }
    }

    fn elements(&mut self, parts: &'f [Node<'a>]) -> Value {
        let mut first = Vec::with_capacity(parts.len());
        let mut rest = None;
        for part in parts {
            let value = self.eval(part);
            if matches!(part.kind, NodeKind::Spread(_)) {
                let element = self.element(value);
                rest = Some(match rest {
                    Some(known) => self.merge(known, element),
                    None => element,
                });
            } else {
                first.push(value);
            }
        }
        self.list(first, rest)
    }

    pub fn list(&mut self, mut first: Vec<Value>, mut rest: Option<Value>) -> Value {
        for value in first.split_off(first.len().min(PARTS)) {
            rest = Some(rest.map_or(value, |known| self.merge(known, value)));
        }
        let mut taint = 0;
        for value in first.iter().chain(&rest) {
            taint = self.taints.union(taint, value.taint);
        }
        let value = self.shaped(ValueShape::List(Items { first, rest }));
        Value { taint, ..value }
    }

    fn each(&mut self, each: &'f Each<'a>, span: Span) -> Value {
        let known = self.state.trusted.len();
        for round in &each.rounds {
            let over = self.eval(&round.over);
            let element = self.element(over);
            self.assign(&round.target, element, round.over.span);
            for test in &round.tests {
                let value = self.eval(test);
                self.assume(value, true);
            }
        }
        let element = self.eval(&each.element);
        let element = self.vouched(element);
        let value = each.value.as_ref().map(|value| {
            let value = self.eval(value);
            self.vouched(value)
        });
        self.state.trusted.truncate(known);
        match value {
            None => self.list(Vec::new(), Some(element)),
            Some(value) => {
                let rest = Value { taint: self.taints.union(element.taint, value.taint), ..value };
                let fields = FieldValues { named: Vec::new(), rest: Some(rest), keys: element.taint };
                let object = self.shaped(ValueShape::Object(fields));
                let taint = self.taints.step(rest.taint, Act::Join, span, "");
                Value { taint, ..object }
            }
        }
    }

    /// The sum of two values: text if either is, a list if either is.
    pub fn add(&mut self, left: Value, right: Value, span: Span) -> Value {
        match (self.shape(left).clone(), self.shape(right).clone()) {
            (ValueShape::Number(left), ValueShape::Number(right)) => {
                self.shaped(ValueShape::Number(left + right))
            }
            (ValueShape::List(mut one), ValueShape::List(other)) => {
                one.first.extend(other.first);
                self.list(one.first, one.rest.or(other.rest))
            }
            (ValueShape::List(one), _) => {
                let element = self.element(right);
                self.list(one.first, Some(element))
            }
            (_, ValueShape::List(one)) => {
                let element = self.element(left);
                self.list(one.first, Some(element))
            }
            _ => self.join_text(&[left, right], span),
        }
    }

    /// Text that is put together from values.
    pub fn join_text(&mut self, values: &[Value], span: Span) -> Value {
        let mut pieces = Vec::with_capacity(values.len());
        let mut taint = 0;
        for value in values {
            taint = self.taints.union(taint, value.taint);
            match self.shape(*value).clone() {
                ValueShape::Text(text) => pieces.push(Piece::Text(text)),
                ValueShape::Join(inner) => pieces.extend(inner),
                _ => pieces.push(Piece::Value(*value)),
            }
        }
        pieces.truncate(PIECES);
        let taint = self.taints.change(taint, Act::Join, span, "", |_| true, Marks::TEXT);
        let value = self.shaped(ValueShape::Join(pieces));
        Value { taint, ..value }
    }
}
