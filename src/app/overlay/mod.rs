//! Overlays on a screen: menus, pickers, prompts, questions.

pub mod accept_dialog;
pub mod coverage;
pub mod links;
pub mod overlay_keys;
pub mod palette;
pub mod policies;

use crate::app::rows::cursor::Cursor;
use crate::source::Trouble;
use strum::VariantNames;

#[derive(Debug, Clone, PartialEq, VariantNames)]
pub enum Overlay {
    Help {
        query: String,
        cursor: Cursor,
    },
    Palette {
        query: String,
        cursor: Cursor,
    },
    Picker(Picker),
    Coverage {
        cursor: Cursor,
    },
    /// A line of input: a filter, or an answer for a fix.
    Filter {
        before: String,
    },
    /// The line of a search, and the row where it began.
    Search {
        start: usize,
    },
    Confirm(crate::app::fix::confirm::Confirm),
    /// Accept a risk.
    Accept(crate::app::state::accept::Accepting),
    /// Addresses to read more about a check, and the selected one.
    Links {
        check: &'static str,
        cursor: Cursor,
    },
    /// A blast radius, or the posture over time.
    Picture(crate::app::state::picture::Picture),
    /// A message that must be seen.
    Trouble(Trouble),
    /// The question whether to quit with an unsaved edit.
    Leave,
}

/// A list to choose from by typing.
#[derive(Debug, Clone, PartialEq)]
pub struct Picker {
    pub pick: Pick,
    pub query: String,
    pub cursor: Cursor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    Namespace,
    Context,
    /// A point in time of a recording.
    Point,
    Function,
    Subject,
    /// A namespace in which the selected subject has the selected capability.
    Granted,
    Policy,
    /// A policy to try on the map.
    WhatIf,
    /// The order of a list.
    Order,
}

impl Pick {
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Namespace => "Go to namespace",
            Self::Context => "Go to context",
            Self::Point => "Go to point in time",
            Self::Function => "Go to Function",
            Self::Subject => "Go to subject",
            Self::Granted => "Go to its access in namespace",
            Self::Policy => "Go to policy",
            Self::WhatIf => "What if",
            Self::Order => "Sort",
        }
    }
}
