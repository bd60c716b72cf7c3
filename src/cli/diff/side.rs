//! One side of a comparison: its findings, what is unknown there, and what it allows.

use super::report::{self, Report};
use super::sets::{Row, Set, Sets};
use crate::cli::exit::Failure;
use crate::cli::facts::{self, Facts};
use crate::cli::gather::gather_all;
use crate::cli::scan::revision;
use crate::model::calendar::Day;
use crate::output::formats::safe;
use crate::source::Wanted;
use crate::source::manifests::normal;
use crate::source::recording::EXTENSION;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub struct Side {
    pub name: String,
    pub rows: BTreeMap<String, Row>,
    /// Nothing for a saved report.
    pub facts: Option<Facts>,
    pub unread: Vec<String>,
    seen: Seen,
}

enum Seen {
    Sets(Sets),
    Report(Report),
}

impl Side {
    /// Returns why it is unknown whether this side has a finding of another one; nothing if it is known.
    pub fn why_unknown(&self, row: &Row, other: &Self) -> Option<String> {
        match (&self.seen, &other.seen) {
            (Seen::Sets(sets), Seen::Sets(others)) => sets.why_unknown(row, others),
            (Seen::Sets(sets), Seen::Report(_)) => sets.why_unknown(row, &Sets::default()),
            (Seen::Report(report), _) => report.why_unknown(&row.known),
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
    if all.is_empty() {
        return Err(Failure::usage(format!("{name}: nothing was checked.")));
    }
    let (mut facts, mut sets) = (Facts::new(), Sets::default());
    let several = all.len() > 1;
    for mut gathered in all {
        facts::add(&mut facts, &gathered);
        let shown = if several { relative(&gathered.connection.name, &wanted.files) } else { String::new() };
        sets.all.push(Set::of(shown, &mut gathered, &wanted.config.policy));
    }
    let unread = sets.unread().into_iter().map(|why| format!("{why} ({})", safe(name))).collect();
    Ok(Side { name: safe(name), rows: sets.rows(), facts: Some(facts), unread, seen: Seen::Sets(sets) })
}

/// Returns the name of a set without the folder that was given, so that it is the same below another one.
fn relative(name: &str, files: &[PathBuf]) -> String {
    let [root] = files else { return name.to_owned() };
    let root = normal(root);
    let below = |part: &str| {
        let path = Path::new(part);
        path.strip_prefix(&root).unwrap_or(path).display().to_string()
    };
    name.split(", ").map(below).collect::<Vec<_>>().join(", ")
}

fn of_report(name: &str, mut report: Report) -> Side {
    let rows = std::mem::take(&mut report.rows).into_iter();
    let rows = rows.map(|(print, (known, message, place))| {
        (print, Row { known, message, place, sets: BTreeSet::new() })
    });
    let unread = report.unread.iter().map(|why| format!("{} ({})", safe(why), safe(name))).collect();
    Side { name: safe(name), rows: rows.collect(), facts: None, unread, seen: Seen::Report(report) }
}
