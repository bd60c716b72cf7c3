//! One step of a path: a module, a global name, a member or a call.

/// The parameter that stands for the event of an earlier call.
pub const EARLIER: u8 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Segment<'a> {
    Module(&'a str),
    Global(&'a str),
    /// A parameter of the handler, by its place.
    Parameter(u8),
    Member(&'a str),
    /// An index that is not a constant.
    Index,
    /// The result of a call.
    Call,
    /// An element of a collection.
    Element,
    /// An item of a list by its place.
    Place(u16),
    /// The result of parsing, which has members of its own.
    Parsed,
}
