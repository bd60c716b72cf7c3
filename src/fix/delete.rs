//! Restricts deletions to objects that the journal can restore, because every change can be undone.

use super::Vault;
use super::editor_view::{LAST_APPLIED, view};
use super::plan_error::PlanError;
use crate::model::{Kind, ObjectRef};
use crate::yaml::Put;
use serde_json::{Value, json};

/// Kinds that contain no other objects and that no one else's objects depend on.
const LONE: [Kind; 5] = [
    Kind::ConfigMap,
    Kind::ServiceAccount,
    Kind::Service,
    Kind::AuthorizationPolicy,
    Kind::RequestAuthentication,
];

/// Returns the whole object as it is journaled and shown as deleted; refuses if a part of it would be lost.
pub(super) fn whole_object(full: &Value, target: &ObjectRef, vault: &mut Vault) -> Result<Value, PlanError> {
    let stays = |why: String| PlanError::Stays { object: target.clone(), why };
    if let Some(why) = takes_along(full, target) {
        return Err(stays(why));
    }
    let shown = vault.mask(&whole(full), target, &[]);
    if vault.origins(&shown.to_string()).any(|(object, _)| object == target) {
        return Err(stays(not_reversible("it contains what looks like a credential, which is never stored")));
    }
    Ok(shown)
}

/// Returns what would be deleted with the object and is not part of its text.
fn takes_along(full: &Value, target: &ObjectRef) -> Option<String> {
    let some = |pointer: &str| full.pointer(pointer).filter(|value| !is_empty(value));
    if target.kind == Kind::Secret {
        return Some(not_reversible("the values of a Secret are never stored"));
    }
    if !target.known().is_some_and(|kind| LONE.contains(&kind)) {
        return Some(not_reversible("other objects may be deleted with it"));
    }
    if some("/metadata/deletionTimestamp").is_some() {
        return Some("it is already being deleted".into());
    }
    if let Some(Value::String(first)) = some("/metadata/finalizers/0") {
        return Some(not_reversible(&format!("the effect of the finalizer {first} is unknown")));
    }
    if target.kind == Kind::ServiceAccount && some("/secrets").is_some() {
        return Some(not_reversible("the Secrets with its tokens are deleted with it"));
    }
    if full.pointer("/spec/type").is_some_and(|kind| kind == "LoadBalancer") {
        return Some(not_reversible("its external address is released with it"));
    }
    some("/binaryData")
        .map(|_| not_reversible("it contains binary data, which is not searched for credentials"))
}

fn not_reversible(why: &str) -> String {
    format!("{why}, so deleting it could not be undone; delete it by hand")
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Elsewhere, the annotation of kubectl is noise; a recreated object gets it back.
fn whole(full: &Value) -> Value {
    let mut shown = view(full);
    let applied = full.pointer("/metadata/annotations").and_then(|all| all.get(LAST_APPLIED));
    if let Some(applied) = applied {
        shown.put(["metadata", "annotations", LAST_APPLIED], json!(applied));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Edit, Fix, Risk};
    use crate::fix::journal::{Receipt, Stamp};
    use crate::fix::plan::{Inputs, Plan};
    use crate::fix::{Write, effects, phrase, undo};
    use crate::model::{Kind, Snapshot};

    fn plan(kind: Kind, object: &Value) -> Result<Plan, PlanError> {
        let target = ObjectRef::new(kind, "shop", "old");
        let mut whole = json!({
            "apiVersion": "v1", "kind": kind.info().name,
            "metadata": {"name": "old", "namespace": "shop", "uid": "u1", "resourceVersion": "7"},
        });
        crate::yaml::patch::merge(&whole, object).clone_into(&mut whole);
        let fix = Fix::new("Delete it", Risk::MayBreak).edit(Edit::delete(target));
        Plan::new(&fix, &Inputs::new(), &[Some(whole)])
    }

    fn refused(kind: Kind, object: &Value) -> String {
        plan(kind, object).expect_err("refused").to_string()
    }

    #[test]
    fn only_the_very_object_that_was_seen_is_deleted() {
        let plan = plan(Kind::ConfigMap, &json!({"data": {"a": "b"}})).expect("fits");
        let Write::Delete { uid, resource_version, .. } = plan.steps[0].write(&plan.vault) else {
            panic!("it is deleted");
        };
        assert_eq!((uid.as_str(), resource_version.as_str()), ("u1", "7"));
        assert_eq!(plan.text(), "# deletes ConfigMap/old in shop\n");
        assert!(!plan.is_idle());
    }

    #[test]
    fn a_secret_is_never_deleted() {
        let words = refused(Kind::Secret, &json!({"data": {"a": "cGFzcw=="}}));
        let said = "Secret/old in shop is not deleted: the values of a Secret are never stored, so deleting it could not be undone; delete it by hand";
        assert_eq!(words, said);
        assert!(refused(Kind::Secret, &json!({})).starts_with("Secret/old in shop is not deleted"));
    }

    #[test]
    fn what_holds_a_credential_is_not_deleted() {
        let source = "const url = 'https://anna:hunter2secret@db.example.com/';";
        let words = refused(Kind::ConfigMap, &json!({"data": {"source": source}}));
        assert!(words.contains("looks like a credential") && !words.contains("hunter2"), "{words}");
    }

    #[test]
    fn what_would_take_more_along_is_not_deleted() {
        for (kind, object, said) in [
            (Kind::ConfigMap, json!({"metadata": {"finalizers": ["a/b"]}}), "the finalizer a/b"),
            (Kind::ConfigMap, json!({"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}}), "already"),
            (Kind::ConfigMap, json!({"binaryData": {"a": "AA=="}}), "binary data"),
            (Kind::Function, json!({}), "other objects may be deleted with it"),
            (Kind::Service, json!({"spec": {"type": "LoadBalancer"}}), "its external address"),
            (Kind::ServiceAccount, json!({"secrets": [{"name": "old-token"}]}), "are deleted with it"),
        ] {
            assert!(refused(kind, &object).contains(said), "{said}");
        }
    }

    #[test]
    fn the_journal_brings_it_back_with_all_that_was_written() {
        let notes = json!({LAST_APPLIED: "{}", "team": "a"});
        let object = json!({"metadata": {"annotations": notes}, "data": {"a": "b"}});
        let plan = plan(Kind::ConfigMap, &object).expect("fits");
        let receipt = Receipt::of(&plan, 0, &Stamp::default()).expect("a receipt").done("", "");
        let back = undo::plan(&[receipt], &|_| None);
        assert!(back.price.contains("a new uid"), "{}", back.price);
        let Write::Create { body, .. } = back.steps[0].write(&back.vault) else { panic!("it is made") };
        assert_eq!((&body["data"], &body["metadata"]["annotations"]), (&json!({"a": "b"}), &notes));
    }

    #[test]
    fn a_deletion_is_shown_in_every_format() {
        let plan = plan(Kind::ConfigMap, &json!({"data": {"a": "b"}})).expect("fits");
        let command = phrase::kubectl(&plan, &phrase::Kubectl::default());
        assert_eq!(command, "kubectl delete configmaps/old -n shop\n");
        assert!(phrase::kustomize(&plan).contains("$patch: delete"));
        let (before, after) = plan.steps[0].texts();
        assert!(before.contains("a: b") && after.is_empty());
        let (copy, _, unclear) = effects::applied(&plan, &Snapshot::default());
        assert!(unclear.is_empty() && copy.spaces().all(|space| space.config_maps.is_empty()));
    }
}
