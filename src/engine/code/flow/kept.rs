//! What a run keeps of functions and objects: bound arguments, captured variables, listeners, aliases.

use super::super::form::{Span, Variable};
use super::super::hash::{Map, Set};
use super::path::PathId;
use super::value::{ShapeId, Value};

/// An argument that a function is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptBound<'a> {
    pub name: Option<&'a str>,
    pub value: Value,
    pub span: Span,
}

/// What belongs to functions, by their shapes.
#[derive(Debug, Default)]
pub struct Closures<'a> {
    pub bound: Map<ShapeId, Vec<KeptBound<'a>>>,
    /// Methods that are passed their object as the first argument.
    pub unbound: Set<ShapeId>,
    /// Functions whose arguments pass a test that is not followed.
    pub guarded: Set<ShapeId>,
    /// The variables of the function that returned them.
    pub captured: Map<ShapeId, Vec<(Variable, Value)>>,
}

impl Closures<'_> {
    pub fn captured(&self, shape: ShapeId) -> &[(Variable, Value)] {
        self.captured.get(&shape).map_or(&[], Vec::as_slice)
    }

    /// Whether two functions have the same values of their own.
    pub fn are_equal(&self, one: ShapeId, other: ShapeId) -> bool {
        self.bound.get(&one) == self.bound.get(&other) && self.captured.get(&one) == self.captured.get(&other)
    }

    /// Gives a function what another one has.
    pub fn copy(&mut self, from: ShapeId, to: ShapeId) {
        if let Some(bound) = self.bound.get(&from).cloned() {
            self.bound.insert(to, bound);
        }
        if let Some(captured) = self.captured.get(&from).cloned() {
            self.captured.insert(to, captured);
        }
    }
}

#[derive(Debug, Default)]
pub struct Emitters<'a> {
    /// Where emitters are made; each is one of its own.
    pub places: Vec<Span>,
    pub listeners: Vec<Listener<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub struct Listener<'a> {
    pub emitter: PathId,
    pub event: &'a str,
    pub function: Value,
}

/// A parameter and the variable that was passed for it: both are one object.
#[derive(Debug, Clone, Copy)]
pub struct Alias {
    pub inner: Variable,
    pub outer: Variable,
    /// How often the parameter was assigned to.
    pub assigned: u32,
}
