//! How a list is sorted: by a column, or the worst first.

use crate::app::screen::place::ScreenKind;

/// The sort order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum Order {
    #[default]
    Risk,
    Name,
    Namespace,
    /// By number of Functions.
    Functions,
    /// By the Pod Security level that is enforced.
    Level,
    Score,
    /// In the order of the catalogue.
    Check,
    Title,
    Runtime,
    Source,
    State,
    /// By number of addresses.
    Exposed,
}

impl Order {
    /// Returns the orders of a list, its first order first; none for screens that are not lists.
    #[must_use]
    pub const fn of(list: ScreenKind) -> &'static [Self] {
        match list {
            ScreenKind::Namespaces => &[Self::Risk, Self::Name, Self::Functions, Self::Level, Self::Score],
            ScreenKind::Functions => &[
                Self::Risk,
                Self::Name,
                Self::Namespace,
                Self::Runtime,
                Self::Source,
                Self::State,
                Self::Exposed,
            ],
            ScreenKind::Findings => &[Self::Risk, Self::Title, Self::Name, Self::Namespace, Self::Check],
            ScreenKind::Overview
            | ScreenKind::Namespace
            | ScreenKind::Function
            | ScreenKind::Reach
            | ScreenKind::Pair
            | ScreenKind::Access
            | ScreenKind::Object
            | ScreenKind::Changes
            | ScreenKind::Plan
            | ScreenKind::Fix
            | ScreenKind::Explain => &[],
        }
    }

    /// Returns its words in a menu and in titles.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Risk => "worst first",
            Self::Name => "by name",
            Self::Namespace => "by namespace",
            Self::Functions => "by number of Functions",
            Self::Level => "by Pod Security level",
            Self::Score => "by score",
            Self::Check => "by check",
            Self::Title => "by title",
            Self::Runtime => "by runtime",
            Self::Source => "by source",
            Self::State => "by state",
            Self::Exposed => "by number of addresses",
        }
    }

    /// Returns the column of a list that it sorts by.
    #[must_use]
    pub const fn column(self, list: ScreenKind) -> &'static str {
        match (self, list) {
            (Self::Risk, ScreenKind::Namespaces) => "C",
            (Self::Risk, ScreenKind::Functions) => "FINDINGS",
            (Self::Risk, _) => "SEV",
            (Self::Name, ScreenKind::Functions) => "FUNCTION",
            (Self::Name, ScreenKind::Findings) => "OBJECT",
            (Self::Name | Self::Namespace, _) => "NAMESPACE",
            (Self::Functions, _) => "FN",
            (Self::Level, _) => "PSS",
            (Self::Score, _) => "SCORE",
            (Self::Check, _) => "CHECK",
            (Self::Title, _) => "FINDING",
            (Self::Runtime, _) => "RUNTIME",
            (Self::Source, _) => "SOURCE",
            (Self::State, _) => "RUNS",
            (Self::Exposed, _) => "EXPOSED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_orders_of_a_list_have_the_same_column_or_words() {
        for list in ScreenKind::ALL {
            let all = Order::of(list);
            for (at, one) in all.iter().enumerate() {
                for other in all.iter().skip(at + 1) {
                    assert_ne!(one.words(), other.words(), "{list:?}");
                    assert_ne!(one.column(list), other.column(list), "{list:?}");
                }
            }
        }
    }

    #[test]
    fn every_list_that_can_be_sorted_has_orders() {
        for list in [ScreenKind::Namespaces, ScreenKind::Functions, ScreenKind::Findings] {
            assert_eq!(Order::of(list).first(), Some(&Order::Risk), "{list:?}");
        }
    }
}
