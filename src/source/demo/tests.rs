//! The demo reacts to changes as a cluster would.

use super::builders::{name, namespace, text};
use super::changes::LastPass;
use super::simulation::beat;
use super::*;
use crate::model::Kind;
use serde_json::{Value, json};

const TODAY: Day = Day::new(2026, 11, 1);

fn buildless() -> Embedded {
    cluster(CONTEXTS[0], TODAY, false).expect("a context of the demo")
}

fn pod(cluster: &Embedded, space: &str, function: &str) -> Value {
    let label = |pod: &Value| {
        text(pod, "/metadata/labels/serverless.kyma-project.io~1function-name") == function
            && namespace(pod) == space
    };
    let mut pods = cluster.objects(Kind::Pod);
    pods.retain(label);
    assert_eq!(pods.len(), 1, "one pod of {function}");
    pods.remove(0)
}

/// Changes one object, and runs the controllers.
fn change(cluster: &Embedded, kind: Kind, space: &str, name: &str, edit: impl FnOnce(&mut Value)) {
    let before = LastPass::look(cluster, Era::Buildless);
    assert!(cluster.update(kind, space, name, edit), "{name} is there");
    let work = before.until(&LastPass::look(cluster, Era::Buildless));
    assert!(!work.is_empty(), "the change of {name} is noticed");
    work.begin(cluster, Era::Buildless);
    work.finish(cluster, Era::Buildless, 1);
    let after = LastPass::look(cluster, Era::Buildless);
    assert!(after.until(&LastPass::look(cluster, Era::Buildless)).is_empty());
}

fn running(cluster: &Embedded, space: &str, name: &str) -> String {
    let function = cluster.object(Kind::Function, space, name).expect("a Function");
    let conditions =
        function.pointer("/status/conditions").and_then(Value::as_array).cloned().unwrap_or_default();
    let found = conditions.iter().find(|condition| condition["type"] == json!("Running"));
    found.map(|value| text(value, "/status").to_owned()).unwrap_or_default()
}

fn has(pod: &Value, word: &str) -> bool {
    pod["spec"].to_string().contains(word)
}

#[test]
fn a_new_runtime_becomes_a_new_pod() {
    let cluster = buildless();
    let old = pod(&cluster, "shop", "cart-price");
    let before = LastPass::look(&cluster, Era::Buildless);
    cluster
        .update(Kind::Function, "shop", "cart-price", |value| value["spec"]["runtime"] = json!("nodejs24"));
    let work = before.until(&LastPass::look(&cluster, Era::Buildless));
    work.begin(&cluster, Era::Buildless);
    assert_eq!(running(&cluster, "shop", "cart-price"), "Unknown");
    assert_eq!(name(&pod(&cluster, "shop", "cart-price")), name(&old), "the old pod serves meanwhile");
    work.finish(&cluster, Era::Buildless, 1);
    assert_eq!(running(&cluster, "shop", "cart-price"), "True");
    let new = pod(&cluster, "shop", "cart-price");
    assert!(name(&new) != name(&old) && has(&new, "function-runtime-nodejs24"));
}

#[test]
fn without_automount_new_pods_mount_no_token() {
    let cluster = buildless();
    assert!(has(&pod(&cluster, "payments", "refund"), "kube-api-access"));
    change(&cluster, Kind::ServiceAccount, "payments", "default", |account| {
        account["automountServiceAccountToken"] = json!(false);
    });
    assert!(!has(&pod(&cluster, "payments", "refund"), "kube-api-access"));
}

#[test]
fn a_namespace_in_the_mesh_settles_its_apirule() {
    let cluster = buildless();
    let state = || {
        cluster
            .object(Kind::APIRule, "checkout", "checkout")
            .map(|rule| text(&rule, "/status/state").to_owned())
    };
    assert_eq!(state().as_deref(), Some("Error"));
    change(&cluster, Kind::Namespace, "", "checkout", |home| {
        home["metadata"]["labels"]["istio-injection"] = json!("enabled");
    });
    assert!(has(&pod(&cluster, "checkout", "checkout-start"), "istio-proxy"));
    assert_eq!(state().as_deref(), Some("Ready"));
}

#[test]
fn a_restart_replaces_the_pod_and_stays_on_the_template() {
    let cluster = buildless();
    let old = pod(&cluster, "orders", "order-create");
    let parent = cluster
        .objects(Kind::Deployment)
        .into_iter()
        .find(|object| name(object).starts_with("order-create-"))
        .expect("a Deployment");
    let stamp = "kubectl.kubernetes.io/restartedAt";
    change(&cluster, Kind::Deployment, "orders", name(&parent), |value| {
        value["spec"]["template"]["metadata"]["annotations"][stamp] = json!("2026-11-01T10:00:00Z");
    });
    let new = pod(&cluster, "orders", "order-create");
    assert!(name(&new) != name(&old));
    assert_eq!(new["metadata"]["annotations"][stamp], json!("2026-11-01T10:00:00Z"));
}

#[test]
fn a_new_annotation_has_the_policies_made_again() {
    let cluster = buildless();
    let proofs = || {
        let mut all = cluster.objects(Kind::RequestAuthentication);
        all.retain(|value| namespace(value) == "payments" && name(value).starts_with("refund-"));
        all.len()
    };
    assert_eq!(proofs(), 0, "they were taken away in the night");
    change(&cluster, Kind::APIRule, "payments", "refund", |rule| {
        rule["metadata"]["annotations"]["fnsec/reconcile"] = json!("7");
    });
    assert_eq!(proofs(), 1);
}

#[test]
fn an_old_apirule_that_was_taken_over_is_reconciled() {
    let cluster = buildless();
    change(&cluster, Kind::APIRule, "orders", "order-status", |rule| {
        rule["metadata"]["annotations"]["gateway.kyma-project.io/original-version"] = json!("v2");
    });
    let rule = cluster.object(Kind::APIRule, "orders", "order-status").expect("an APIRule");
    assert_eq!(text(&rule, "/status/state"), "Ready");
}

#[test]
fn what_belonged_to_a_deleted_function_goes_with_it() {
    let cluster = buildless();
    let before = LastPass::look(&cluster, Era::Buildless);
    cluster.remove(Kind::Function, "sandbox", "echo");
    let work = before.until(&LastPass::look(&cluster, Era::Buildless));
    work.begin(&cluster, Era::Buildless);
    for kind in [Kind::Pod, Kind::Service, Kind::Deployment] {
        let left = cluster.objects(kind);
        assert!(!left.iter().any(|value| namespace(value) == "sandbox" && name(value).starts_with("echo")));
    }
}

#[test]
fn life_changes_nothing_that_controllers_would_follow() {
    let cluster = buildless();
    let before = LastPass::look(&cluster, Era::Buildless);
    let first = cluster.objects(Kind::Pod);
    for turn in 0..40 {
        beat(&cluster, Era::Buildless, turn);
    }
    assert!(before.until(&LastPass::look(&cluster, Era::Buildless)).is_empty());
    assert_ne!(first, cluster.objects(Kind::Pod), "some pod was replaced");
    assert_eq!(first.len(), cluster.objects(Kind::Pod).len());
}

#[test]
fn two_demos_are_the_same_to_the_last_version() {
    for context in CONTEXTS {
        let (one, other) = (cluster(context, TODAY, false), cluster(context, TODAY, false));
        for kind in Kind::ALL {
            assert_eq!(
                one.as_ref().map(|all| all.objects(kind)),
                other.as_ref().map(|all| all.objects(kind))
            );
        }
    }
}

#[test]
fn nonsense_written_by_users_breaks_nothing() {
    let cluster = buildless();
    for nonsense in [
        json!(null),
        json!("text"),
        json!([1]),
        json!({"labels": [], "source": 7, "env": "x", "secretMounts": {}}),
    ] {
        change(&cluster, Kind::Function, "shop", "catalog", |one| one["spec"] = nonsense.clone());
        change(&cluster, Kind::APIRule, "shop", "catalog", |value| value["spec"] = nonsense);
    }
}

#[tokio::test]
async fn a_living_demo_ends_with_its_last_handle() {
    let cluster = cluster(CONTEXTS[1], TODAY, true).expect("a context of the demo");
    let (mut revisions, faint) = (cluster.revisions(), cluster.downgrade());
    drop(cluster);
    assert!(faint.upgrade().is_none());
    assert!(revisions.changed().await.is_err());
}
