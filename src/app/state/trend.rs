//! The trend of the posture, and the open request for it.

use crate::app::state::pending::Pending;
use crate::verdicts::Report;
use crate::verdicts::last_visit::LastVisit;
use crate::verdicts::trend::{self, ScoreMark, Trend, TrendDelta};
use std::sync::Arc;

#[derive(Debug, Default)]
pub struct TrendState {
    pub trend: Arc<Trend>,
    /// The hour that the trend ends at.
    pub hour: i64,
    /// The generation of the report that was recorded last.
    pub(in crate::app) generation: Option<u64>,
    /// When what is found was kept for the next visit, in milliseconds since the program began.
    pub(in crate::app) kept: Option<u64>,
    /// The open request; there is one at a time.
    pub(in crate::app) pending: Pending,
}

/// The request to keep what is found, which is computed in the background.
#[derive(Debug, Clone)]
pub struct VisitRequest {
    pub(in crate::app) report: Report,
    /// Whether all namespaces of the cluster are in it.
    pub(in crate::app) whole: bool,
}

/// Equality by generation, for tests.
impl PartialEq for VisitRequest {
    fn eq(&self, other: &Self) -> bool {
        self.report.generation == other.report.generation
    }
}

impl VisitRequest {
    #[must_use]
    pub fn run(&self) -> LastVisit {
        LastVisit::of(&self.report, self.whole)
    }
}

/// What a line of bars and its label are generated from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Course {
    pub line: Vec<Option<u8>>,
    pub change: Option<TrendDelta>,
}

impl TrendState {
    /// Whether there is anything to compare with.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.trend.whole.first().is_some_and(|point| point.hour < self.hour)
    }

    pub fn whole(&self, report: &Report, width: usize) -> Course {
        self.course(&self.trend.whole, ScoreMark::whole(report), width)
    }

    pub fn space(&self, report: &Report, name: &str, width: usize) -> Course {
        let mark = report.space(name).map(ScoreMark::space).unwrap_or_default();
        self.course(self.trend.of(name), mark, width)
    }

    fn course(&self, series: &[trend::Point], now: ScoreMark, width: usize) -> Course {
        Course {
            line: trend::line(series, now, self.hour, width),
            change: trend::change(series, now, self.hour),
        }
    }
}
