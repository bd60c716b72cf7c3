//! Where the user is: a screen and its subject.

use crate::model::ObjectRef;
use strum::VariantNames;

/// A screen with its subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, VariantNames)]
pub enum Place {
    #[default]
    Overview,
    Namespaces,
    Namespace(String),
    Functions,
    Function(String, String),
    Findings,
    Reach,
    /// The pods of one namespace, connecting to those of another; empty for the internet.
    Pair(String, String),
    /// Who may do what in a namespace.
    Access(String),
    /// One object as YAML.
    Object(ObjectRef),
    Changes,
    /// What to change first in a namespace, step by step; empty for all of them.
    Plan(String),
    /// The fix in progress; there is one at a time.
    Fix,
    Explain(&'static str),
}

/// The tabs, in the order of their digits.
pub const TABS: [(char, &str, &str); 7] = [
    ('1', "Overview", "Over"),
    ('2', "Namespaces", "Ns"),
    ('3', "Functions", "Fn"),
    ('4', "Findings", "Find"),
    ('5', "Reach", "Reach"),
    ('6', "Access", "Acc"),
    ('7', "Changes", "Chg"),
];

impl Place {
    #[must_use]
    pub fn of_tab(digit: char) -> Option<Self> {
        Some(match digit {
            '1' => Self::Overview,
            '2' => Self::Namespaces,
            '3' => Self::Functions,
            '4' => Self::Findings,
            '5' => Self::Reach,
            '6' => Self::Access(String::new()),
            '7' => Self::Changes,
            _ => return None,
        })
    }

    /// Whether it is one of the tabs, which have nothing above them.
    #[must_use]
    pub fn is_tab(&self) -> bool {
        match self {
            Self::Overview
            | Self::Namespaces
            | Self::Functions
            | Self::Findings
            | Self::Reach
            | Self::Access(_)
            | Self::Changes => true,
            Self::Namespace(_)
            | Self::Function(..)
            | Self::Pair(..)
            | Self::Object(_)
            | Self::Plan(_)
            | Self::Fix
            | Self::Explain(_) => false,
        }
    }

    /// Returns the type of screen, by which filters and sort orders are kept.
    #[must_use]
    pub fn kind(&self) -> ScreenKind {
        match self {
            Self::Overview => ScreenKind::Overview,
            Self::Namespaces => ScreenKind::Namespaces,
            Self::Namespace(_) => ScreenKind::Namespace,
            Self::Functions => ScreenKind::Functions,
            Self::Function(..) => ScreenKind::Function,
            Self::Findings => ScreenKind::Findings,
            Self::Reach => ScreenKind::Reach,
            Self::Pair(..) => ScreenKind::Pair,
            Self::Access(_) => ScreenKind::Access,
            Self::Object(_) => ScreenKind::Object,
            Self::Changes => ScreenKind::Changes,
            Self::Plan(_) => ScreenKind::Plan,
            Self::Fix => ScreenKind::Fix,
            Self::Explain(_) => ScreenKind::Explain,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScreenKind {
    Overview,
    Namespaces,
    Namespace,
    Functions,
    Function,
    Findings,
    Reach,
    Pair,
    Access,
    Object,
    Changes,
    Plan,
    Fix,
    Explain,
}

impl ScreenKind {
    pub const ALL: [Self; 14] = [
        Self::Overview,
        Self::Namespaces,
        Self::Namespace,
        Self::Functions,
        Self::Function,
        Self::Findings,
        Self::Reach,
        Self::Pair,
        Self::Access,
        Self::Object,
        Self::Changes,
        Self::Plan,
        Self::Fix,
        Self::Explain,
    ];
}
