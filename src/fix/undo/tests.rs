use super::*;
use crate::fix::Write;
use crate::fix::journal::Stamp;
use crate::model::Kind;
use serde_json::json;

fn role(rules: &Value) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
        "metadata": {"namespace": "shop", "name": "jobs", "uid": "1", "resourceVersion": "7"},
        "rules": rules,
    })
}

/// Returns the receipt of a change of the object from one state to another.
fn changed(target: &ObjectRef, base: &Value, draft: &Value) -> Receipt {
    let intent = Intent::Modify { base: view(base), draft: view(draft), lock: VersionLock::of(base) };
    let mut plan = plan(&[], &|_| None);
    plan.steps.push(step(target, base, intent));
    Receipt::of(&plan, 0, &Stamp { change: "c1".into(), ..Stamp::default() })
        .expect("a receipt")
        .done("", "8")
}

fn undone(receipt: &Receipt, now: &Value) -> (Value, Vec<String>) {
    let plan = plan(std::slice::from_ref(receipt), &|_| Some(now.clone()));
    (plan.steps.first().and_then(Step::draft).cloned().unwrap_or_default(), plan.left)
}

#[test]
fn a_list_with_a_changed_and_a_removed_item_is_restored() {
    let rule = |verbs: &[&str], of: &str| json!({"apiGroups": [""], "resources": [of], "verbs": verbs});
    let before = role(&json!([rule(&["get", "list", "watch"], "pods"), rule(&["*"], "secrets")]));
    let after = role(&json!([rule(&["list"], "pods")]));
    let receipt = changed(&ObjectRef::new(Kind::Role, "shop", "jobs"), &before, &after);
    assert_eq!(undone(&receipt, &after), (view(&before), Vec::new()));
}

#[test]
fn a_list_that_the_server_returns_as_null_is_still_the_empty_list_that_was_written() {
    let before = role(&json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]));
    let receipt = changed(&ObjectRef::new(Kind::Role, "shop", "jobs"), &before, &role(&json!([])));
    assert_eq!(undone(&receipt, &role(&Value::Null)), (view(&before), Vec::new()));
}

#[test]
fn a_change_of_the_version_is_sent_to_the_new_version_and_undone_in_the_old_one() {
    let version = |name: &str| format!("gateway.kyma-project.io/{name}");
    let rule = |name: &str, host: &str| {
        json!({
            "apiVersion": version(name), "kind": "APIRule", "spec": {"host": host},
            "metadata": {"namespace": "shop", "name": "orders", "uid": "1", "resourceVersion": "7"},
        })
    };
    let (old, new) = (rule("v1beta1", "a"), rule("v2", "b"));
    let target = ObjectRef::of(&version("v1beta1"), "APIRule", "shop", "orders");
    let receipt = changed(&target, &old, &new);
    assert_eq!(&*receipt.object.api_version, version("v2"));
    let plan = plan(&[receipt], &|object| (*object.api_version == version("v2")).then(|| new.clone()));
    let Some(Write::Patch { target, patch }) = plan.steps.first().map(|step| step.write(&plan.vault)) else {
        panic!("no patch: {plan:?}")
    };
    assert_eq!(&*target.api_version, version("v1beta1"));
    assert_eq!(patch.get("apiVersion"), Some(&json!(version("v1beta1"))));
}
