//! Compares what is found with the baseline.

use crate::app::model::Model;
use crate::app::state::since::{BaselineChange, HomeCounts, SinceCounts};
use crate::checks::{self, Finding, Verdict, fingerprint};
use crate::model::Kind;
use crate::verdicts::SpaceReport;
use crate::verdicts::baseline::{BaselineEntry, Standing};
use std::collections::HashSet;
use std::sync::Arc;

/// Returns how a finding compares with the baseline or the last visit; nothing without one, or if it could not be
/// judged then.
#[must_use]
pub fn standing(model: &Model, finding: &Finding) -> Option<Standing> {
    model.since.as_ref().and_then(|since| since.standing_of(&fingerprint::of(finding), finding))
}

/// Whether there is something to count: all verdicts are known, and some changed.
#[must_use]
pub fn is_behind(model: &Model) -> bool {
    let generation = Some(model.report.generation);
    model.since.as_ref().is_some_and(|since| since.counted != generation) && model.report.is_settled()
}

/// Counts one namespace whose verdicts changed, in the end all of them together; returns whether there may be more.
pub fn step(model: &mut Model) -> bool {
    if !is_behind(model) {
        return false;
    }
    let report = &model.report;
    let generation = report.generation;
    let Some(since) = &mut model.since else { return false };
    if since.listed != Some(generation) {
        since.listed = Some(generation);
        since.homes.retain(|name, _| report.space(name).is_some());
        let is_old =
            |name: &Arc<str>| since.homes.get(name).is_none_or(|home| home.at < report.changed(name));
        since.waiting = report.homes().map(|(name, _)| name).filter(|name| is_old(name)).cloned().collect();
    }
    if let Some(name) = since.waiting.pop() {
        if let Some(space) = report.space(&name) {
            let counts = of_home(since, &name, space);
            since.homes.insert(name, HomeCounts { at: generation, counts });
        }
        return true;
    }
    let counts = sum(model);
    if let Some(since) = &mut model.since {
        (since.counts, since.counted) = (Some(counts), Some(generation));
    }
    true
}

fn of_home(since: &BaselineChange, name: &str, space: &SpaceReport) -> SinceCounts {
    let mut counts = SinceCounts::default();
    let mut found: HashSet<String> =
        space.accepted().map(|accepted| fingerprint::of(&accepted.finding)).collect();
    for finding in space.findings() {
        let print = fingerprint::of(finding);
        match since.standing_of(&print, finding) {
            Some(Standing::New) => counts.new += 1,
            None => counts.unjudged += 1,
            Some(Standing::Worse) => counts.worse += 1,
            Some(Standing::Known) => {}
        }
        found.insert(print);
    }
    let gone = since.prints.get(name).into_iter().flatten().filter(|print| !found.contains(*print));
    for known in gone.filter_map(|print| since.baseline.known.get(print)) {
        if is_judged(space, known) { counts.fixed += 1 } else { counts.unknown += 1 }
    }
    counts
}

/// Whether the verdict that a known finding belongs to is known: what was not read is not fixed.
fn is_judged(space: &SpaceReport, known: &BaselineEntry) -> bool {
    let at = checks::position(&known.check);
    match at.and_then(|at| space.verdicts.get(at)) {
        Some(Some(Verdict::Pass | Verdict::Findings(_))) => true,
        Some(Some(Verdict::Unknown(_)) | None) | None => false,
    }
}

fn sum(model: &Model) -> SinceCounts {
    let mut counts = SinceCounts::default();
    let Some(since) = &model.since else { return counts };
    since.homes.values().for_each(|home| counts.add(home.counts));
    let lists =
        model.snapshot.feeds().everywhere(Kind::Namespace).known() && model.session.namespaces.is_empty();
    for (name, prints) in since.prints.iter().filter(|(name, _)| !since.homes.contains_key(name.as_str())) {
        // The namespace is gone, if namespaces can be listed and all of them are shown.
        let is_gone = lists && model.snapshot.space(name).is_none();
        if is_gone { counts.fixed += prints.len() } else { counts.unknown += prints.len() }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tests::with_findings;
    use crate::verdicts::last_visit::LastVisit;

    fn count(model: &mut Model) {
        while step(model) {}
    }

    fn counts(model: &Model) -> Option<SinceCounts> {
        model.since.as_ref().and_then(|since| since.counts)
    }

    #[test]
    fn only_namespaces_whose_verdicts_changed_are_counted_again() {
        let mut model = with_findings();
        crate::app::update::settle(&mut model);
        model.since = Some(BaselineChange::of("baseline.yaml", Arc::default()));
        assert_eq!(counts(&model), None, "nothing is counted yet");
        assert!(step(&mut model));
        assert_eq!(counts(&model), None, "a step counts one namespace, so that no key waits for all");
        count(&mut model);
        let all = |model: &Model| counts(model).expect("counted").new;
        let found = model.report.spaces().map(|(_, space)| space.findings().count()).sum::<usize>();
        assert!(found > 0 && all(&model) == found, "{} of {found}", all(&model));
        for home in model.since.as_mut().expect("a baseline").homes.values_mut() {
            home.counts.new = 0;
        }
        model.report.generation += 1;
        count(&mut model);
        assert_eq!(all(&model), 0, "nothing changed, and it was counted again");
        model.since = model.since.take().and_then(|since| since.elsewhere(&model.session));
        assert_eq!(counts(&model), None, "what was counted is of the cluster that was left");
        count(&mut model);
        assert_eq!(all(&model), found);
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
        model.since = Some(BaselineChange::of_visit(Arc::new(last), 490_000));
        count(&mut model);
        let counts = counts(&model).expect("counted");
        assert_eq!((counts.new, counts.unjudged, counts.fixed), (found.len() - of_check, of_check, 0));
        assert!(counts.words().ends_with(&format!("{of_check} unknown before")), "{}", counts.words());
        for one in &found {
            let wanted = (one.check != check).then_some(Standing::New);
            assert_eq!(standing(&model, one), wanted, "{}", one.check);
        }
    }
}
