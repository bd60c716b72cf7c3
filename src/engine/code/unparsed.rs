//! Why a source, or a part of it, was not analysed, before its line is known.

use super::place::Lines;

pub use crate::model::code::{Obstacle, Unparsed};

/// An obstacle before its line is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub offset: u32,
    pub reason: Obstacle,
}

impl Fault {
    pub const fn syntax(offset: u32) -> Self {
        Self { offset, reason: Obstacle::Syntax }
    }

    pub fn place(self, lines: &Lines<'_>) -> Unparsed {
        let (line, column) = lines.place(self.offset);
        Unparsed { line, column, reason: self.reason }
    }
}
