//! Fixes over files as replacements of text, for reports that propose changes.

use super::bench::{Bench, PlanOutcome};
use super::files::Files;
use super::request::FixRequest;
use crate::checks::fingerprint;
use crate::cli::SourceVerdicts;
use crate::engine::credentials::masked;
use crate::fix::plan::Inputs;
use crate::output::Item;
use crate::output::replacement::{FileChange, TextFix, between};

/// Findings of a set whose fixes are computed: each one reads and rewrites its file.
const FIXES: usize = 1_000;

/// Adds to each finding its default fix as replacements of text, if the fix needs no answer, only changes existing
/// text, and keeps the rest of the file as it is.
pub async fn fill(gathered: SourceVerdicts, items: &mut [Item]) {
    let bench = Bench::new(gathered);
    for item in items.iter_mut().take(FIXES) {
        item.replacements.extend(of(&bench, item).await);
    }
}

async fn of(bench: &Bench, item: &Item) -> Option<TextFix> {
    let title = item.fixes.iter().find(|fix| !fix.by_choice)?.title.clone();
    let wish = FixRequest { check: item.check, object: None, choice: None, inputs: Inputs::default() };
    // A fix that does not fit is not proposed; `fnsec fix` says why.
    let outcome = bench.plan(&fingerprint::of(&item.finding), &wish).await.ok()?;
    let PlanOutcome::Plan(plan, about) = outcome else { return None };
    let mut files = Files::new(&[]);
    files.take(&plan, &about, bench.gathered.connection.files.as_ref()).ok()?;
    let change = |(path, old, new): (String, String, String)| {
        let replacements = between(&old, &new);
        let is_shown =
            replacements.iter().all(|replacement| masked(&replacement.text) == replacement.text.as_str());
        is_shown.then_some(FileChange { file: path, replacements })
    };
    let changes: Option<Vec<FileChange>> = files.exact()?.into_iter().map(change).collect();
    changes.filter(|changes| !changes.is_empty()).map(|changes| TextFix { title, changes })
}
