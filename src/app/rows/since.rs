//! Compares what is found with the baseline.

use crate::app::model::Model;
use crate::app::state::since::SinceCounts;
use crate::checks::{self, Finding, Verdict, fingerprint};
use crate::model::Kind;
use crate::verdicts::baseline::{Known, Standing};
use std::collections::BTreeSet;

/// Returns how a finding compares with the baseline; nothing without one.
#[must_use]
pub fn standing(model: &Model, finding: &Finding) -> Option<Standing> {
    model.since.as_ref().map(|since| since.baseline.standing(finding))
}

/// Counts again, once the verdicts of a change are complete.
pub fn refresh(model: &mut Model) {
    let generation = model.report.generation;
    let Some(since) = &model.since else { return };
    if since.counted == Some(generation) || !model.report.is_settled() {
        return;
    }
    let counts = counts(model);
    if let Some(since) = &mut model.since {
        since.counts = counts;
        since.counted = Some(generation);
    }
}

fn counts(model: &Model) -> SinceCounts {
    let Some(since) = &model.since else { return SinceCounts::default() };
    let mut counts = SinceCounts::default();
    let mut seen = BTreeSet::new();
    for (_, space) in model.report.spaces() {
        for finding in space.findings() {
            match since.baseline.standing(finding) {
                Standing::New => counts.new += 1,
                Standing::Worse => counts.worse += 1,
                Standing::Known => {}
            }
            seen.insert(fingerprint::of(finding));
        }
        seen.extend(space.accepted().map(|one| fingerprint::of(&one.finding)));
    }
    for known in
        since.baseline.known.iter().filter(|(print, _)| !seen.contains(*print)).map(|(_, known)| known)
    {
        if is_judged(model, known) { counts.fixed += 1 } else { counts.unknown += 1 }
    }
    counts
}

/// Whether the verdict that a known finding belongs to is known: what was not read is not fixed.
fn is_judged(model: &Model, known: &Known) -> bool {
    let Some(at) = checks::position(&known.check) else { return false };
    let verdict = model.report.space(&known.namespace).and_then(|space| space.verdicts.get(at));
    match verdict {
        Some(Some(Verdict::Pass | Verdict::Findings(_))) => true,
        Some(Some(Verdict::Unknown(_)) | None) => false,
        // The namespace is gone, if namespaces can be listed and all of them are shown.
        None => {
            let lists = model.snapshot.feeds().everywhere(Kind::Namespace).known();
            lists && model.session.namespaces.is_empty() && model.snapshot.space(&known.namespace).is_none()
        }
    }
}
