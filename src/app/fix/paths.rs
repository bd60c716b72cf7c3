//! Which attack paths a change cuts: the chains with its findings gone, beside those of now.

use crate::app::model::Model;
use crate::checks::{Finding, fingerprint};
use crate::fix::effects::Effects;
use crate::verdicts::attack_path;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Returns how many attack paths a change cuts, and how many there are in the namespaces whose findings it changes;
/// nothing where it cuts none.
#[must_use]
pub fn cut(model: &Model, effects: &Effects) -> Option<(usize, usize)> {
    let changed = || effects.resolved.iter().chain(&effects.introduced);
    let homes: BTreeSet<&str> = changed().map(|one| one.home()).collect();
    let (mut gone, mut all) = (0, 0);
    for home in homes {
        let Some(report) = model.report.space(home) else { continue };
        let before: Vec<Arc<Finding>> = report.findings().cloned().collect();
        let is_resolved = |one: &Arc<Finding>| {
            let print = fingerprint::of(one);
            effects.resolved.iter().any(|other| other.check == one.check && fingerprint::of(other) == print)
        };
        let introduced = effects.introduced.iter().filter(|one| one.home() == home);
        let kept = before.iter().filter(|finding| !is_resolved(finding));
        let after: Vec<Arc<Finding>> = kept.chain(introduced).cloned().collect();
        let (before, after) = (attack_path::paths(&before), attack_path::paths(&after));
        all += before.len();
        let is_gone = |name: &str| !after.iter().any(|path| path.function == name);
        gone += before.iter().filter(|path| is_gone(&path.function)).count();
    }
    (gone > 0).then_some((gone, all))
}
