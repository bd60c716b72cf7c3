//! What may not be read, and the permissions to request.

use crate::app::model::Model;
use crate::model::kind::KindScope;
use crate::model::{Feed, Kind, ObjectRef};
use crate::yaml::{self, Put};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Returns the kinds that may not be listed in any namespace in scope, with the server's message.
pub fn denied(model: &Model) -> Vec<(Kind, String)> {
    let feeds = model.snapshot.feeds();
    let live = |kind: Kind| feeds.iter().any(|(other, _, feed)| other == kind && feed.known());
    let refused = |kind: Kind| {
        feeds.iter().find_map(|(other, _, feed)| match feed {
            Feed::Forbidden(why) if other == kind => Some(why.clone()),
            _ => None,
        })
    };
    Kind::watched()
        .into_iter()
        .filter(|kind| !live(*kind))
        .filter_map(|kind| Some((kind, refused(kind)?)))
        .collect()
}

/// Returns the smallest role that would allow reading everything, to hand to a cluster admin.
pub fn request(model: &Model) -> Option<String> {
    let denied = denied(model);
    if denied.is_empty() {
        return None;
    }
    let rules: Vec<Value> = denied.iter().map(|(kind, _)| rule(*kind)).collect();
    Some(granted(model, "fnsec-reader", "", &rules))
}

/// Returns the smallest role that would allow reading one kind.
#[must_use]
pub fn request_for(model: &Model, kind: Kind) -> String {
    let name = format!("fnsec-reader-{}", kind.info().plural);
    granted(model, &name, kind.info().place(), &[rule(kind)])
}

/// Returns the rule that allows reading a kind: of a kind of which only one object is read, that object.
fn rule(kind: Kind) -> Value {
    let info = kind.info();
    let verbs = ["get", "list", "watch"];
    match info.reach {
        KindScope::Only(_, name) => {
            json!({"apiGroups": [info.group], "resources": [info.plural], "resourceNames": [name], "verbs": verbs})
        }
        KindScope::Cluster | KindScope::Namespaced => {
            json!({"apiGroups": [info.group], "resources": [info.plural], "verbs": verbs})
        }
    }
}

/// Returns the rule of a kind in words: `get, list, watch clusterroles.rbac.authorization.k8s.io`.
#[must_use]
pub fn in_words(kind: Kind) -> String {
    let info = kind.info();
    let role =
        if info.place().is_empty() { "ClusterRole".to_owned() } else { format!("Role in {}", info.place()) };
    let group = if info.group.is_empty() { String::new() } else { format!(".{}", info.group) };
    let name = if let KindScope::Only(_, name) = info.reach { format!("/{name}") } else { String::new() };
    format!("{role}: get, list, watch {}{group}{name}", info.plural)
}

/// Returns a role with its binding to the current user; cluster-wide without a namespace.
fn granted(model: &Model, name: &str, namespace: &str, rules: &[Value]) -> String {
    let prefix = if namespace.is_empty() { "Cluster" } else { "" };
    let api = "rbac.authorization.k8s.io";
    let version = format!("{api}/v1");
    let mut meta = json!({"name": name});
    if !namespace.is_empty() {
        meta.put(["namespace"], namespace.into());
    }
    let role =
        json!({"apiVersion": version, "kind": format!("{prefix}Role"), "metadata": meta, "rules": rules});
    let user = if model.session.user.is_empty() { "USER" } else { &model.session.user };
    let binding = json!({
        "apiVersion": version, "kind": format!("{prefix}RoleBinding"), "metadata": meta,
        "roleRef": {"apiGroup": api, "kind": format!("{prefix}Role"), "name": name},
        "subjects": [{"apiGroup": api, "kind": "User", "name": user}],
    });
    let head = "# Rights that fnsec lacks here; Secrets are only ever listed as metadata.\n";
    format!("{head}{}", yaml::print_all(&[role, binding]))
}

/// The kinds that fixes change, in the order in which they are named.
const CHANGED: [Kind; 8] = [
    Kind::APIRule,
    Kind::Function,
    Kind::NetworkPolicy,
    Kind::AuthorizationPolicy,
    Kind::ServiceAccount,
    Kind::RoleBinding,
    Kind::Secret,
    Kind::Namespace,
];

/// Returns what a user with few rights can do: read, and change where that was asked.
#[must_use]
pub fn permitted(model: &Model) -> Vec<String> {
    let feeds = model.snapshot.feeds();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, place, _) in feeds.iter().filter(|(.., feed)| feed.known()) {
        *places.entry(place).or_default() += 1;
    }
    let mut lines: Vec<String> = Vec::new();
    if denied(model).is_empty() {
        return lines;
    }
    for (place, count) in &places {
        let at = if place.is_empty() { "in all namespaces".to_owned() } else { format!("in {place}") };
        lines.push(format!("read {count} kinds {at}"));
    }
    for (namespace, rights) in &model.rights.known {
        let Some(rights) = rights else { continue };
        let may = |kind: &&Kind| {
            let home = if kind.info().namespaced() { namespace.as_str() } else { "" };
            let name = if **kind == Kind::Namespace { namespace.as_str() } else { "" };
            rights.may("patch", &ObjectRef::new(**kind, home, name)) == Some(true)
        };
        let all: Vec<&str> = CHANGED.iter().filter(may).map(|kind| kind.info().plural).collect();
        if !all.is_empty() {
            lines.push(format!("change {} in {namespace}", all.join(", ")));
        }
    }
    lines
}
