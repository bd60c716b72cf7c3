//! `--rev` and `--since`: manifests of a git revision, and what changed since one.

use super::whole::{self, ScanExtras, Whole};
use crate::cli::exit::{Exit, Failure};
use crate::cli::gather::gather_all_kinds;
use crate::cli::out::say;
use crate::model::calendar::Day;
use crate::output::formats::safe;
use crate::output::{ReportFilter, Scan};
use crate::source::SourceRequest;
use crate::source::git::{self, ChangedFiles};
use crate::source::render;
use crate::source::tree::Tree;
use crate::verdicts::baseline::{Baseline, Standing};
use std::path::PathBuf;
use std::sync::Arc;

/// Returns the files of a revision.
///
/// # Errors
/// If git is missing, or the revision has no such path.
pub fn tree(revision: &str, paths: &[PathBuf]) -> Result<Tree, Failure> {
    let memory = git::read(revision, paths).map_err(|trouble| Failure::reading(&trouble))?;
    Ok(Tree::Memory(Arc::new(memory)))
}

/// Says that a revision is read as it is, although the files on the disk are rendered.
pub fn explain(revision: &str, wanted: &SourceRequest) {
    if render::is_left(wanted) {
        let name = safe(revision);
        say(&format!(
            "Git revision {name} is read without rendering: what only rendering shows is not seen in it."
        ));
    }
}

/// What was known at a revision, and the files that changed since.
pub struct RevisionChange {
    name: String,
    known: Baseline,
    touched: ChangedFiles,
}

impl RevisionChange {
    /// Checks the revision with the configuration of today.
    ///
    /// # Errors
    /// If git is missing, or there is no such revision.
    pub async fn of(
        revision: &str,
        wanted: &SourceRequest,
        today: Day,
        filter: &ReportFilter,
    ) -> Result<Self, Failure> {
        let reading = |trouble| Failure::reading(&trouble);
        let touched = ChangedFiles::since(revision, &wanted.files).map_err(reading)?;
        let memory = git::read_if_there(revision, &wanted.files).map_err(reading)?;
        let name = format!("git revision {revision}");
        if memory.files.is_empty() {
            return Ok(Self { name, known: Baseline::default(), touched });
        }
        let wanted = SourceRequest { tree: Tree::Memory(Arc::new(memory)), ..wanted.clone() };
        render::refuse(&wanted).map_err(reading)?;
        explain(revision, &wanted);
        let policy = filter.narrowed(wanted.config.policy.clone());
        let all = match gather_all_kinds(&wanted, today, &filter.reads(&wanted.config.policy)).await {
            Ok(all) => all,
            // The revision has no manifests yet, or not the namespace of -n: everything is new.
            Err(failure) if failure.exit == Exit::Usage => Vec::new(),
            Err(failure) => return Err(failure),
        };
        let wish = ScanExtras { filter, weigh: false, fixes: false, files: &wanted.files, all: true };
        let whole = whole::of(all, &policy, &wish).await;
        let known = whole.map(|whole| whole.baseline()).unwrap_or_default();
        Ok(Self { name, known, touched })
    }

    /// Returns the scan with new and worse findings, and those in files that changed; only they count.
    pub fn limited(&self, whole: Whole) -> Option<Scan> {
        let mut scan = whole.against(&self.known, &self.name)?;
        let before = std::mem::take(&mut scan.items);
        for item in before {
            let file =
                item.index().and_then(|files| files.place(&item.finding.object)).map(|place| &place.file);
            let is_touched = file.is_some_and(|file| self.touched.has(file));
            if item.standing.is_some_and(Standing::is_new) || is_touched {
                scan.items.push(item);
            } else {
                scan.counts.discount(item.finding.severity);
                scan.hidden += 1;
            }
        }
        Some(scan)
    }
}
