//! Functions with values of their own: bound arguments, and the variables of the function that returned them.

use super::super::form::{FunctionId, Span, Variable};
use super::kept::KeptBound;
use super::run::FlowRun;
use super::site::Passed;
use super::taint::Marks;
use super::value::{ShapeId, Value, ValueShape};

/// At most so many variables of one function are kept for the functions that it returns.
const VARIABLES: u32 = 64;

impl<'a> FlowRun<'_, 'a> {
    /// Whether two functions are one with the same values of its own.
    pub fn is_same_function(&self, one: ShapeId, other: ShapeId) -> bool {
        one == other || self.shapes.get(one) == self.shapes.get(other) && self.closures.are_equal(one, other)
    }

    /// A function with its first arguments.
    pub fn bind(&mut self, function: Value, arguments: &[Passed<'a>]) -> Value {
        if arguments.is_empty() {
            return function;
        }
        let all = self.with_bound(function, arguments.to_vec());
        let all =
            all.iter().map(|one| KeptBound { name: one.name, value: one.value, span: one.span }).collect();
        let shape = self.shapes.again(function.shape);
        self.closures.copy(function.shape, shape);
        self.closures.bound.insert(shape, all);
        Value { shape, ..function }
    }

    /// Whether the places of arguments are not those of parameters.
    pub fn is_bound(&self, function: Value) -> bool {
        let shape = &function.shape;
        self.closures.bound.contains_key(shape) || self.closures.unbound.contains(shape)
    }

    /// The arguments of a call after those that the function is bound to; a later keyword counts.
    pub fn with_bound(&mut self, function: Value, mut arguments: Vec<Passed<'a>>) -> Vec<Passed<'a>> {
        if self.closures.guarded.contains(&function.shape) {
            for passed in &mut arguments {
                passed.value.taint = self.taints.mark(passed.value.taint, Marks::CHECKED);
            }
        }
        if self.closures.unbound.contains(&function.shape) && !arguments.is_empty() {
            arguments.remove(0);
        }
        let Some(bound) = self.closures.bound.get(&function.shape) else { return arguments };
        let given = |name: Option<&str>| arguments.iter().any(|passed| passed.name == name);
        let passed = |one: &KeptBound<'a>| Passed { name: one.name, value: one.value, span: one.span };
        let mut all: Vec<Passed<'a>> = bound.iter().filter(|one| one.name.is_none()).map(passed).collect();
        let keywords: Vec<Passed<'a>> =
            bound.iter().filter(|one| one.name.is_some() && !given(one.name)).map(passed).collect();
        all.extend(arguments);
        all.extend(keywords);
        all
    }

    /// A function that another one returns keeps the variables of this call.
    pub fn captured_by(&mut self, outer: FunctionId, result: Value, called: ShapeId) -> Value {
        let form = self.form;
        let ValueShape::Function(id) = *self.shape(result) else { return result };
        let inner = form.functions.get(id as usize).and_then(|function| function.outer);
        if inner != Some(outer) || !self.closures.captured(result.shape).is_empty() {
            return result;
        }
        let Some((start, end)) = form.functions.get(outer as usize).map(|function| function.variables) else {
            return result;
        };
        let mut all: Vec<(Variable, Value)> = Vec::new();
        for (variable, _) in self.closures.captured(called) {
            all.push((*variable, self.variable(*variable)));
        }
        for variable in start..end.min(start.saturating_add(VARIABLES)) {
            all.push((variable, self.variable(variable)));
        }
        let shape = self.shapes.again(result.shape);
        self.closures.copy(result.shape, shape);
        self.closures.captured.insert(shape, all);
        Value { shape, ..result }
    }

    /// Sets the variables that a function captured, and returns what they were.
    pub fn enter_closure(&mut self, function: ShapeId) -> Vec<(Variable, Value)> {
        let captured = self.closures.captured(function).to_vec();
        let mut before = Vec::with_capacity(captured.len());
        for (variable, value) in captured {
            before.push((variable, self.variable(variable)));
            self.set(variable, value);
        }
        before
    }

    /// Keeps what the variables of a function became, and sets them to what they were.
    pub fn leave_closure(&mut self, function: ShapeId, before: Vec<(Variable, Value)>) {
        if before.is_empty() {
            return;
        }
        let state = &self.state;
        if let Some(captured) = self.closures.captured.get_mut(&function) {
            for (variable, value) in captured {
                *value = state.values.get(*variable as usize).copied().unwrap_or_default();
            }
        }
        for (variable, value) in before {
            self.set(variable, value);
        }
    }

    /// Calls a value that is an own function, with what it is bound to and what it captured.
    pub fn call_value(&mut self, function: Value, arguments: &[Passed<'a>], span: Span) -> Option<Value> {
        let id = self.function_of(function)?;
        let arguments = self.with_bound(function, arguments.to_vec());
        let before = self.enter_closure(function.shape);
        let result = self.call_own(id, &arguments, span);
        let result = self.captured_by(id, result, function.shape);
        self.leave_closure(function.shape, before);
        Some(result)
    }
}
