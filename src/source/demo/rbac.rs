//! Who may do what: roles, and the people and machines bound to them.

use super::builders;
use crate::yaml::Put;
use serde_json::{Value, json};

const RBAC: &str = "rbac.authorization.k8s.io";

pub fn rule(groups: &[&str], resources: &[&str], verbs: &[&str]) -> Value {
    json!({"apiGroups": groups, "resources": resources, "verbs": verbs})
}

/// Returns a Role, or a ClusterRole when the namespace is empty.
pub fn role(namespace: &str, name: &str, rules: &[Value]) -> Value {
    let kind = if namespace.is_empty() { "ClusterRole" } else { "Role" };
    let mut role = builders::object(&format!("{RBAC}/v1"), kind, namespace, name);
    role.put(["rules"], json!(rules));
    role
}

pub fn group(name: &str) -> Value {
    json!({"kind": "Group", "apiGroup": RBAC, "name": name})
}

pub fn user(name: &str) -> Value {
    json!({"kind": "User", "apiGroup": RBAC, "name": name})
}

pub fn account(namespace: &str, name: &str) -> Value {
    json!({"kind": "ServiceAccount", "namespace": namespace, "name": name})
}

/// Returns a RoleBinding, or a ClusterRoleBinding when the namespace is empty.
pub fn binding(namespace: &str, name: &str, (kind, role): (&str, &str), subjects: &[Value]) -> Value {
    let own = if namespace.is_empty() { "ClusterRoleBinding" } else { "RoleBinding" };
    let mut binding = builders::object(&format!("{RBAC}/v1"), own, namespace, name);
    binding.put(["roleRef"], json!({"apiGroup": RBAC, "kind": kind, "name": role}));
    binding.put(["subjects"], json!(subjects));
    binding
}

/// Returns the roles that every cluster has, as far as the demo needs them.
pub fn cluster_roles() -> Vec<Value> {
    let read = ["get", "list", "watch"];
    let serverless = ["serverless.kyma-project.io"];
    let every = ["*"];
    let workloads = [
        rule(&[""], &["pods", "pods/log", "services", "configmaps"], &read),
        rule(&["apps"], &["deployments", "replicasets"], &read),
        rule(&serverless, &["functions", "functions/status"], &read),
    ];
    let write = rule(&serverless, &["functions"], &["create", "update", "patch", "delete"]);
    let secrets = rule(&[""], &["secrets"], &read);
    let built_in = |name: &str, rules: &[Value]| {
        builders::labelled(role("", name, rules), json!({"kubernetes.io/bootstrapping": "rbac-defaults"}))
    };
    vec![
        built_in("cluster-admin", &[rule(&every, &every, &every)]),
        built_in("view", &workloads),
        built_in("edit", &[&workloads[..], &[write.clone(), secrets.clone()]].concat()),
        built_in(
            "admin",
            &[&workloads[..], &[write.clone(), secrets, rule(&[RBAC], &["roles", "rolebindings"], &every)]]
                .concat(),
        ),
        role("", "kyma-functions-view", &[rule(&serverless, &["functions", "functions/status"], &read)]),
        role(
            "",
            "kyma-functions-edit",
            &[rule(&serverless, &["functions", "functions/status"], &read), write],
        ),
    ]
}

pub fn cluster_admins() -> Value {
    let masters = binding("", "cluster-admin", ("ClusterRole", "cluster-admin"), &[group("system:masters")]);
    builders::labelled(masters, json!({"kubernetes.io/bootstrapping": "rbac-defaults"}))
}
