//! The posture over the recorded time, with what happened.

use crate::app::model::Model;
use crate::app::state::picture::History;
use crate::verdicts::trend::{self, Point, ScoreMark};
use jiff::Timestamp;

/// The columns of the chart, and the most events beside it.
const WIDTH: usize = 96;
const EVENTS: usize = 8;

/// Returns the history; nothing before the second reading.
#[must_use]
pub fn of(model: &Model) -> Option<History> {
    let (series, now) = (&model.trending.trend.whole, model.trending.hour);
    let first = series.first().filter(|_| model.trending.is_known())?;
    let mark = ScoreMark::whole(&model.report);
    let line = trend::line(series, mark, now, WIDTH);
    let mut events = changes(series, mark, now);
    events.extend(receipts(model, now).filter(|(hours, _)| *hours <= now - first.hour));
    events.sort_by_key(|(hours, _)| *hours);
    events.truncate(EVENTS);
    Some(History { line, hours: now - first.hour, events })
}

/// Returns what changed between two readings: the score, or what it is computed from.
fn changes(series: &[Point], last: ScoreMark, now: i64) -> Vec<(i64, String)> {
    let after = series.iter().skip(1).copied().chain([Point { hour: now, mark: last }]);
    let pairs = series.iter().zip(after);
    pairs.filter_map(|(before, after)| Some((now - after.hour, change(before.mark, after.mark)?))).collect()
}

fn change(before: ScoreMark, after: ScoreMark) -> Option<String> {
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
    each.filter_map(move |receipt| {
        let hour = receipt.time.parse::<Timestamp>().ok()?.as_second().div_euclid(3_600);
        Some((now - hour, format!("applied: {}", receipt.title)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(score: u8, unknown: u32) -> ScoreMark {
        ScoreMark { score: Some(score), unknown, checks: 79, accepted: 0 }
    }

    #[test]
    fn a_change_of_coverage_is_no_change_of_the_score() {
        assert_eq!(
            change(mark(50, 0), mark(60, 9)).as_deref(),
            Some("coverage changed: 9 verdicts unknown, 0 before")
        );
        assert_eq!(change(mark(50, 0), mark(46, 0)).as_deref(), Some("score 50 to 46 (-4)"));
        assert_eq!(change(mark(50, 0), mark(50, 0)), None);
        let accepted = ScoreMark { accepted: 2, ..mark(50, 0) };
        assert_eq!(change(mark(50, 0), accepted).as_deref(), Some("score 50, 2 more accepted"));
    }
}
