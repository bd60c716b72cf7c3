//! On which screens a binding applies.

use crate::app::input::keymap::KeyContext;
use crate::app::screen::place::ScreenKind;
use crate::app::screen::table::spec;

impl KeyContext {
    /// Every place, in the order in which the keys are listed.
    pub const ALL: [Self; 8] = [
        Self::Lists,
        Self::Findings,
        Self::Rows,
        Self::Texts,
        Self::Map,
        Self::Changes,
        Self::Fix,
        Self::Anywhere,
    ];

    /// Returns where a binding applies, after "only".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::Findings => "where a finding is selected",
            Self::Fix => "in a fix",
            Self::Changes => "in Changes",
            Self::Map => "on the map",
            Self::Lists => "outside a fix",
            Self::Rows => "in a list",
            Self::Texts => "in a text or grid",
        }
    }

    #[must_use]
    pub fn applies_to(self, on: ScreenKind) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Fix => on == ScreenKind::Fix,
            Self::Changes => on == ScreenKind::Changes,
            Self::Map => matches!(on, ScreenKind::Reach | ScreenKind::Pair),
            Self::Findings => spec(on).has_findings,
            Self::Lists => on != ScreenKind::Fix,
            Self::Rows => spec(on).is_list,
            Self::Texts => !spec(on).is_list && on != ScreenKind::Fix,
        }
    }
}
