//! The change that writes reports: each is created, or its results are replaced.
//!
//! New reports and the objects on the server flow in; one plan flows out.

use super::editor_view::view;
use super::step::{Intent, Step, VersionLock};
use super::{Plan, Vault, guard, owners};
use crate::checks::Risk;
use crate::model::ObjectRef;
use crate::yaml::Put;
use serde_json::Value;

/// The fields of a report that are replaced.
const OWN: [&str; 3] = ["results", "summary", "source"];

/// Returns the plan, without reports that are already as they should be, and why others are left alone.
#[must_use]
pub fn plan(reports: Vec<(ObjectRef, Value, Option<Value>)>, label: (&str, &str)) -> (Plan, Vec<String>) {
    let mut plan = Plan {
        title: "Write policy reports".to_owned(),
        risk: Risk::Safe,
        price: String::new(),
        check: String::new(),
        fingerprint: String::new(),
        steps: Vec::new(),
        vault: Vault::default(),
        undoes: Vec::new(),
        left: Vec::new(),
        proposed: None,
    };
    let mut left = Vec::new();
    for (target, report, base) in reports {
        match step(&target, &report, base.as_ref(), label, &mut plan.vault) {
            Ok(step) => plan.steps.extend(step),
            Err(why) => left.push(why),
        }
    }
    (plan, left)
}

fn step(
    target: &ObjectRef,
    report: &Value,
    base: Option<&Value>,
    (label, tool): (&str, &str),
    vault: &mut Vault,
) -> Result<Option<Step>, String> {
    let new =
        |intent, owners, gitops| Step { target: target.clone(), intent, notes: Vec::new(), owners, gitops };
    let Some(full) = base else {
        let draft = vault.mask(report, target, &[]);
        return Ok(Some(new(Intent::Create { draft }, Vec::new(), None)));
    };
    guard::leaving(full, target).map_err(|why| why.to_string())?;
    let labels = full.pointer("/metadata/labels").and_then(|labels| labels.get(label));
    if labels.and_then(Value::as_str) != Some(tool) {
        return Err(format!(
            "{target} was not written by {tool}: its label {label} is not {tool}; delete or rename it first"
        ));
    }
    let now = view(full);
    let mut wanted = now.clone();
    for field in OWN {
        if let Some(value) = report.get(field) {
            wanted.put([field], value.clone());
        }
    }
    if wanted == now {
        return Ok(None);
    }
    // The same text at the same place gets the same mark, so that the difference is what changes.
    let intent = Intent::Modify {
        base: vault.mask(&now, target, &[]),
        draft: vault.mask(&wanted, target, &[]),
        lock: VersionLock::of(full),
    };
    let mut step = new(intent, Vec::new(), owners::gitops(full));
    step.owners = owners::of(full, &step.changed());
    Ok(Some(step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::Write;
    use crate::model::Kind;
    use serde_json::json;

    const LABEL: (&str, &str) = ("app.kubernetes.io/managed-by", "fnsec");

    fn report(messages: &[&str]) -> Value {
        let results: Vec<Value> =
            messages.iter().map(|message| json!({"policy": "a", "message": message})).collect();
        json!({
            "apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport",
            "metadata": {"name": "fnsec", "namespace": "shop", "labels": {LABEL.0: LABEL.1}},
            "results": results, "summary": {"fail": results.len()},
        })
    }

    fn served(mut report: Value) -> Value {
        report["metadata"]["uid"] = json!("u1");
        report["metadata"]["resourceVersion"] = json!("7");
        report["metadata"]["annotations"] = json!({"team": "a"});
        report
    }

    fn planned(wanted: Value, base: Option<Value>) -> (Plan, Vec<String>) {
        plan(vec![(ObjectRef::new(Kind::PolicyReport, "shop", "fnsec"), wanted, base)], LABEL)
    }

    #[test]
    fn a_report_that_is_as_it_should_be_is_not_written_again() {
        let (plan, left) = planned(report(&["x"]), Some(served(report(&["x"]))));
        assert!(plan.steps.is_empty() && left.is_empty());
    }

    #[test]
    fn only_the_results_of_a_report_are_replaced() {
        let (plan, _) = planned(report(&["y", "z"]), Some(served(report(&["x"]))));
        let Write::Patch { patch, .. } = plan.steps[0].write(&plan.vault) else { panic!("it is changed") };
        assert_eq!(patch["metadata"], json!({"resourceVersion": "7"}));
        assert_eq!(patch["results"], report(&["y", "z"])["results"]);
        assert_eq!(patch["summary"], json!({"fail": 2}));
    }

    #[test]
    fn a_report_of_another_tool_is_left_alone() {
        let mut other = served(report(&["x"]));
        other["metadata"]["labels"] = json!({LABEL.0: "kyverno"});
        let (plan, left) = planned(report(&["y"]), Some(other));
        assert!(plan.steps.is_empty());
        assert!(left[0].starts_with("PolicyReport/fnsec in shop was not written by fnsec"), "{left:?}");
    }
}
