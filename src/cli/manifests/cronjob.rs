//! A `CronJob` with the rights to list and watch exactly the kinds that its checks read.

use super::Cronjob;
use crate::cli::exit::{CommandResult, Exit};
use crate::cli::out::print;
use crate::model::Kind;
use crate::model::kind::KindScope;
use crate::output::ReportFilter;
use crate::source::SourceRequest;
use crate::verdicts::Policy;
use crate::yaml::print_all;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const NAME: &str = "fnsec";
/// A user of no image, and without a home.
const USER: u32 = 65_532;

/// Prints the manifests.
///
/// # Errors
/// If the output cannot be written.
pub fn run(wish: &Cronjob, wanted: &SourceRequest) -> CommandResult {
    let home = wanted.namespaces.first().map_or(NAME, String::as_str);
    let filter = ReportFilter {
        checks: wish.checks.iter().map(|check| check.id).collect(),
        families: wish.families.clone(),
        severity: None,
    };
    let kinds: Vec<Kind> = filter
        .reads(&Policy::default())
        .into_iter()
        .filter(|kind| wish.with_secrets || *kind != Kind::Secret)
        .collect();
    let mut all = vec![namespace(home), account(home), cluster_role(&kinds), cluster_binding(home)];
    for (place, rules) in single(&kinds) {
        all.push(role(&place, &rules));
        all.push(binding(&place, home));
    }
    all.push(cronjob(wish, home));
    let note = if wish.with_secrets {
        "# The ServiceAccount can read the values of all Secrets; fnsec itself requests their metadata only.\n"
    } else {
        "# Without Secrets: checks that need them are unknown. --with-secrets adds them, which includes their values.\n"
    };
    let exits = "# A Job fails if a finding has at least the severity of --fail-on, or if something could not be read.\n";
    print(&[note, exits, &print_all(&all)].concat())?;
    Ok(Exit::Clean)
}

fn labels() -> Value {
    json!({"app.kubernetes.io/name": NAME})
}

fn namespace(home: &str) -> Value {
    let labels = json!({
        "app.kubernetes.io/name": NAME,
        "istio-injection": "disabled",
        "pod-security.kubernetes.io/enforce": "restricted",
    });
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": home, "labels": labels}})
}

fn account(home: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "ServiceAccount",
        "metadata": {"name": NAME, "namespace": home, "labels": labels()},
        "automountServiceAccountToken": false,
    })
}

/// Returns one rule for each API group.
fn cluster_role(kinds: &[Kind]) -> Value {
    let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for kind in kinds.iter().filter(|kind| !matches!(kind.info().reach, KindScope::Only(..))) {
        groups.entry(kind.info().group).or_default().insert(kind.info().plural);
    }
    let rules: Vec<Value> = groups
        .into_iter()
        .map(|(group, resources)| json!({"apiGroups": [group], "resources": resources, "verbs": ["list", "watch"]}))
        .collect();
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": {"name": NAME, "labels": labels()}, "rules": rules,
    })
}

/// Returns the rules for single objects, by their namespace.
fn single(kinds: &[Kind]) -> BTreeMap<String, Vec<Value>> {
    let mut places: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for info in kinds.iter().map(|kind| kind.info()) {
        if let KindScope::Only(namespace, name) = info.reach {
            let rule = json!({
                "apiGroups": [info.group], "resources": [info.plural], "resourceNames": [name],
                "verbs": ["list", "watch"],
            });
            places.entry(namespace.to_owned()).or_default().push(rule);
        }
    }
    places
}

fn role(place: &str, rules: &[Value]) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
        "metadata": {"name": NAME, "namespace": place, "labels": labels()}, "rules": rules,
    })
}

fn subjects(home: &str) -> Value {
    json!([{"kind": "ServiceAccount", "name": NAME, "namespace": home}])
}

fn cluster_binding(home: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
        "metadata": {"name": NAME, "labels": labels()},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": NAME},
        "subjects": subjects(home),
    })
}

fn binding(place: &str, home: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
        "metadata": {"name": NAME, "namespace": place, "labels": labels()},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": NAME},
        "subjects": subjects(home),
    })
}

fn cronjob(wish: &Cronjob, home: &str) -> Value {
    let mut arguments = vec!["scan".to_owned(), "--all-namespaces".into(), "--output".into(), "wide".into()];
    arguments.extend(wish.checks.iter().map(|check| format!("--check={}", check.id)));
    arguments.extend(wish.families.iter().map(|family| format!("--family={}", family.word())));
    let container = json!({
        "name": NAME,
        "image": wish.image,
        "args": arguments,
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "1", "memory": "512Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": true,
        },
    });
    let pod = json!({
        "serviceAccountName": NAME,
        "automountServiceAccountToken": true,
        "restartPolicy": "Never",
        "securityContext": {
            "runAsNonRoot": true, "runAsUser": USER, "runAsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
    });
    json!({
        "apiVersion": "batch/v1", "kind": "CronJob",
        "metadata": {"name": NAME, "namespace": home, "labels": labels()},
        "spec": {
            "schedule": wish.schedule,
            "concurrencyPolicy": "Forbid",
            "jobTemplate": {"spec": {
                "backoffLimit": 0,
                "activeDeadlineSeconds": 1_800,
                "ttlSecondsAfterFinished": 604_800,
                "template": {"metadata": {"labels": labels()}, "spec": pod},
            }},
        },
    })
}
