//! The sets of files of one side: what was not read in one of them concerns no other.

use super::report::DiffReport;
use crate::checks::fingerprint;
use crate::cli::facts::{self, Facts};
use crate::cli::gather::SourceVerdicts;
use crate::cli::positions::Positions;
use crate::cli::scan::whole;
use crate::model::Kind;
use crate::output::baseline::Absence;
use crate::output::formats::{Sheet, safe};
use crate::output::{ReportFilter, Scan};
use crate::verdicts::Policy;
use crate::verdicts::baseline::{Baseline, BaselineEntry};
use std::collections::BTreeMap;

/// A finding of a set.
pub struct DiffRow {
    pub known: BaselineEntry,
    pub message: String,
    /// The file and line, if it is in one.
    pub place: String,
}

/// A set: a chart, an overlay, a folder. A cluster is one set, and so is a saved report.
pub struct DiffSet {
    /// Its name below the folder that was given; empty if it is the only one.
    pub name: String,
    /// Its findings by fingerprint; of two with one fingerprint, the more severe one.
    pub rows: BTreeMap<String, DiffRow>,
    /// Nothing for a saved report.
    pub facts: Option<Facts>,
    /// What could not be read, one sentence each.
    pub unread: Vec<String>,
    seen: SetsRead,
}

enum SetsRead {
    Scan(Box<Scan>, Absence),
    Report(DiffReport),
}

impl DiffSet {
    pub fn of(name: String, gathered: &mut SourceVerdicts, policy: &Policy) -> Self {
        let mut scan = whole::scan(gathered, policy, &ReportFilter::default());
        Positions::default().find(&mut scan.items);
        let listed = gathered.snapshot.feeds().everywhere(Kind::Namespace).known();
        let limited = !gathered.connection.only.is_empty() || !listed;
        let absence = Absence::of(&scan, limited);
        Self {
            name,
            rows: rows(&scan),
            facts: Some(facts::of(gathered)),
            unread: Sheet::of(&scan).unread,
            seen: SetsRead::Scan(Box::new(scan), absence),
        }
    }

    /// Returns a saved report as a set: it does not contain to which set a finding belongs.
    pub fn of_report(mut report: DiffReport) -> Self {
        let rows = std::mem::take(&mut report.rows).into_iter();
        let rows = rows.map(|(print, (known, message, place))| (print, DiffRow { known, message, place }));
        Self {
            name: String::new(),
            rows: rows.collect(),
            facts: None,
            unread: report.unread.iter().map(|why| safe(why)).collect(),
            seen: SetsRead::Report(report),
        }
    }

    pub fn is_report(&self) -> bool {
        matches!(self.seen, SetsRead::Report(_))
    }

    /// Returns why it is unknown whether a finding that is not in this set would be in it; nothing if it is known.
    pub fn why_unknown(&self, known: &BaselineEntry) -> Option<String> {
        match &self.seen {
            SetsRead::Scan(scan, absence) => absence.why_unknown(scan, known),
            SetsRead::Report(report) => report.why_unknown(known),
        }
    }
}

fn rows(scan: &Scan) -> BTreeMap<String, DiffRow> {
    let mut baseline = Baseline::default();
    for item in &scan.items {
        baseline.add(&item.finding);
    }
    let mut rows = BTreeMap::new();
    for entry in Sheet::of(scan).entries {
        let print = fingerprint::of(entry.finding);
        let Some(known) = baseline.known.remove(&print) else { continue };
        let (message, place) = (entry.sentence(), entry.at().unwrap_or_default());
        rows.insert(print, DiffRow { known, message, place });
    }
    rows
}
