//! The history of the posture: scores as they changed, hour by hour, each with its coverage.
//!
//! Readings flow in; a line to draw and a short text flow out. A change of coverage is never reported
//! as a change of the posture.

use super::report::SpaceReport;
use super::{Counts, Report, score};
use std::collections::BTreeMap;

/// The maximum number of points: for the whole cluster, and for each namespace.
const WHOLE: usize = 400;
const EACH: usize = 100;
/// The maximum number of namespaces.
const SPACES: usize = 1_000;
const DAY: i64 = 24;

/// A score, and what it depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScoreMark {
    /// `None` when no verdict was known.
    pub score: Option<u8>,
    /// The number of unknown verdicts.
    pub unknown: u32,
    /// The number of checks: another catalogue gives other scores.
    pub checks: u16,
    /// The number of accepted risks: their cost is not in the score.
    pub accepted: u32,
}

impl ScoreMark {
    fn of(score: Option<u8>, counts: &Counts, accepted: usize) -> Self {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (unknown, accepted) = (number(counts.unknown), number(accepted));
        Self { score, unknown, checks: u16::try_from(crate::checks::ALL.len()).unwrap_or(u16::MAX), accepted }
    }

    #[must_use]
    pub fn space(space: &SpaceReport) -> Self {
        Self::of(score::of(&space.counts), &space.counts, space.accepted().count())
    }

    pub fn whole(report: &Report) -> Self {
        let accepted = report.spaces().map(|(_, space)| space.accepted().count()).sum();
        Self::of(score::whole(report), &report.counts(), accepted)
    }

    /// Returns the score if it has the same basis as another mark.
    fn beside(self, other: Self) -> Option<u8> {
        let same = (self.unknown, self.checks) == (other.unknown, other.checks);
        self.score.filter(|_| same)
    }
}

/// The mark that is valid from an hour on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Hours since 1970.
    pub hour: i64,
    pub mark: ScoreMark,
}

/// Points in chronological order, one for each change.
pub type Series = Vec<Point>;

/// The marks of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrendReading {
    pub whole: ScoreMark,
    pub spaces: BTreeMap<String, ScoreMark>,
}

impl TrendReading {
    pub fn of(report: &Report) -> Self {
        let spaces = report.spaces().filter(|(name, _)| !name.is_empty()).take(SPACES);
        Self {
            whole: ScoreMark::whole(report),
            spaces: spaces.map(|(name, space)| (name.to_owned(), ScoreMark::space(space))).collect(),
        }
    }
}

/// The recorded history of one cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trend {
    pub whole: Series,
    pub spaces: BTreeMap<String, Series>,
}

impl Trend {
    /// Adds a reading; returns whether it changed anything. Each hour is recorded once.
    pub fn take(&mut self, reading: &TrendReading, hour: i64) -> bool {
        let mut news = add(&mut self.whole, reading.whole, hour, WHOLE);
        for (name, mark) in &reading.spaces {
            news |= add(self.spaces.entry(name.clone()).or_default(), *mark, hour, EACH);
        }
        if self.spaces.len() > SPACES {
            self.spaces.retain(|name, _| reading.spaces.contains_key(name));
            news = true;
        }
        news
    }

    pub fn of(&self, namespace: &str) -> &[Point] {
        self.spaces.get(namespace).map(Vec::as_slice).unwrap_or_default()
    }
}

fn add(series: &mut Series, mark: ScoreMark, hour: i64, most: usize) -> bool {
    if series.last().is_some_and(|last| last.mark == mark || last.hour >= hour) {
        return false;
    }
    series.push(Point { hour, mark });
    let excess = series.len().saturating_sub(most);
    series.drain(..excess);
    true
}

/// The direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendDirection {
    By(i16),
    /// The coverage was different then.
    Covered,
}

/// A change, and the hours it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendDelta {
    pub way: TrendDirection,
    pub hours: i64,
    /// The increase in accepted risks since then.
    pub accepted: i64,
}

/// Returns the change since a day ago, or since the beginning if that is later; `None` if there is
/// nothing to compare with.
#[must_use]
pub fn change(series: &[Point], now: ScoreMark, hour: i64) -> Option<TrendDelta> {
    let earlier = |point: &&Point| point.hour <= hour - DAY;
    let since = series.iter().rev().find(earlier).or(series.first()).filter(|point| point.hour < hour)?;
    let (score, hours) = (now.score?, hour - since.hour);
    let way = since
        .mark
        .beside(now)
        .map_or(TrendDirection::Covered, |then| TrendDirection::By(i16::from(score) - i16::from(then)));
    let accepted = i64::from(now.accepted) - i64::from(since.mark.accepted);
    Some(TrendDelta { way, hours, accepted })
}

impl TrendDelta {
    /// `up 4 since yesterday`
    #[must_use]
    pub fn words(self) -> String {
        let way = match self.way {
            TrendDirection::Covered => return "coverage changed".into(),
            TrendDirection::By(0) => "steady".to_owned(),
            TrendDirection::By(by) => format!("{} {}", if by > 0 { "up" } else { "down" }, by.abs()),
        };
        let told = format!("{way} {}", span(self.hours));
        match (self.accepted, self.accepted.unsigned_abs()) {
            (0, _) => told,
            (1, _) => format!("{told}, 1 more risk accepted"),
            (more, count) if more > 0 => format!("{told}, {count} more risks accepted"),
            (_, count) => format!("{told}, {count} fewer accepted"),
        }
    }

    /// Returns whether an improvement is due, at least in part, to accepted risks.
    #[must_use]
    pub fn is_accepted(self) -> bool {
        self.accepted > 0 && matches!(self.way, TrendDirection::By(1..))
    }
}

fn span(hours: i64) -> String {
    let days = (hours + DAY / 2) / DAY;
    match hours {
        ..=1 => "in the last hour".into(),
        2..20 => format!("in {hours} hours"),
        20..36 => "since yesterday".into(),
        _ if days < 15 => format!("in {days} days"),
        _ => format!("in {} weeks", (days + 3) / 7),
    }
}

/// Returns the scores over the recorded time, sampled at `width` moments, the last of them now; `None`
/// where the coverage differed from the current one.
#[must_use]
pub fn line(series: &[Point], now: ScoreMark, hour: i64, width: usize) -> Vec<Option<u8>> {
    let Some(first) = series.first().filter(|point| point.hour < hour) else {
        return Vec::new();
    };
    let steps = i64::try_from(width).unwrap_or(1).min(hour - first.hour + 1) - 1;
    let at = |step: i64| first.hour + (hour - first.hour) * step / steps.max(1);
    let then = |hour: i64| series.iter().rev().find(|point| point.hour <= hour).copied();
    let sampled = (0..steps).map(|step| then(at(step)).and_then(|point| point.mark.beside(now)));
    sampled.chain([now.score]).collect()
}

#[cfg(test)]
mod tests;
