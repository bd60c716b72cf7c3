//! What a role lets its subjects read, as far as it concerns the source of Functions: asked of the engine,
//! request by request. The role of a binding flows in; the kinds through which source can be read flow out.

use super::holds::given;
use crate::engine::access::{Action, allows};
use crate::model::Scope;
use crate::model::platform::Era;
use crate::model::rbac::{Role, RoleRef, Rule};
use std::sync::{Arc, LazyLock};

/// The ways to the source that a role opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub kinds: Vec<&'static str>,
    /// It reads every kind there is, as an administrator's role does.
    pub everything: bool,
    /// It reads Secrets beside the source.
    pub secrets: bool,
    /// The Functions it is about, of those in the scope.
    pub functions: Vec<String>,
}

const READ: [&str; 3] = ["get", "list", "watch"];
const FUNCTIONS: (&str, &str) = ("serverless.kyma-project.io", "functions");
/// Whoever reads what nobody has named yet reads everything.
const WHATEVER: (&str, &str) = ("a-group-to-come", "whatever");

/// The requests by which a kind is read.
type Asked = (&'static str, [Action; 3]);

fn asked((group, kind): (&'static str, &'static str)) -> Asked {
    (kind, READ.map(|verb| Action::on(verb, group, kind, "")))
}

static EVERYTHING: LazyLock<Asked> = LazyLock::new(|| asked(WHATEVER));
static SECRETS: LazyLock<Asked> = LazyLock::new(|| asked(("", "secrets")));
static LEGACY: LazyLock<Vec<Asked>> = LazyLock::new(|| [FUNCTIONS, ("", "configmaps")].map(asked).into());
static BUILDLESS: LazyLock<Vec<Asked>> = LazyLock::new(|| {
    [FUNCTIONS, ("", "pods"), ("apps", "deployments"), ("apps", "replicasets")].map(asked).into()
});

/// Where source is kept: in the environment of pods, or with image builds in a `ConfigMap`.
fn places(era: Era) -> &'static [Asked] {
    match era {
        Era::Legacy => &LEGACY,
        Era::Buildless | Era::Unknown => &BUILDLESS,
    }
}

/// What the role of a binding reads; `None` when no source, or when the role is not there.
pub fn reading(scope: &Scope<'_>, role: &RoleRef) -> Option<Reading> {
    match given(scope, role).as_slice() {
        [] if role.kind == "ClusterRole" => by_name(scope, &role.name),
        parts => of_rules(scope, parts),
    }
}

/// Kubernetes' own roles, for users who may not read them and for folders that do not hold them.
fn by_name(scope: &Scope<'_>, name: &str) -> Option<Reading> {
    let own = matches!(name, "view" | "edit" | "admin" | "cluster-admin");
    let kinds = || places(scope.platform().era).iter().map(|(kind, _)| *kind).collect();
    own.then(|| Reading {
        kinds: kinds(),
        everything: name == "cluster-admin",
        secrets: name != "view",
        functions: all(scope),
    })
}

fn of_rules(scope: &Scope<'_>, parts: &[Arc<Role>]) -> Option<Reading> {
    let rules: Vec<&Rule> = parts.iter().flat_map(|role| &role.rules).collect();
    let reads = |asked: &&Asked| asked.1.iter().any(|action| rules.iter().any(|rule| allows(rule, action)));
    let kinds: Vec<&'static str> =
        places(scope.platform().era).iter().filter(reads).map(|(kind, _)| *kind).collect();
    let secrets = reads(&&*SECRETS);
    if !kinds.is_empty() {
        return Some(Reading { kinds, everything: reads(&&*EVERYTHING), secrets, functions: all(scope) });
    }
    let functions = named(scope, &rules);
    (!functions.is_empty()).then(|| Reading {
        kinds: vec![FUNCTIONS.1],
        everything: false,
        secrets,
        functions,
    })
}

fn all(scope: &Scope<'_>) -> Vec<String> {
    scope.space.functions.keys().map(ToString::to_string).collect()
}

/// The Functions that rules for named objects open.
fn named(scope: &Scope<'_>, rules: &[&Rule]) -> Vec<String> {
    let narrow: Vec<&&Rule> = rules.iter().filter(|rule| !rule.resource_names.is_empty()).collect();
    if narrow.is_empty() {
        return Vec::new();
    }
    let (group, kind) = FUNCTIONS;
    let open = |name: &String| {
        let requests = READ.map(|verb| Action::on(verb, group, kind, scope.name()).named(name));
        requests.iter().any(|action| narrow.iter().any(|rule| allows(rule, action)))
    };
    all(scope).into_iter().filter(open).collect()
}
