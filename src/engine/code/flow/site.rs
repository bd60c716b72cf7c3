//! A call: who is called, on what, and with which values.

use super::super::form::Span;
use super::path::Segment;
use super::run::FlowRun;
use super::value::{Value, ValueShape};

#[derive(Debug)]
pub struct Site<'a> {
    /// The last name of what is called.
    pub name: &'a str,
    /// The module, or the global name, that it belongs to; empty if that is not known.
    pub root: &'a str,
    pub is_global: bool,
    pub callee: Value,
    pub receiver: Option<Value>,
    pub arguments: Vec<Passed<'a>>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed<'a> {
    pub name: Option<&'a str>,
    pub value: Value,
    pub span: Span,
}

impl Site<'_> {
    /// The argument at a place.
    pub fn at(&self, place: usize) -> Option<Value> {
        self.arguments.iter().filter(|passed| passed.name.is_none()).nth(place).map(|passed| passed.value)
    }

    pub fn first(&self) -> Value {
        self.at(0).unwrap_or_default()
    }

    /// The argument with a keyword.
    pub fn keyword(&self, name: &str) -> Option<Value> {
        self.arguments.iter().find(|passed| passed.name == Some(name)).map(|passed| passed.value)
    }

    /// The argument at a place, or with a keyword.
    pub fn either(&self, place: usize, name: &str) -> Option<Value> {
        self.at(place).or_else(|| self.keyword(name))
    }

    pub fn values(&self) -> Vec<Value> {
        self.arguments.iter().map(|passed| passed.value).collect()
    }
}

impl<'a> FlowRun<'_, 'a> {
    /// The constant text of a value.
    pub fn text_of(&self, value: Value) -> Option<&'a str> {
        if let ValueShape::Text(text) = *self.shape(value) { Some(text) } else { None }
    }

    /// The field of an object.
    pub fn field(&self, object: Value, name: &str) -> Option<Value> {
        let ValueShape::Object(fields) = self.shape(object) else { return None };
        fields.named.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    pub fn is_false(&self, value: Value) -> bool {
        matches!(self.shape(value), ValueShape::Bool(false))
            || matches!(self.shape(value), ValueShape::Number(number) if *number == 0.0)
    }

    pub fn is_true(&self, value: Value) -> bool {
        matches!(self.shape(value), ValueShape::Bool(true))
    }

    /// The module or the global name that a callee belongs to, and whether it is a global one.
    pub fn root_of(&self, value: Value) -> (&'a str, bool) {
        match self.paths.origin(value.path) {
            Some(Segment::Module(name)) => (name, false),
            Some(Segment::Global(name)) => (name, true),
            Some(
                Segment::Parameter(_)
                | Segment::Member(_)
                | Segment::Index
                | Segment::Call
                | Segment::Element
                | Segment::Place(_)
                | Segment::Parsed,
            )
            | None => ("", false),
        }
    }
}
