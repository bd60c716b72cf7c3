//! Abstract values: what is known about a value, where it is from and what is in it.

use super::super::form::{ClassId, FunctionId};
use super::super::letters::Letters;
use super::path::PathId;
use super::taint::TaintId;

/// A shape: its place in [`Shapes`]; zero is the unknown one.
pub type ShapeId = u32;

/// The shape of `null`, `undefined` and `None`.
pub const NOTHING: ShapeId = 1;

/// Nothing is known about the shape.
pub const UNKNOWN: ShapeId = 0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Value {
    pub shape: ShapeId,
    pub path: PathId,
    pub taint: TaintId,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ValueShape<'a> {
    Unknown,
    Nothing,
    Bool(bool),
    Number(f64),
    Text(&'a str),
    Pattern(&'a str),
    /// Text that was put together.
    Join(Vec<Piece<'a>>),
    Object(FieldValues<'a>),
    List(Items),
    Function(FunctionId),
    /// One of several functions, such as one that is looked up in a table of routes.
    OneOf(Vec<ShapeId>),
    Class(ClassId),
    /// A truth value that says something about other values.
    Check(ValueCheck),
    /// A position in an allow-list, from `indexOf`.
    Position(Vec<Claim>),
    /// The name of the type of a value.
    TypeOf(Vec<PathId>),
    /// A table or set without a prototype.
    Table,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece<'a> {
    Text(&'a str),
    Value(Value),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct FieldValues<'a> {
    pub named: Vec<(&'a str, Value)>,
    /// Everything under keys that are not constant.
    pub rest: Option<Value>,
    /// What such keys contain.
    pub keys: TaintId,
}

impl FieldValues<'_> {
    /// Any key; constant ones contain nothing of the caller.
    pub fn key(&self) -> Value {
        let taint = if self.rest.is_some() { self.keys } else { 0 };
        Value { taint, ..Value::default() }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Items {
    pub first: Vec<Value>,
    /// Everything whose place is not known.
    pub rest: Option<Value>,
}

/// What is known of a value when a condition is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub of: PathId,
    pub trust: Trust,
}

impl Claim {
    /// What holds of the value if this claim does, or one of others.
    fn weaker_in(self, others: &[Self]) -> Option<Self> {
        let same = others.iter().filter(|other| other.of == self.of);
        let mut weaker = same.filter_map(|other| match (self.trust, other.trust) {
            (one, other) if one == other => Some(one),
            (Trust::Of(one), Trust::Of(other)) => Some(Trust::Of(one.or(other))),
            (Trust::Listed, other) => Some(other),
            (one, Trust::Listed) => Some(one),
            _ => None,
        });
        weaker.next().map(|trust| Self { of: self.of, trust })
    }
}

/// How far a value was validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// One of values that the code chose, or of an alphabet without meaning for any interpreter.
    Listed,
    /// Text of these characters.
    Of(Letters),
    /// Text, not an object.
    Text,
    /// Does not begin at the root.
    Relative,
    /// Begins with a constant.
    Prefixed,
    /// A path that does not lead to another host.
    Target,
    /// Has no `..` in it.
    Inside,
    /// Is not the name of a prototype.
    NoPrototype,
    /// Has no line break in it.
    OneLine,
    /// A schema was applied.
    Schema,
    /// Some values are refused, perhaps not all that are dangerous.
    Partly,
    /// A test that is not decided was passed; beside [`Trust::Refused`], so that nothing is known after both.
    Accepted,
    /// A test that is not decided was not passed.
    Refused,
}

/// What holds when a condition is true, and when it is false; none if it cannot be so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueCheck {
    pub yes: Option<Vec<Claim>>,
    pub no: Option<Vec<Claim>>,
}

impl ValueCheck {
    pub fn new(yes: Vec<Claim>, no: Vec<Claim>) -> Self {
        Self { yes: Some(yes), no: Some(no) }
    }

    pub fn not(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }

    pub fn and(self, other: Self) -> Self {
        Self { yes: both(self.yes, other.yes), no: either(self.no, other.no) }
    }

    pub fn or(self, other: Self) -> Self {
        Self { yes: either(self.yes, other.yes), no: both(self.no, other.no) }
    }

    /// The same with one more claim if it is false.
    pub fn with_no(mut self, claim: Claim) -> Self {
        if let Some(no) = &mut self.no {
            no.push(claim);
        }
        self
    }

    /// The check of a value that is one of two.
    pub fn join(self, other: Self) -> Self {
        Self { yes: either(self.yes, other.yes), no: either(self.no, other.no) }
    }
}

/// What is known of a value by whether it is true, or has elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTruth {
    pub check: ValueCheck,
    /// The check is about elements, not about the value itself: an empty list is true in JavaScript.
    pub of_elements: bool,
}

fn both(left: Option<Vec<Claim>>, right: Option<Vec<Claim>>) -> Option<Vec<Claim>> {
    let (mut left, right) = (left?, right?);
    for claim in right {
        if !left.contains(&claim) {
            left.push(claim);
        }
    }
    Some(left)
}

fn either(left: Option<Vec<Claim>>, right: Option<Vec<Claim>>) -> Option<Vec<Claim>> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.iter().filter_map(|claim| claim.weaker_in(&right)).collect()),
        (one, None) | (None, one) => one,
    }
}

/// At most so many functions of one value are called.
pub const CALLS: usize = 24;

/// What is in a value is vouched for so deep.
pub const DEEP: u8 = 3;

/// An object has at most so many fields, and a list so many items, of which each is known by itself.
pub const PARTS: usize = 96;

/// All shapes of an analysis.
#[derive(Debug)]
pub struct Shapes<'a> {
    all: Vec<ValueShape<'a>>,
}

impl<'a> Shapes<'a> {
    pub fn new() -> Self {
        Self {
            all: vec![
                ValueShape::Unknown,
                ValueShape::Nothing,
                ValueShape::Bool(true),
                ValueShape::Bool(false),
            ],
        }
    }

    pub fn add(&mut self, shape: ValueShape<'a>) -> ShapeId {
        match shape {
            ValueShape::Unknown => return UNKNOWN,
            ValueShape::Nothing => return NOTHING,
            ValueShape::Bool(true) => return 2,
            ValueShape::Bool(false) => return 3,
            _ => {}
        }
        let id = ShapeId::try_from(self.all.len()).unwrap_or(UNKNOWN);
        self.all.push(shape);
        id
    }

    /// The same shape under an identity of its own.
    pub fn again(&mut self, id: ShapeId) -> ShapeId {
        let new = ShapeId::try_from(self.all.len()).unwrap_or(UNKNOWN);
        self.all.push(self.get(id).clone());
        new
    }

    pub fn get(&self, id: ShapeId) -> &ValueShape<'a> {
        self.all.get(id as usize).unwrap_or(&ValueShape::Unknown)
    }
}
