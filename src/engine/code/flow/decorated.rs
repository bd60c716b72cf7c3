//! Functions, methods and classes with decorators.

use super::super::form::{Class, Span};
use super::super::report::Language;
use super::super::tables::names;
use super::run::FlowRun;
use super::site::Passed;
use super::value::{Value, ValueShape};

impl<'f, 'a> FlowRun<'f, 'a> {
    /// What a decorator makes of a function that it is passed; a library may test the arguments.
    pub fn decorated(&mut self, function: Value, passed: Value, by: Value, span: Span) -> Value {
        let all = [Passed { name: None, value: passed, span }];
        let made = self.call_value(by, &all, span);
        if let Some(made) = made.filter(|made| self.function_of(*made).is_some()) {
            return made;
        }
        if !names::is_guard(self.paths.nearest_name(by.path)) {
            return function;
        }
        self.guarded(function)
    }

    fn guarded(&mut self, function: Value) -> Value {
        let shape = self.shapes.again(function.shape);
        self.closures.copy(function.shape, shape);
        self.closures.guarded.insert(shape);
        Value { shape, ..function }
    }

    /// An object whose methods are what decorators made of them.
    pub fn with_decorators(&mut self, class: &'f Class<'a>, object: Value, span: Span) -> Value {
        let mut object = object;
        for (name, node) in &class.decorated {
            let Some(method) = self.field(object, name) else { continue };
            let by = self.eval(node);
            let method = self.decorated_method(method, object, by, span);
            object = self.with_field(object, name, method);
        }
        for node in &class.by {
            let by = self.eval(node);
            // What an own function does with a class is not followed.
            if self.function_of(by).is_none() && !names::is_guard(self.paths.nearest_name(by.path)) {
                continue;
            }
            for (name, _) in &class.methods {
                if let Some(method) = self.field(object, name) {
                    let method = self.guarded(method);
                    object = self.with_field(object, name, method);
                }
            }
        }
        object
    }

    fn decorated_method(&mut self, method: Value, object: Value, by: Value, span: Span) -> Value {
        if self.language == Language::JavaScript {
            return self.decorated(method, method, by, span);
        }
        // A wrapper gets the object, and passes it on.
        let shape = self.shapes.again(method.shape);
        self.closures.copy(method.shape, shape);
        self.closures.unbound.insert(shape);
        let made = self.decorated(method, Value { shape, ..method }, by, span);
        let is_method =
            *self.shape(made) == *self.shape(method) || !matches!(self.shape(made), ValueShape::Function(_));
        if is_method {
            return if self.closures.unbound.contains(&made.shape) { method } else { made };
        }
        self.bind(made, &[Passed { name: None, value: object, span }])
    }
}
