//! What may not be read, and the permissions to request.

use crate::app::model::Model;
use crate::model::{Feed, Kind};
use crate::yaml;
use serde_json::json;

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
    let rules: Vec<_> = denied
        .iter()
        .map(|(kind, _)| {
            let info = kind.info();
            json!({"apiGroups": [info.group], "resources": [info.plural], "verbs": ["get", "list", "watch"]})
        })
        .collect();
    let role = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": {"name": "fnsec-reader"}, "rules": rules,
    });
    let user = if model.session.user.is_empty() { "USER" } else { &model.session.user };
    let subject = json!({"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user});
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
        "metadata": {"name": "fnsec-reader"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "fnsec-reader"},
        "subjects": [subject],
    });
    let head = "# Rights that fnsec lacks here; Secrets are only ever listed as metadata.\n";
    Some(format!("{head}{}", yaml::print_all(&[role, binding])))
}
