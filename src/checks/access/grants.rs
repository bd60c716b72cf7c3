//! What a role allows its subjects to read, limited to the source of Functions. The access engine
//! evaluates each request. The role of a binding flows in; the kinds through which source can be read
//! flow out.

use super::subjects::granted_roles;
use crate::engine::access::{AccessRequest, allows};
use crate::model::Scope;
use crate::model::platform::Era;
use crate::model::rbac::{RbacRule, Role, RoleRef};
use std::sync::{Arc, LazyLock};

/// The kinds through which a role grants access to source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadGrant {
    pub kinds: Vec<&'static str>,
    /// Grants read access to every kind, as an administrator's role does.
    pub everything: bool,
    /// Grants read access to Secrets as well as to source.
    pub secrets: bool,
    /// The Functions in the scope that it applies to.
    pub functions: Vec<String>,
}

const READ: [&str; 3] = ["get", "list", "watch"];
const FUNCTIONS: (&str, &str) = ("serverless.kyma-project.io", "functions");
/// A kind that does not exist: a role that can read it can read everything.
const WHATEVER: (&str, &str) = ("a-group-to-come", "whatever");

/// The requests that read a kind.
type ReadRequests = (&'static str, [AccessRequest; 3]);

fn asked((group, kind): (&'static str, &'static str)) -> ReadRequests {
    (kind, READ.map(|verb| AccessRequest::on(verb, group, kind, "")))
}

static EVERYTHING: LazyLock<ReadRequests> = LazyLock::new(|| asked(WHATEVER));
static SECRETS: LazyLock<ReadRequests> = LazyLock::new(|| asked(("", "secrets")));
static LEGACY: LazyLock<Vec<ReadRequests>> =
    LazyLock::new(|| [FUNCTIONS, ("", "configmaps")].map(asked).into());
static BUILDLESS: LazyLock<Vec<ReadRequests>> = LazyLock::new(|| {
    [FUNCTIONS, ("", "pods"), ("apps", "deployments"), ("apps", "replicasets")].map(asked).into()
});

/// The kinds that contain source: pod environments, or a `ConfigMap` with image builds.
fn places(era: Era) -> &'static [ReadRequests] {
    match era {
        Era::Legacy => &LEGACY,
        Era::Buildless | Era::Unknown => &BUILDLESS,
    }
}

/// Returns what the role of a binding can read; `None` if it reads no source or the role is missing.
pub fn reading(scope: &Scope<'_>, role: &RoleRef) -> Option<ReadGrant> {
    match granted_roles(scope, role).as_slice() {
        [] if role.kind == "ClusterRole" => by_name(scope, &role.name),
        parts => of_rules(scope, parts),
    }
}

/// Kubernetes' built-in roles, for users who cannot read them and folders that do not contain them.
fn by_name(scope: &Scope<'_>, name: &str) -> Option<ReadGrant> {
    let own = matches!(name, "view" | "edit" | "admin" | "cluster-admin");
    let kinds = || places(scope.platform().era).iter().map(|(kind, _)| *kind).collect();
    own.then(|| ReadGrant {
        kinds: kinds(),
        everything: name == "cluster-admin",
        secrets: name != "view",
        functions: all(scope),
    })
}

fn of_rules(scope: &Scope<'_>, parts: &[Arc<Role>]) -> Option<ReadGrant> {
    let rules: Vec<&RbacRule> = parts.iter().flat_map(|role| &role.rules).collect();
    let reads =
        |asked: &&ReadRequests| asked.1.iter().any(|action| rules.iter().any(|rule| allows(rule, action)));
    let kinds: Vec<&'static str> =
        places(scope.platform().era).iter().filter(reads).map(|(kind, _)| *kind).collect();
    let secrets = reads(&&*SECRETS);
    if !kinds.is_empty() {
        return Some(ReadGrant { kinds, everything: reads(&&*EVERYTHING), secrets, functions: all(scope) });
    }
    let functions = named(scope, &rules);
    (!functions.is_empty()).then(|| ReadGrant {
        kinds: vec![FUNCTIONS.1],
        everything: false,
        secrets,
        functions,
    })
}

fn all(scope: &Scope<'_>) -> Vec<String> {
    scope.space.functions.keys().map(ToString::to_string).collect()
}

/// The Functions that rules with `resourceNames` grant access to.
fn named(scope: &Scope<'_>, rules: &[&RbacRule]) -> Vec<String> {
    let narrow: Vec<&&RbacRule> = rules.iter().filter(|rule| !rule.resource_names.is_empty()).collect();
    if narrow.is_empty() {
        return Vec::new();
    }
    let (group, kind) = FUNCTIONS;
    let open = |name: &String| {
        let requests = READ.map(|verb| AccessRequest::on(verb, group, kind, scope.name()).named(name));
        requests.iter().any(|action| narrow.iter().any(|rule| allows(rule, action)))
    };
    all(scope).into_iter().filter(open).collect()
}
