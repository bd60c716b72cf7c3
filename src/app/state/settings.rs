//! How the screens are shown.

use crate::app::config::columns::Columns;
use crate::app::config::filters::Filters;
use crate::app::state::order::Order;

#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own name")]
pub struct Settings {
    pub theme: String,
    pub ascii: bool,
    /// The terminal is at the other end of a network: what moves is kept small.
    pub remote: bool,
    pub hints: bool,
    pub show_passed: bool,
    pub show_accepted: bool,
    pub show_system: bool,
    pub mouse: bool,
    /// Long lines of a text are wrapped instead of cut off.
    pub wrap: bool,
    /// Rows and columns of the grids are swapped.
    pub transposed: bool,
    /// Every change is confirmed by a typed name.
    pub always_typed: bool,
    /// The columns of lists.
    pub columns: Columns,
    /// Filters with names.
    pub filters: Filters,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: "auto".into(),
            ascii: false,
            remote: false,
            hints: true,
            show_passed: false,
            show_accepted: false,
            show_system: true,
            mouse: false,
            wrap: false,
            transposed: false,
            always_typed: false,
            columns: Columns::default(),
            filters: Filters::default(),
        }
    }
}

/// The measures of the last frame, for paging and clicks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Geometry {
    /// Rows of the focused list on screen.
    pub rows: usize,
    /// The first screen row of that list.
    pub top: u16,
    /// The columns by which that list can be sorted.
    pub heads: [Option<Head>; HEADS],
    /// The row at the top of a text where its end is shown.
    pub last_row: Option<usize>,
}

/// More columns than any list can be sorted by.
pub const HEADS: usize = 8;

/// The head of a column on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub from: u16,
    pub to: u16,
    pub order: Order,
}
