//! Compares what is found with the baseline.

use crate::app::model::Model;
use crate::app::state::since::{HomeCounts, Since, SinceCounts};
use crate::checks::{self, Finding, Verdict, fingerprint};
use crate::model::Kind;
use crate::verdicts::SpaceReport;
use crate::verdicts::baseline::{Known, Standing};
use std::sync::Arc;

/// Returns how a finding compares with the baseline or the last visit; nothing without one, or if it could not be
/// judged then.
#[must_use]
pub fn standing(model: &Model, finding: &Finding) -> Option<Standing> {
    model.since.as_ref().and_then(|since| since.standing_of(&fingerprint::of(finding), finding))
}

/// Counts again, once the verdicts of a change are complete: in the namespaces whose verdicts changed.
pub fn refresh(model: &mut Model) {
    let generation = model.report.generation;
    let report = &model.report;
    let Some(since) = model.since.as_mut().filter(|one| one.counted != Some(generation)) else { return };
    if !report.is_settled() {
        return;
    }
    let counted = since.counted.filter(|counted| report.forgot <= *counted);
    if counted.is_none() {
        since.homes.clear();
    }
    for name in report.changed_since(counted.unwrap_or_default()) {
        let Some(space) = report.space(name) else { continue };
        let counts = of_home(since, space);
        since.homes.insert(Arc::clone(name), counts);
    }
    since.counted = Some(generation);
    let counts = sum(model);
    if let Some(since) = &mut model.since {
        since.counts = counts;
    }
}

fn of_home(since: &Since, space: &SpaceReport) -> HomeCounts {
    let mut counts = HomeCounts::default();
    for finding in space.findings() {
        let print = fingerprint::of(finding);
        match since.standing_of(&print, finding) {
            Some(Standing::New) => {
                counts.new += 1;
                continue;
            }
            None => {
                counts.unjudged += 1;
                continue;
            }
            Some(Standing::Worse) => counts.worse += 1,
            Some(Standing::Known) => {}
        }
        counts.found.insert(print);
    }
    let accepted = space.accepted().map(|one| fingerprint::of(&one.finding));
    counts.found.extend(accepted.filter(|print| since.baseline.known.contains_key(print)));
    counts
}

fn sum(model: &Model) -> SinceCounts {
    let Some(since) = &model.since else { return SinceCounts::default() };
    let mut counts = SinceCounts::default();
    for home in since.homes.values() {
        counts.new += home.new;
        counts.worse += home.worse;
        counts.unjudged += home.unjudged;
    }
    for (print, known) in &since.baseline.known {
        let is_found =
            since.homes.get(known.namespace.as_str()).is_some_and(|home| home.found.contains(print));
        if is_found {
            continue;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tests::with_findings;
    use crate::verdicts::last_visit::LastVisit;

    #[test]
    fn only_namespaces_whose_verdicts_changed_are_counted_again() {
        let mut model = with_findings();
        crate::app::update::settle(&mut model);
        model.since = Some(Since::of("baseline.yaml", Arc::default()));
        refresh(&mut model);
        let all = |model: &Model| model.since.as_ref().expect("a baseline").counts.new;
        let found = model.report.spaces().map(|(_, space)| space.findings().count()).sum::<usize>();
        assert!(found > 0 && all(&model) == found, "{} of {found}", all(&model));
        for home in model.since.as_mut().expect("a baseline").homes.values_mut() {
            home.new = 0;
        }
        model.report.generation += 1;
        refresh(&mut model);
        assert_eq!(all(&model), 0, "nothing changed, and it was counted again");
        model.report.generation += 1;
        model.report.forgot = model.report.generation;
        refresh(&mut model);
        assert_eq!(all(&model), found, "a namespace is gone: all are counted");
    }

    #[test]
    fn what_could_not_be_judged_at_the_last_visit_is_not_new() {
        let mut model = with_findings();
        crate::app::update::settle(&mut model);
        let found = model.report.findings();
        let check = found.first().expect("a finding").check;
        let of_check = found.iter().filter(|one| one.check == check).count();
        let mut last = LastVisit::of(&model.report, true);
        for space in last.spaces.values_mut() {
            space.known.clear();
            space.unjudged.insert(check.to_owned());
        }
        model.since = Some(Since::of_visit(Arc::new(last), 490_000));
        refresh(&mut model);
        let counts = model.since.as_ref().expect("a visit").counts;
        assert_eq!((counts.new, counts.unjudged, counts.fixed), (found.len() - of_check, of_check, 0));
        assert!(counts.words().ends_with(&format!("{of_check} unknown before")), "{}", counts.words());
        for one in &found {
            let wanted = (one.check != check).then_some(Standing::New);
            assert_eq!(standing(&model, one), wanted, "{}", one.check);
        }
    }
}
