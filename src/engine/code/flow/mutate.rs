//! Objects that calls change: by their own methods, and where a function is passed them.

use super::super::form::{AssignTarget, Call, FunctionId, Node, NodeKind, Span, Variable};
use super::kept::Alias;
use super::run::FlowRun;
use super::site::{Passed, Site};
use super::value::{Value, ValueShape};

impl<'f, 'a> FlowRun<'f, 'a> {
    /// Puts a changed object in a variable, and in the one that was passed for it.
    pub fn set_object(&mut self, variable: Variable, value: Value) {
        self.set(variable, value);
        let mut inner = variable;
        for place in (0..self.aliases.len()).rev() {
            let Some(alias) = self.aliases.get(place).copied() else { break };
            if alias.inner == inner && self.assignments(inner) == alias.assigned {
                self.set(alias.outer, value);
                inner = alias.outer;
            }
        }
    }

    /// Methods that change their object.
    pub fn mutated(&mut self, before: Value, node: &'f Node<'a>, site: &Site<'a>) {
        let after = match site.name {
            "push" | "unshift" | "append" | "add" | "appendleft" | "insert" => {
                let value = site.arguments.last().map(|passed| passed.value).unwrap_or_default();
                self.with_any(before, Value::default(), value)
            }
            "set" if site.arguments.len() == 2 => {
                let (key, value) = (site.first(), site.at(1).unwrap_or_default());
                match self.text_of(key) {
                    Some(name) => self.with_field(before, name, value),
                    None => self.with_any(before, key, value),
                }
            }
            "update" if matches!(self.shape(site.first()), ValueShape::Object(_)) => {
                self.combined(&[before, site.first()], site.span)
            }
            "extend" | "update" | "concat_in_place" => {
                let element = self.element(site.first());
                let key = if site.name == "update" { element } else { Value::default() };
                self.with_any(before, key, element)
            }
            "setFeature" => self.with_feature(before, site),
            "validate" if site.root == "cerberus" => self.with_field(before, "document", site.first()),
            "validated" | "normalized" if site.root == "cerberus" => {
                let checked = self.checked_by(before, site.first());
                self.with_field(before, "document", checked)
            }
            _ => return,
        };
        let known =
            matches!(self.shape(before), ValueShape::List(_) | ValueShape::Object(_)) || before.path == 0;
        let known = known || site.name == "setFeature";
        if known && after != before {
            self.store_collection(node, after);
        }
    }

    /// Calls an own function, and takes over what it changes of the objects that it is passed.
    pub fn call_changing(
        &mut self,
        (id, callee): (FunctionId, Value),
        call: &'f Call<'a>,
        arguments: &[Passed<'a>],
        span: Span,
    ) -> Value {
        let form = self.form;
        let parameters = form.functions.get(id as usize).map_or(&[][..], |function| &function.parameters);
        let known: Vec<Option<(Variable, u32)>> = parameters
            .iter()
            .map(|parameter| {
                variable(&parameter.target).map(|variable| (variable, self.assignments(variable)))
            })
            .collect();
        let aliases = self.aliases.len();
        let bound = self.is_bound(callee);
        for (passed, known) in call.arguments.iter().zip(&known).filter(|_| !bound) {
            if let (NodeKind::Name(outer), Some((inner, assigned)), None) =
                (&passed.value.kind, known, passed.name)
            {
                let assigned = assigned.saturating_add(1);
                self.aliases.push(Alias { inner: *inner, outer: *outer, assigned });
            }
        }
        let result = self.call_value(callee, arguments, span).unwrap_or_default();
        self.aliases.truncate(aliases);
        if bound {
            return result;
        }
        for (place, passed) in call.arguments.iter().enumerate() {
            let (Some(Some((variable, assigned))), Some(before)) = (known.get(place), arguments.get(place))
            else {
                break;
            };
            let after = self.variable(*variable);
            // One assignment is that of the parameter itself.
            let is_same = self.assignments(*variable) == assigned.saturating_add(1) && passed.name.is_none();
            if is_same && self.is_changed(before.value, after) {
                self.store(&passed.value, after);
            }
        }
        result
    }

    fn assignments(&self, variable: Variable) -> u32 {
        self.assigned.get(variable as usize).copied().unwrap_or(0)
    }

    fn is_changed(&self, before: Value, after: Value) -> bool {
        let has_parts =
            |value: Value| matches!(self.shape(value), ValueShape::Object(_) | ValueShape::List(_));
        let was = has_parts(before) || (before.path != 0 && before.path == after.path);
        before.shape != after.shape && was && has_parts(after)
    }
}

/// The variable of a parameter that has one name.
fn variable(target: &AssignTarget<'_>) -> Option<Variable> {
    match target {
        AssignTarget::Variable(variable, _) => Some(*variable),
        AssignTarget::Default(inner, _) => variable(inner),
        AssignTarget::Member(..)
        | AssignTarget::Index(..)
        | AssignTarget::Object(..)
        | AssignTarget::List(_)
        | AssignTarget::Rest(_)
        | AssignTarget::Ignored => None,
    }
}
