//! Expressions of which one of two sides is the value; a side that throws is none.

use super::super::form::{ComparisonForm, Logic, Node, NodeKind, Span};
use super::path::PathId;
use super::run::FlowRun;
use super::taint::Label;
use super::value::{Value, ValueShape};

impl<'f, 'a> FlowRun<'f, 'a> {
    /// A choice between two values.
    pub fn choice(&mut self, parts: &'f [Node<'a>; 3]) -> Value {
        let [test, then, otherwise] = parts;
        let condition = self.eval(test);
        let known = self.state.trusted.len();
        let before = self.state.live;
        self.assume(condition, true);
        let left = self.eval(then);
        let left = self.vouched(left);
        let first = std::mem::replace(&mut self.state.live, before);
        self.state.trusted.truncate(known);
        self.assume(condition, false);
        let right = self.eval(otherwise);
        let right = self.vouched(right);
        let second = self.state.live;
        self.fallback_by_choice(parts, left, right);
        self.state.live = first || second;
        match (first, second) {
            (true, false) => {
                self.state.trusted.truncate(known);
                self.assume(condition, true);
                left
            }
            (false, true) => right,
            (true, true) | (false, false) => {
                self.state.trusted.truncate(known);
                self.merge(left, right)
            }
        }
    }

    /// A secret if it is set, and a constant otherwise.
    fn fallback_by_choice(&mut self, parts: &'f [Node<'a>; 3], left: Value, right: Value) {
        let [test, then, otherwise] = parts;
        let span =
            Span { start: test.span.start.min(then.span.start), end: otherwise.span.end.max(test.span.end) };
        for (secret, default) in [(left, right), (right, left)] {
            let is_secret = self.taints.has(secret.taint, Label::Secret) && self.text_of(default).is_some();
            if is_secret && self.asks_for(test, secret.path) {
                self.fallback(secret, default, span);
            }
        }
    }

    /// Whether a condition asks whether a variable is set.
    fn asks_for(&mut self, test: &'f Node<'a>, variable: PathId) -> bool {
        match &test.kind {
            NodeKind::Not(inner) => self.asks_for(inner, variable),
            NodeKind::Compare(ComparisonForm::In | ComparisonForm::NotIn, name, _) => {
                let name = self.eval(name);
                self.text_of(name).is_some() && self.text_of(name) == self.paths.name(variable)
            }
            NodeKind::Compare(_, left, right) => {
                let is_nothing =
                    |node: &Node<'_>| matches!(node.kind, NodeKind::Nothing | NodeKind::Text(""));
                (is_nothing(right) && self.eval(left).path == variable)
                    || (is_nothing(left) && self.eval(right).path == variable)
            }
            _ => self.eval(test).path == variable,
        }
    }

    pub fn logic(&mut self, logic: Logic, left: &'f Node<'a>, right: &'f Node<'a>, span: Span) -> Value {
        let first = self.eval(left);
        let known = self.state.trusted.len();
        if logic != Logic::Else {
            self.assume(first, logic == Logic::And);
        }
        let live = self.state.live;
        let second = self.eval(right);
        let second = self.vouched(second);
        self.state.trusted.truncate(known);
        if live && !self.state.live {
            // What continues did not need the other side.
            self.state.live = true;
            if logic != Logic::Else {
                self.assume(first, logic == Logic::Or);
            }
            return self.vouched(first);
        }
        let checks = self.is_check(first) || self.is_check(second);
        let value = match logic {
            Logic::And if checks => {
                let check = self.check_of(first).and(self.check_of(second));
                let value = self.shaped(ValueShape::Check(check));
                Value { taint: second.taint, ..value }
            }
            Logic::And => second,
            Logic::Or if checks => {
                let check = self.check_of(first).or(self.check_of(second));
                let value = self.shaped(ValueShape::Check(check));
                Value { taint: self.taints.union(first.taint, second.taint), ..value }
            }
            Logic::Or | Logic::Else => {
                self.fallback(first, second, span);
                self.default_to(first, second)
            }
        };
        if checks { value } else { self.with_both(logic, first, second, value) }
    }

    /// A value with a default: it keeps where it is from.
    pub fn default_to(&mut self, first: Value, second: Value) -> Value {
        let merged = self.merge(first, second);
        let constant = second.path == 0 && second.taint == 0;
        let path = if merged.path == 0 && constant { first.path } else { merged.path };
        Value { path, ..merged }
    }
}
