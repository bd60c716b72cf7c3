//! The effects of a plan, computed on a copy of the snapshot: resolved findings, new findings, and pods that
//! would be refused.

use super::Plan;
use crate::checks::{Finding, fingerprint};
use crate::decode;
use crate::engine::pod_security::{self, Level};
use crate::model::calendar::Day;
use crate::model::{Change, Dirty, Kind, Snapshot, Space};
use crate::verdicts::Report;
use crate::yaml::Put;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effects {
    pub resolved: Vec<Arc<Finding>>,
    pub introduced: Vec<Arc<Finding>>,
    /// Pods that the namespace's new level would refuse when they are recreated, with the reasons.
    pub refused: Vec<RefusedPod>,
    /// Drafts that could not be evaluated here; the server's answer contains more.
    pub unclear: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedPod {
    pub pod: String,
    pub level: String,
    pub reasons: String,
}

/// Applies the drafts to a copy and compares the verdicts of the namespaces they touch.
pub fn of(plan: &Plan, snapshot: &Snapshot, before: &Report, today: Day) -> Effects {
    let (copy, dirty, unclear) = applied(plan, snapshot);
    let mut effects = Effects { unclear, ..Effects::default() };
    let mut after = before.clone();
    after.mark(&copy, &dirty);
    while after.step(&copy, today) {}
    compare(before, &after, &mut effects);
    for step in plan.steps.iter().filter(|step| step.target.kind == Kind::Namespace && !step.is_delete()) {
        effects.refused.extend(copy.space(&step.target.name).map(refused).unwrap_or_default());
    }
    effects
}

/// Returns a copy of the snapshot with the drafts in it, what they make dirty, and drafts that could not be
/// decoded.
#[must_use]
pub fn applied(plan: &Plan, snapshot: &Snapshot) -> (Snapshot, Dirty, Vec<String>) {
    let mut copy = snapshot.clone();
    let (mut dirty, mut unclear) = (Dirty::default(), Vec::new());
    for step in &plan.steps {
        let Some(kind) = step.target.known() else {
            unclear.push(format!("the kind of {} is not evaluated", step.target));
            continue;
        };
        let (namespace, name) = (step.target.namespace.clone(), step.target.name.clone());
        let Some(draft) = step.draft() else {
            copy.apply(Change::Gone { kind, namespace: namespace.into(), name: name.into() }, &mut dirty);
            continue;
        };
        let uid = step.lock().map_or("", |lock| lock.uid.as_str());
        let whole = dressed(&plan.vault.restore(draft), uid);
        match decode::object(kind, &whole.to_string()) {
            Ok(object) => copy.apply(Change::Put(object), &mut dirty),
            Err(broken) => unclear.push(format!("{}: {}", step.target, broken.why)),
        }
    }
    (copy, dirty, unclear)
}

/// Some checks need the server's own fields (labels of pods contain the uid).
fn dressed(draft: &Value, uid: &str) -> Value {
    let mut whole = draft.clone();
    if !uid.is_empty() {
        whole.put(["metadata", "uid"], json!(uid));
    }
    whole
}

fn compare(before: &Report, after: &Report, effects: &mut Effects) {
    let (mut old, mut new) = (prints(before, after), prints(after, before));
    let kept: Vec<String> = old.keys().filter(|print| new.contains_key(*print)).cloned().collect();
    for print in kept {
        old.remove(&print);
        new.remove(&print);
    }
    // A finding about a part of a divided rule is not new, and does not resolve the finding about the whole.
    let is_part = |part: &Arc<Finding>, whole: &Arc<Finding>| part.is_part_of(whole);
    let resolved = old.values().filter(|whole| !new.values().any(|part| is_part(part, whole)));
    effects.resolved = resolved.cloned().collect();
    let introduced = new.values().filter(|part| !old.values().any(|whole| is_part(part, whole)));
    effects.introduced = introduced.cloned().collect();
    effects.resolved.sort_by_key(|one| one.severity);
    effects.introduced.sort_by_key(|one| one.severity);
}

/// Returns findings by fingerprint, for the namespaces whose verdicts differ between the two reports.
fn prints(report: &Report, other: &Report) -> BTreeMap<String, Arc<Finding>> {
    let differing = report.spaces().filter(|(name, space)| {
        let twin = other.space(name);
        twin.is_none_or(|twin| twin.verdicts != space.verdicts)
    });
    let all = differing.flat_map(|(_, space)| space.findings());
    all.map(|finding| (fingerprint::of(finding), Arc::clone(finding))).collect()
}

/// Returns pods, and templates without pods, that the namespace's enforced level would refuse.
pub fn refused(space: &Space) -> Vec<RefusedPod> {
    let Some(namespace) = space.namespace() else {
        return Vec::new();
    };
    let labels =
        namespace.meta.labels.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let (level, version) = pod_security::labels(&labels).enforce;
    if level == Level::Privileged {
        return Vec::new();
    }
    let pods =
        space.pods.values().filter(|pod| !pod.finished()).map(|pod| (pod.meta.name.as_str(), &pod.template));
    let offending = pods.filter_map(|(name, template)| {
        let found = pod_security::evaluate(template, level, version);
        let reasons: Vec<&str> = found.iter().map(|violation| violation.reason.as_str()).collect();
        (!reasons.is_empty()).then(|| RefusedPod {
            pod: name.to_owned(),
            level: level.to_string(),
            reasons: reasons.join(", "),
        })
    });
    offending.collect()
}

/// Returns whether a plan restarts pods: undoing the change does not undo the restart.
#[must_use]
pub fn restarts(plan: &Plan) -> bool {
    plan.risk == crate::checks::Risk::Restarts
        || plan.steps.iter().any(|step| {
            step.target.known() == Some(Kind::Function)
                && step.changed().iter().any(|path| path.starts_with("/spec"))
        })
}
