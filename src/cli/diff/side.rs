//! One side of a comparison: its findings, what is unknown there, and what it allows.

use super::report::{self, DiffReport};
use super::sets::DiffSet;
use crate::cli::exit::Failure;
use crate::cli::gather::gather_all;
use crate::cli::scan::revision;
use crate::model::calendar::Day;
use crate::output::formats::safe;
use crate::source::SourceRequest;
use crate::source::recording::EXTENSION;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub struct Side {
    pub name: String,
    pub sets: Vec<DiffSet>,
}

impl Side {
    /// Returns what could not be read, one sentence each.
    pub fn unread(&self) -> BTreeSet<String> {
        self.sets.iter().flat_map(|set| &set.unread).cloned().collect()
    }
}

/// Reads a side.
///
/// # Errors
/// If the name means nothing, or the source cannot be read.
pub async fn read(name: &str, wanted: &SourceRequest, today: Day) -> Result<Side, Failure> {
    let plain = SourceRequest { demo: false, files: Vec::new(), context: None, ..wanted.clone() };
    let path = PathBuf::from(name);
    if let Some(context) = name.strip_prefix("context:") {
        return source(name, SourceRequest { context: Some(context.to_owned()), ..plain }, today).await;
    }
    if let Some(context) = name.strip_prefix("demo:") {
        return source(name, SourceRequest { demo: true, context: Some(context.to_owned()), ..plain }, today)
            .await;
    }
    let is_recording = |file: &str| Path::new(file).extension().is_some_and(|end| end == EXTENSION);
    let point = name.rsplit_once('@').filter(|(file, _)| is_recording(file) && !path.exists());
    if let Some((file, at)) = point {
        let (files, at) = (vec![PathBuf::from(file)], Some(at.to_owned()));
        return source(name, SourceRequest { files, at, ..plain }, today).await;
    }
    if name == "-" || path.exists() {
        return match saved(&path)? {
            Some(report) => Ok(of_report(name, report)),
            None => source(name, SourceRequest { files: vec![path], ..plain }, today).await,
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
    let wanted = SourceRequest { files, tree, ..plain };
    revision::explain(rev, &wanted);
    source(name, wanted, today).await
}

/// Returns the report in a file, if it is one.
fn saved(path: &Path) -> Result<Option<DiffReport>, Failure> {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    if !is_json || !path.is_file() { Ok(None) } else { report::read(path) }
}

async fn source(name: &str, wanted: SourceRequest, today: Day) -> Result<Side, Failure> {
    let all = gather_all(&wanted, today).await?;
    if all.is_empty() {
        return Err(Failure::usage(format!("{name}: nothing was checked.")));
    }
    let sets = all.into_iter();
    let sets =
        sets.map(|mut gathered| DiffSet::of(gathered.set.clone(), &mut gathered, &wanted.config.policy));
    Ok(Side { name: safe(name), sets: sets.collect() })
}

fn of_report(name: &str, report: DiffReport) -> Side {
    Side { name: safe(name), sets: vec![DiffSet::of_report(report)] }
}
