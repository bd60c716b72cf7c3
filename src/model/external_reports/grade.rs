//! Severities in other tools' results.

use crate::model::lenient::Lenient;

/// Worst first, so that sorting puts the worst on top; other tools have grades that this tool does not
/// have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    Critical,
    High,
    Medium,
    Low,
    Info,
    #[default]
    Unknown,
}

impl Grade {
    pub const ALL: [Self; 6] =
        [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info, Self::Unknown];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
            Self::Unknown => "unknown",
        }
    }

    /// Parses a grade in any case; any other value is unknown.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|grade| grade.word().eq_ignore_ascii_case(word.trim()));
        known.unwrap_or_default()
    }
}

impl Lenient for Grade {
    fn of_text(word: &str) -> Option<Self> {
        Some(Self::parse(word))
    }
}

/// The number of results of each grade.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally([u32; Grade::ALL.len()]);

impl Tally {
    #[must_use]
    pub fn of(&self, grade: Grade) -> u32 {
        self.0.get(grade as usize).copied().unwrap_or_default()
    }

    pub fn add(&mut self, grade: Grade, count: u32) {
        if let Some(slot) = self.0.get_mut(grade as usize) {
            *slot = slot.saturating_add(count);
        }
    }

    pub fn absorb(&mut self, other: &Self) {
        for grade in Grade::ALL {
            self.add(grade, other.of(grade));
        }
    }

    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Returns the grades with results, worst first.
    pub fn each(&self) -> impl Iterator<Item = (Grade, u32)> {
        Grade::ALL.into_iter().map(|grade| (grade, self.of(grade))).filter(|(_, count)| *count > 0)
    }

    #[must_use]
    pub fn worst(&self) -> Option<Grade> {
        self.each().next().map(|(grade, _)| grade)
    }
}
