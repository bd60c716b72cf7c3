//! A picture that is open: a chain of boxes, or a chart, and the text that says the same.

use crate::checks::Severity;
use crate::checks::prelude::plural;

/// The hours of a day.
const DAY: i64 = 24;

/// A picture that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    Radius(Radius),
    History(History),
}

/// A chain of boxes, what branches off, and what cuts it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Radius {
    pub title: String,
    pub boxes: Vec<PictureBox>,
    /// What else is reached, each with the severity of the finding about it.
    pub branches: Vec<(String, Option<Severity>)>,
    /// The fixes that cut links, worst first.
    pub cuts: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureBox {
    pub head: String,
    pub lines: Vec<String>,
    /// The worst finding on the link that leads here.
    pub severity: Option<Severity>,
    /// What could not be read is not empty.
    pub is_unknown: bool,
}

impl Picture {
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Radius(radius) => &radius.title,
            Self::History(_) => "Posture over time",
        }
    }

    /// Returns the same as lines of text.
    #[must_use]
    pub fn text(&self) -> Vec<String> {
        match self {
            Self::Radius(radius) => radius.text(),
            Self::History(history) => history.text(),
        }
    }
}

impl Radius {
    fn text(&self) -> Vec<String> {
        let severity =
            |one: Option<Severity>| one.map_or_else(String::new, |one| format!(" ({})", one.short()));
        let mut lines = vec![format!("{}.", self.title)];
        for (at, one) in self.boxes.iter().enumerate() {
            let detail =
                if one.lines.is_empty() { String::new() } else { format!(": {}", one.lines.join(", ")) };
            lines.push(format!("Step {}{}: {}{detail}", at + 1, severity(one.severity), one.head));
        }
        lines.extend(self.branches.iter().map(|(words, one)| format!("Also{}: {words}", severity(*one))));
        lines.extend(self.cuts.iter().map(|cut| format!("Cut it: {cut}")));
        lines
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The score at equal distances, the last one now; none where the coverage differed.
    pub line: Vec<Option<u8>>,
    /// The hours that the chart covers.
    pub hours: i64,
    /// What happened, newest first: how many hours ago, and what.
    pub events: Vec<(i64, String)>,
}

impl History {
    /// Returns the same as lines of text.
    #[must_use]
    pub fn text(&self) -> Vec<String> {
        let known: Vec<u8> = self.line.iter().flatten().copied().collect();
        let mut lines = vec![format!("Posture over {}.", span(self.hours))];
        if let (Some(first), Some(last)) = (known.first(), known.last()) {
            let (low, high) = (known.iter().min().unwrap_or(first), known.iter().max().unwrap_or(last));
            lines.push(format!("Score: {first} at the beginning, {last} now, between {low} and {high}"));
        }
        lines.extend(self.events.iter().map(|(hours, what)| format!("{}: {what}", ago(*hours))));
        lines
    }
}

/// Returns `3 days ago`.
#[must_use]
pub fn ago(hours: i64) -> String {
    if hours <= 0 { "now".into() } else { format!("{} ago", span(hours)) }
}

/// Returns `5 hours`, `3 days`.
#[must_use]
pub fn span(hours: i64) -> String {
    let (count, word) = if hours < 2 * DAY { (hours, "hour") } else { (hours / DAY, "day") };
    format!("{count} {word}{}", plural(usize::try_from(count).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_says_what_the_chart_shows() {
        let history = History {
            line: vec![Some(50), None, Some(46)],
            hours: 72,
            events: vec![(0, "score 50 to 46 (-4)".into())],
        };
        let text = history.text();
        assert_eq!(text.first().map(String::as_str), Some("Posture over 3 days."));
        assert_eq!(
            text.get(1).map(String::as_str),
            Some("Score: 50 at the beginning, 46 now, between 46 and 50")
        );
        assert_eq!(text.get(2).map(String::as_str), Some("now: score 50 to 46 (-4)"));
    }
}
