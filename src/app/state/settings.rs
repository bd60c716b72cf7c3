//! How the screens are shown.

use crate::app::config::columns::Columns;

/// The sort order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Risk,
    Name,
    /// By number of Functions, or by check.
    Size,
}

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
}

/// The themes to choose from on screen; themes in files are added.
pub const THEMES: [&str; 5] = ["auto", "fnsec-dark", "fnsec-light", "ansi", "mono"];
