//! A Role of the Functions' account grants more than their code calls.

use crate::checks::prelude::*;
use crate::model::code::{KubernetesCall, Verb};
use crate::model::rbac::{Binding, RbacRule, Role};
use std::collections::{BTreeMap, BTreeSet};

pub static CHECK: Check = Check {
    id: "role-beyond-code",
    family: Access,
    severity: Medium,
    title: "A Role grants more than the code calls",
    why: "What the code does not need, only an attacker uses: every Function of the namespace has the permissions of the account default.",
    page: include_str!("role_beyond_code.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Code,
        Reads::Kind(Kind::RoleBinding),
        Reads::Kind(Kind::Role),
    ],
    find,
    fixes,
};

/// API group and resource.
type Resource = (&'static str, &'static str);

/// By resource, the verbs that the code needs.
type NeededVerbs = BTreeMap<Resource, BTreeSet<&'static str>>;

/// Modules through which the API may be called in ways that the analysis does not see.
const OTHER_WAYS: [&str; 12] = [
    "child_process",
    "execa",
    "shelljs",
    "zx",
    "subprocess",
    "os",
    "kr8s",
    "lightkube",
    "pykube",
    "kopf",
    "openshift",
    "kubernetes-client",
];

/// By the singular name in calls of the client libraries.
const RESOURCES: [(&str, Resource); 22] = [
    ("pod", ("", "pods")),
    ("podlog", ("", "pods/log")),
    ("secret", ("", "secrets")),
    ("configmap", ("", "configmaps")),
    ("service", ("", "services")),
    ("serviceaccount", ("", "serviceaccounts")),
    ("event", ("", "events")),
    ("endpoints", ("", "endpoints")),
    ("persistentvolumeclaim", ("", "persistentvolumeclaims")),
    ("namespace", ("", "namespaces")),
    ("node", ("", "nodes")),
    ("deployment", ("apps", "deployments")),
    ("deploymentscale", ("apps", "deployments/scale")),
    ("statefulset", ("apps", "statefulsets")),
    ("daemonset", ("apps", "daemonsets")),
    ("replicaset", ("apps", "replicasets")),
    ("job", ("batch", "jobs")),
    ("cronjob", ("batch", "cronjobs")),
    ("ingress", ("networking.k8s.io", "ingresses")),
    ("networkpolicy", ("networking.k8s.io", "networkpolicies")),
    ("lease", ("coordination.k8s.io", "leases")),
    ("horizontalpodautoscaler", ("autoscaling", "horizontalpodautoscalers")),
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let Some(needed) = needed(scope) else { return Vec::new() };
    let functions: Vec<&str> = scope.space.functions.keys().map(AsRef::as_ref).collect();
    let bindings = scope.space.role_bindings.values().map(AsRef::as_ref);
    let own = bindings.filter(|binding| is_own(scope, binding));
    let roles: BTreeMap<&str, &Role> = own
        .filter(|binding| binding.role.kind == "Role")
        .filter_map(|binding| scope.space.roles.get(binding.role.name.as_str()))
        .map(|role| (role.meta.name.as_str(), role.as_ref()))
        .collect();
    let report = |role: &Role| {
        let beyond = beyond(role, &needed);
        let first = beyond.first()?;
        let more = beyond.len() - 1;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("Role {} allows {first}{more}, which no code here calls", role.meta.name);
        let object = ObjectRef::new(Kind::Role, scope.name(), &role.meta.name);
        let finding = Finding::new(&CHECK, object).at("/rules").with_evidence(some_of(&beyond)).says(message);
        Some(finding.sure(Confidence::Likely).about(functions.iter().copied()).key("rules"))
    };
    roles.into_values().filter_map(report).collect()
}

/// Whether a binding is for the account of Functions and for nothing else.
fn is_own(scope: &Scope<'_>, binding: &Binding) -> bool {
    let own = |subject: &crate::model::rbac::Subject| {
        let home = if subject.namespace.is_empty() { scope.name() } else { &subject.namespace };
        subject.kind == "ServiceAccount" && subject.name == "default" && home == scope.name()
    };
    !binding.subjects.is_empty() && binding.subjects.iter().all(own)
}

/// Returns what the code of all Functions calls; `None` if a part of it is not known.
fn needed(scope: &Scope<'_>) -> Option<NeededVerbs> {
    let mut needed = NeededVerbs::new();
    if scope.space.functions.is_empty() {
        return None;
    }
    for function in scope.space.functions.values() {
        let analysis = function.code.analysis().filter(|one| one.incomplete.is_none())?;
        let Some(uses) = analysis.uses.get() else { continue };
        let modules = || uses.modules.iter().map(|module| module.name.as_str());
        let client = modules().any(|name| name.contains("kubernetes"));
        let other = modules().any(|name| name.starts_with('.') || OTHER_WAYS.contains(&name));
        let address = uses.endpoints.iter().any(|endpoint| endpoint.host.starts_with("kubernetes"));
        let by_file = uses.files.iter().any(|file| file.name.contains("serviceaccount"));
        let by_variable = uses.environment.iter().any(|name_use| name_use.name.starts_with("KUBERNETES_"));
        if other || address || by_file || by_variable || (client && uses.kubernetes.is_empty()) {
            return None;
        }
        for call in &uses.kubernetes {
            let resource = RESOURCES.iter().find(|(name, _)| *name == &*call.resource)?.1;
            needed.entry(resource).or_default().insert(verb(call));
        }
    }
    Some(needed)
}

const fn verb(call: &KubernetesCall) -> &'static str {
    match call.verb {
        Verb::Get => "get",
        Verb::List => "list",
        Verb::Watch => "watch",
        Verb::Create => "create",
        Verb::Update => "update",
        Verb::Patch => "patch",
        Verb::Delete => "delete",
        Verb::DeleteCollection => "deletecollection",
    }
}

/// Returns what a Role allows and no code calls, as `delete secrets`.
fn beyond(role: &Role, needed: &NeededVerbs) -> Vec<String> {
    let mut all = Vec::new();
    for rule in role.rules.iter().filter(|rule| rule.urls.is_empty()) {
        for (group, resource, verb) in grants(rule) {
            let is_needed = needed
                .iter()
                .any(|((own, name), verbs)| *own == group && *name == resource && verbs.contains(verb));
            let named = format!("{verb} {resource}");
            if !is_needed && !all.contains(&named) {
                all.push(named);
            }
        }
    }
    all
}

fn grants(rule: &RbacRule) -> impl Iterator<Item = (&str, &str, &str)> {
    rule.api_groups.iter().flat_map(move |group| {
        rule.resources.iter().flat_map(move |resource| {
            rule.verbs.iter().map(move |verb| (group.as_str(), resource.as_str(), verb.as_str()))
        })
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let role = scope.space.roles.get(finding.object.name.as_str());
    let Some((role, needed)) = role.zip(needed(scope)) else { return Vec::new() };
    let uses = scope.space.role_bindings.values().filter(|role_binding| {
        role_binding.role.kind == "Role"
            && role_binding.role.name == role.meta.name.as_str()
            && !is_own(scope, role_binding)
    });
    // Another account needs the Role as it is; a limit to names must not be lost.
    let has_names = role.rules.iter().any(|rule| !rule.resource_names.is_empty());
    if uses.count() > 0 || has_names {
        return Vec::new();
    }
    let rules: Vec<Value> = narrowed(role, &needed)
        .iter()
        .map(|((group, resource), verbs)| json!({"apiGroups": [group], "resources": [resource], "verbs": verbs}))
        .collect();
    let edit = Edit::modify(finding.object.clone(), vec![Op::set("/rules", json!(rules))])
        .note("/rules", "what the code of the Functions calls, and this Role allowed before");
    vec![
        Fix::new("Reduce the Role to what the code calls", Risk::MayBreak)
            .costs("Calls of packages that the code does not show are refused with 403.")
            .edit(edit),
    ]
}

/// Returns what is needed and was allowed before: nothing is added.
fn narrowed(role: &Role, needed: &NeededVerbs) -> NeededVerbs {
    let star = |list: &[String], word: &str| list.iter().any(|one| one == "*" || one == word);
    let allowed = |group: &str, resource: &str, verb: &str| {
        role.rules.iter().any(|rule| {
            star(&rule.api_groups, group) && star(&rule.resources, resource) && star(&rule.verbs, verb)
        })
    };
    let mut kept = NeededVerbs::new();
    for ((group, resource), verbs) in needed {
        let verbs: BTreeSet<&str> =
            verbs.iter().copied().filter(|verb| allowed(group, resource, verb)).collect();
        if !verbs.is_empty() {
            kept.insert((group, resource), verbs);
        }
    }
    kept
}
