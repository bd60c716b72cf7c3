//! The posture over the recorded time, with what happened.

use crate::app::model::Model;
use crate::verdicts::trend::{self, Mark, Point};
use jiff::Timestamp;

/// The columns of the chart, and the most events beside it.
const WIDTH: usize = 96;
const EVENTS: usize = 8;
const DAY: i64 = 24;

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

/// Returns the history; nothing before the second reading.
#[must_use]
pub fn of(model: &Model) -> Option<History> {
    let (series, now) = (&model.trending.trend.whole, model.trending.hour);
    let first = series.first().filter(|_| model.trending.is_known())?;
    let mark = Mark::whole(&model.report);
    let line = trend::line(series, mark, now, WIDTH);
    let mut events = changes(series, mark, now);
    events.extend(receipts(model, now).filter(|(hours, _)| *hours <= now - first.hour));
    events.sort_by_key(|(hours, _)| *hours);
    events.truncate(EVENTS);
    Some(History { line, hours: now - first.hour, events })
}

/// Returns what changed between two readings: the score, or what it is computed from.
fn changes(series: &[Point], last: Mark, now: i64) -> Vec<(i64, String)> {
    let after = series.iter().skip(1).copied().chain([Point { hour: now, mark: last }]);
    let pairs = series.iter().zip(after);
    pairs.filter_map(|(before, after)| Some((now - after.hour, change(before.mark, after.mark)?))).collect()
}

fn change(before: Mark, after: Mark) -> Option<String> {
    if before.checks != after.checks {
        return Some(format!("another catalogue: {} checks, {} before", after.checks, before.checks));
    }
    if before.unknown != after.unknown {
        return Some(format!(
            "coverage changed: {} verdicts unknown, {} before",
            after.unknown, before.unknown
        ));
    }
    let accepted = i64::from(after.accepted) - i64::from(before.accepted);
    let accepted = match accepted {
        0 => String::new(),
        1.. => format!(", {accepted} more accepted"),
        _ => format!(", {} fewer accepted", -accepted),
    };
    let (one, two) = (before.score?, after.score?);
    match i16::from(two) - i16::from(one) {
        0 if accepted.is_empty() => None,
        0 => Some(format!("score {two}{accepted}")),
        by => Some(format!("score {one} to {two} ({by:+}){accepted}")),
    }
}

/// Returns the changes that this tool made.
fn receipts(model: &Model, now: i64) -> impl Iterator<Item = (i64, String)> {
    let mut seen: Vec<&str> = Vec::new();
    let each = model.journal.iter().filter(move |one| {
        let is_new =
            one.applied() && one.context == model.session.context && !seen.contains(&one.change.as_str());
        if is_new {
            seen.push(&one.change);
        }
        is_new
    });
    each.filter_map(move |one| {
        let hour = one.time.parse::<Timestamp>().ok()?.as_second().div_euclid(3_600);
        Some((now - hour, format!("applied: {}", one.title)))
    })
}

/// Returns `3 days ago`.
#[must_use]
pub fn ago(hours: i64) -> String {
    if hours <= 0 { "now".into() } else { format!("{} ago", span(hours)) }
}

/// Returns `5 hours`, `3 days`.
#[must_use]
pub fn span(hours: i64) -> String {
    let plural = |count: i64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    if hours < 2 * DAY { plural(hours, "hour") } else { plural(hours / DAY, "day") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(score: u8, unknown: u32) -> Mark {
        Mark { score: Some(score), unknown, checks: 79, accepted: 0 }
    }

    #[test]
    fn a_change_of_coverage_is_no_change_of_the_score() {
        assert_eq!(
            change(mark(50, 0), mark(60, 9)).as_deref(),
            Some("coverage changed: 9 verdicts unknown, 0 before")
        );
        assert_eq!(change(mark(50, 0), mark(46, 0)).as_deref(), Some("score 50 to 46 (-4)"));
        assert_eq!(change(mark(50, 0), mark(50, 0)), None);
        let accepted = Mark { accepted: 2, ..mark(50, 0) };
        assert_eq!(change(mark(50, 0), accepted).as_deref(), Some("score 50, 2 more accepted"));
    }

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
