//! What a role lets its subjects read, as far as it concerns the source of Functions.
//! A role's name or its rules flow in; the kinds through which source can be read flow out.

use crate::model::Scope;
use crate::model::platform::Era;
use crate::model::rbac::{RoleRef, Rule};

/// The ways to the source that a role opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub kinds: Vec<&'static str>,
    /// It reads every kind there is, as an administrator's role does.
    pub everything: bool,
    /// The Functions it is about, of those in the scope.
    pub functions: Vec<String>,
}

const READ: [&str; 4] = ["get", "list", "watch", "*"];
const FUNCTIONS: (&str, &str) = ("serverless.kyma-project.io", "functions");

/// Where source is kept: in the environment of pods, or with image builds in a `ConfigMap`.
fn places(era: Era) -> &'static [(&'static str, &'static str)] {
    match era {
        Era::Legacy => &[FUNCTIONS, ("", "configmaps")],
        Era::Buildless | Era::Unknown => {
            &[FUNCTIONS, ("", "pods"), ("apps", "deployments"), ("apps", "replicasets")]
        }
    }
}

/// What the role of a binding reads; `None` when no source, or when the role is not there.
pub fn reading(scope: &Scope<'_>, role: &RoleRef) -> Option<Reading> {
    let found = match role.kind.as_str() {
        "Role" => scope.space.roles.get(role.name.as_str()),
        _ => scope.cluster().cluster_roles.get(role.name.as_str()),
    };
    let rules = found.map(|role| role.rules.as_slice()).filter(|rules| !rules.is_empty());
    match rules {
        Some(rules) => of_rules(scope, rules),
        None if role.kind == "ClusterRole" => by_name(scope, &role.name),
        None => None,
    }
}

/// Kubernetes' own roles, for users who may not read them and for folders that do not hold them.
fn by_name(scope: &Scope<'_>, name: &str) -> Option<Reading> {
    let own = matches!(name, "view" | "edit" | "admin" | "cluster-admin");
    let kinds = || places(scope.platform().era).iter().map(|(_, kind)| *kind).collect();
    own.then(|| Reading { kinds: kinds(), everything: name == "cluster-admin", functions: all(scope) })
}

fn of_rules(scope: &Scope<'_>, rules: &[Rule]) -> Option<Reading> {
    let whole = |(group, kind): &(&str, &str)| {
        rules.iter().any(|rule| rule.resource_names.is_empty() && covers(rule, group, kind))
    };
    let kinds: Vec<&'static str> =
        places(scope.platform().era).iter().filter(|place| whole(place)).map(|(_, kind)| *kind).collect();
    if kinds.is_empty() {
        let functions = named(scope, rules);
        let some = !functions.is_empty();
        return some.then(|| Reading { kinds: vec![FUNCTIONS.1], everything: false, functions });
    }
    let everything = rules.iter().any(|rule| {
        has(&rule.resources, "*")
            && has(&rule.api_groups, "*")
            && rule.resource_names.is_empty()
            && reads(rule)
    });
    Some(Reading { kinds, everything, functions: all(scope) })
}

fn all(scope: &Scope<'_>) -> Vec<String> {
    scope.space.functions.keys().map(ToString::to_string).collect()
}

/// The Functions that rules for named objects open.
fn named(scope: &Scope<'_>, rules: &[Rule]) -> Vec<String> {
    let open = |name: &String| {
        rules.iter().any(|rule| rule.resource_names.contains(name) && covers(rule, FUNCTIONS.0, FUNCTIONS.1))
    };
    all(scope).into_iter().filter(open).collect()
}

fn covers(rule: &Rule, group: &str, kind: &str) -> bool {
    let any = |list: &[String], word: &str| has(list, word) || has(list, "*");
    any(&rule.api_groups, group) && any(&rule.resources, kind) && reads(rule)
}

fn reads(rule: &Rule) -> bool {
    READ.iter().any(|verb| has(&rule.verbs, verb))
}

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|one| one == word)
}
