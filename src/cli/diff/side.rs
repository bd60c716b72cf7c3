//! One side of a comparison: its findings, what is unknown there, and what it allows.

use super::report::{self, Report};
use crate::checks::fingerprint;
use crate::cli::exit::Failure;
use crate::cli::facts::{self, Facts};
use crate::cli::gather::gather_all;
use crate::cli::positions::Positions;
use crate::cli::scan::revision;
use crate::cli::scan::whole::{self, Whole, Wish};
use crate::model::calendar::Day;
use crate::output::baseline::Absence;
use crate::output::formats::{Sheet, safe};
use crate::output::{Filter, Scan};
use crate::source::Wanted;
use crate::source::recording::EXTENSION;
use crate::verdicts::baseline::{Baseline, Known};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub struct Side {
    pub name: String,
    pub rows: BTreeMap<String, Row>,
    /// Nothing for a saved report.
    pub facts: Option<Facts>,
    pub unread: Vec<String>,
    seen: Seen,
}

/// A finding of a side.
pub struct Row {
    pub known: Known,
    pub message: String,
    /// The file and line, if it is in one.
    pub place: String,
}

enum Seen {
    Scan(Box<Scan>, Absence),
    Report(Report),
}

impl Side {
    /// Returns why it is unknown whether a finding is there; nothing if it is known.
    pub fn why_unknown(&self, known: &Known) -> Option<String> {
        match &self.seen {
            Seen::Scan(scan, absence) => absence.why_unknown(scan, known),
            Seen::Report(report) => report.why_unknown(known),
        }
    }
}

/// Reads a side.
///
/// # Errors
/// If the name means nothing, or the source cannot be read.
pub async fn read(name: &str, wanted: &Wanted, today: Day) -> Result<Side, Failure> {
    let plain = Wanted { demo: false, files: Vec::new(), context: None, ..wanted.clone() };
    let path = PathBuf::from(name);
    if let Some(context) = name.strip_prefix("context:") {
        return source(name, Wanted { context: Some(context.to_owned()), ..plain }, today).await;
    }
    if let Some(context) = name.strip_prefix("demo:") {
        return source(name, Wanted { demo: true, context: Some(context.to_owned()), ..plain }, today).await;
    }
    let is_recording = |file: &str| Path::new(file).extension().is_some_and(|end| end == EXTENSION);
    let point = name.rsplit_once('@').filter(|(file, _)| is_recording(file) && !path.exists());
    if let Some((file, at)) = point {
        let (files, at) = (vec![PathBuf::from(file)], Some(at.to_owned()));
        return source(name, Wanted { files, at, ..plain }, today).await;
    }
    if name == "-" || path.exists() {
        return match saved(&path)? {
            Some(report) => Ok(of_report(name, report)),
            None => source(name, Wanted { files: vec![path], ..plain }, today).await,
        };
    }
    let Some((rev, path)) = name.split_once(':').filter(|(rev, path)| !rev.is_empty() && !path.is_empty())
    else {
        return Err(Failure::usage(format!(
            "{name}: no such file or folder. For a git revision write REV:PATH, for a cluster context:NAME."
        )));
    };
    let files = vec![PathBuf::from(path)];
    let tree = revision::tree(rev, &files)?;
    source(name, Wanted { files, tree, ..plain }, today).await
}

/// Returns the report in a file, if it is one.
fn saved(path: &Path) -> Result<Option<Report>, Failure> {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    if !is_json || !path.is_file() { Ok(None) } else { report::read(path) }
}

async fn source(name: &str, wanted: Wanted, today: Day) -> Result<Side, Failure> {
    let all = gather_all(&wanted, today).await?;
    let mut facts = Facts::new();
    for gathered in &all {
        facts::add(&mut facts, gathered);
    }
    let wish = Wish { filter: &Filter::default(), weigh: false, fixes: false, all: true };
    let Some(Whole { mut scan, limited }) = whole::of(all, &wanted.config.policy, &wish).await else {
        return Err(Failure::usage(format!("{name}: nothing was checked.")));
    };
    Positions::default().find(&mut scan.items);
    let rows = rows(&scan);
    let unread = Sheet::of(&scan).unread;
    let unread = unread.into_iter().map(|why| format!("{why} ({})", safe(name))).collect();
    let absence = Absence::of(&scan, limited);
    let seen = Seen::Scan(Box::new(scan), absence);
    Ok(Side { name: safe(name), rows, facts: Some(facts), unread, seen })
}

fn rows(scan: &Scan) -> BTreeMap<String, Row> {
    let mut baseline = Baseline::default();
    for item in &scan.items {
        baseline.add(&item.finding);
    }
    let mut rows = BTreeMap::new();
    for entry in Sheet::of(scan).entries {
        let print = fingerprint::of(entry.finding);
        let Some(known) = baseline.known.remove(&print) else { continue };
        let row = Row { known, message: entry.sentence(), place: entry.at().unwrap_or_default() };
        rows.insert(print, row);
    }
    rows
}

fn of_report(name: &str, mut report: Report) -> Side {
    let rows = std::mem::take(&mut report.rows);
    let rows =
        rows.into_iter().map(|(print, (known, message, place))| (print, Row { known, message, place }));
    let unread = report.unread.iter().map(|why| format!("{} ({})", safe(why), safe(name))).collect();
    Side { name: safe(name), rows: rows.collect(), facts: None, unread, seen: Seen::Report(report) }
}
