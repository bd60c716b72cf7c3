//! A plan that the user edited: its title, risk and side effects are derived from the current text.

use super::plan::{Plan, Proposal};
use super::step::Step;
use super::{Effects, effects};
use crate::checks::Risk;
use crate::engine::pod_security::{self, Level};
use crate::model::Kind;
use crate::yaml;
use serde_json::Value;
use std::collections::BTreeMap;

const CALM: &str = "Edited by hand: no pod seen here is refused or replaced, and no finding is added.";
const BY_HAND: &str = "Edited by hand: effects beyond those shown here are unknown.";

impl Plan {
    /// Parses an edited text: as many documents as drafts, each for the same object.
    ///
    /// # Errors
    /// If the text is not valid YAML, or its documents do not match the drafts.
    pub fn edited(&self, text: &str) -> Result<Self, yaml::YamlFault> {
        let docs: Vec<_> = yaml::parse(text)?.into_iter().filter(|doc| !doc.value.is_null()).collect();
        let drafts = self.steps.iter().filter(|step| !step.is_delete()).count();
        let fault = |line: usize, message: String| yaml::YamlFault { line, column: 1, message };
        if docs.len() != drafts {
            let message = format!("this change has {drafts} objects, but the text contains {}", docs.len());
            return Err(fault(docs.last().map_or(1, |doc| doc.line), message));
        }
        let mut plan = self.clone();
        let open = plan.steps.iter_mut().filter(|step| !step.is_delete());
        for (step, doc) in open.zip(docs) {
            if let Some(message) = step.strays(&doc.value) {
                return Err(fault(doc.line, message));
            }
            if let Some(draft) = step.draft_mut() {
                *draft = doc.value;
            }
        }
        plan.retitle(self);
        Ok(plan)
    }

    /// Returns whether the text differs from the proposal.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.proposed.is_some()
    }

    /// Gives a plan with new drafts a matching title and risk; a plan equal to the proposal gets back its
    /// own.
    fn retitle(&mut self, before: &Self) {
        let first = || Proposal {
            title: before.title.clone(),
            risk: before.risk,
            price: before.price.clone(),
            drafts: before.steps.iter().map(|step| step.draft().cloned()).collect(),
        };
        let proposed = before.proposed.clone().map_or_else(first, |proposed| *proposed);
        let same = self.steps.iter().map(Step::draft).eq(proposed.drafts.iter().map(Option::as_ref));
        if same {
            (self.title, self.risk, self.price) = (proposed.title, proposed.risk, proposed.price);
            self.proposed = None;
            return;
        }
        // Until its effects are known, the worst is assumed.
        self.risk = Risk::MayBreak;
        self.title = format!("{} (edited)", proposed.title);
        BY_HAND.clone_into(&mut self.price);
        self.proposed = Some(Box::new(proposed));
    }

    /// Includes the effects of an edited plan in its risk and side effects; a plan equal to the proposal
    /// stays unchanged.
    pub fn weigh(&mut self, effects: &Effects) {
        let Some(proposed) = &self.proposed else { return };
        let changed =
            self.steps.iter().zip(&proposed.drafts).filter(|(step, draft)| step.draft() != draft.as_ref());
        self.risk = changed.map(|(step, _)| risk(step)).fold(proposed.risk, Risk::max);
        let lower = self.steps.iter().filter_map(lowered);
        let mut words: Vec<String> =
            lower.map(|(from, to)| format!("It lowers the level from {from} to {to}.")).collect();
        if let Some(first) = effects.refused.first() {
            let pods: Vec<&str> =
                effects.refused.iter().map(|refused_pod| refused_pod.pod.as_str()).take(3).collect();
            let more = effects.refused.len().saturating_sub(pods.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            words.push(format!("Level {} refuses {}{more} at the next start.", first.level, pods.join(", ")));
        }
        let count = effects.introduced.len();
        if count > 0 {
            words.push(format!("It adds {count} new finding{}.", if count == 1 { "" } else { "s" }));
        }
        if effects::restarts(self) {
            self.risk = self.risk.max(Risk::Restarts);
            words.push("The pods are replaced.".into());
        }
        if !effects.refused.is_empty() || count > 0 || !effects.unclear.is_empty() {
            self.risk = Risk::MayBreak;
        }
        words.push(if self.risk == Risk::Safe { CALM } else { BY_HAND }.into());
        self.price = words.join(" ");
    }
}

/// Returns the risk of an edited step, from the changed fields alone.
fn risk(step: &Step) -> Risk {
    let changed = step.changed();
    match step.target.known() {
        _ if step.is_delete() => Risk::MayBreak,
        Some(Kind::Namespace) => {
            let labels = |path: &String| path.starts_with("/metadata/labels/pod-security.kubernetes.io~1");
            if lowered(step).is_some() || !changed.iter().all(labels) { Risk::MayBreak } else { Risk::Safe }
        }
        Some(Kind::Function) if changed.iter().any(|path| path.starts_with("/spec")) => Risk::Restarts,
        _ if changed.iter().all(|path| path.starts_with("/metadata/")) && !step.is_create() => Risk::Safe,
        _ => Risk::MayBreak,
    }
}

/// Returns the enforced level before and after, if a step lowers it.
fn lowered(step: &Step) -> Option<(Level, Level)> {
    let (base, draft) = step.change().filter(|_| step.target.kind == Kind::Namespace)?;
    let (from, to) = (enforced(base), enforced(draft));
    (to < from).then_some((from, to))
}

fn enforced(namespace: &Value) -> Level {
    let labels = namespace.pointer("/metadata/labels").and_then(Value::as_object).into_iter().flatten();
    let labels: BTreeMap<String, String> =
        labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect();
    pod_security::labels(&labels).enforce.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Edit, Fix};
    use crate::decode;
    use crate::fix::Intent;
    use crate::fix::plan::Inputs;
    use crate::model::calendar::Day;
    use crate::model::{Change, Dirty, ObjectRef, Snapshot};
    use crate::yaml::pointer::Op;
    use serde_json::json;

    const ENFORCE: &str = "/metadata/labels/pod-security.kubernetes.io~1enforce";

    fn space(level: &str) -> Value {
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"pod-security.kubernetes.io/enforce": level}}})
    }

    fn raise() -> Plan {
        let edit = Edit::modify(
            ObjectRef::new(Kind::Namespace, "", "shop"),
            vec![Op::set(ENFORCE, json!("baseline"))],
        );
        let fix =
            Fix::new("Enforce baseline", Risk::Safe).costs("Everything seen here satisfies it.").edit(edit);
        Plan::new(&fix, &Inputs::new(), &[Some(space("privileged"))]).expect("fits")
    }

    #[test]
    fn what_was_said_of_the_proposal_is_not_said_of_another_text() {
        let plan = raise();
        let edited =
            plan.edited(&plan.text().replace("enforce: baseline", "enforce: restricted")).expect("reads");
        assert_eq!(edited.title, "Enforce baseline (edited)");
        assert!(edited.is_edited() && !edited.price.contains("satisfies"), "{}", edited.price);
        let twice = edited.edited(&edited.text().replace("restricted", "privileged")).expect("reads");
        assert_eq!(twice.title, "Enforce baseline (edited)");
        let back = twice.edited(&plan.text()).expect("reads");
        assert_eq!(back, plan);
    }

    #[test]
    fn an_edit_that_lowers_a_level_or_that_pods_do_not_satisfy_may_break_something() {
        let plan = raise();
        let mut lower = plan.clone();
        let Intent::Modify { base, .. } = &mut lower.steps[0].intent else { panic!("it modifies") };
        *base = space("restricted");
        let mut lower =
            lower.edited(&plan.text().replace("enforce: baseline", "enforce: privileged")).expect("reads");
        lower.weigh(&Effects::default());
        assert_eq!(lower.risk, Risk::MayBreak);
        assert!(
            lower.price.starts_with("It lowers the level from restricted to privileged."),
            "{}",
            lower.price
        );
        let mut edited =
            plan.edited(&plan.text().replace("enforce: baseline", "enforce: restricted")).expect("reads");
        assert_eq!(edited.risk, Risk::MayBreak);
        edited.weigh(&Effects::default());
        assert_eq!((edited.risk, edited.price.as_str()), (Risk::Safe, CALM));
        let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
        let pod = json!({"metadata": {"name": "agent", "namespace": "shop"}, "spec": {"containers": [{"name": "a"}]}});
        for (kind, value) in [(Kind::Namespace, space("privileged")), (Kind::Pod, pod)] {
            snapshot.apply(Change::Put(decode::object(kind, &value.to_string()).expect("reads")), &mut dirty);
        }
        let today = Day::new(2026, 11, 1);
        let report = crate::verdicts::Report::of(&snapshot, today);
        edited.weigh(&effects::of(&edited, &snapshot, &report, today));
        assert_eq!(edited.risk, Risk::MayBreak);
        assert!(
            edited.price.starts_with("Level restricted refuses agent at the next start."),
            "{}",
            edited.price
        );
        let mut same = plan.clone();
        same.weigh(&Effects::default());
        assert_eq!(same, plan);
    }
}
