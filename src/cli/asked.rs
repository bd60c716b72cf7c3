//! Parses queries about access in kubectl notation: `functions`, `deployments.apps/web`, `/metrics`.

use crate::engine::access::AccessRequest;
use crate::model::Kind;

/// Returns the permission that a verb and `RESOURCE[.GROUP][/NAME]` or a path mean, in a namespace or
/// cluster-wide.
pub fn action(verb: &str, what: &str, part: &str, namespace: &str) -> AccessRequest {
    if what.starts_with('/') {
        return AccessRequest::path(verb, what);
    }
    let (typed, name) = what.split_once('/').unwrap_or((what, ""));
    let (resource, group) = match typed.split_once('.') {
        Some((resource, group)) => (resource.to_owned(), group.to_owned()),
        None => known(typed),
    };
    // The API server sets the namespace of a request to a Namespace to its name.
    let namespace = if resource == "namespaces" && namespace.is_empty() { name } else { namespace };
    AccessRequest::on(verb, &group, &resource, namespace).part(part).named(name)
}

/// Resolves a resource without a group: the usual meaning, else a resource of the core group.
fn known(word: &str) -> (String, String) {
    let lower = word.to_lowercase();
    let short = SHORT.iter().find(|(short, ..)| *short == lower);
    if let Some((_, plural, group)) = short {
        return ((*plural).to_owned(), (*group).to_owned());
    }
    let fits = |kind: &Kind| kind.info().plural == lower || kind.info().name.to_lowercase() == lower;
    match Kind::ALL.into_iter().find(fits) {
        Some(kind) => (kind.info().plural.to_owned(), kind.info().group.to_owned()),
        None => (word.to_owned(), String::new()),
    }
}

/// Short names, and common resources that fnsec itself does not read.
const SHORT: &[(&str, &str, &str)] = &[
    ("po", "pods", ""),
    ("svc", "services", ""),
    ("cm", "configmaps", ""),
    ("ns", "namespaces", ""),
    ("sa", "serviceaccounts", ""),
    ("deploy", "deployments", "apps"),
    ("sts", "statefulsets", "apps"),
    ("ds", "daemonsets", "apps"),
    ("rs", "replicasets", "apps"),
    ("netpol", "networkpolicies", "networking.k8s.io"),
    ("ing", "ingresses", "networking.k8s.io"),
    ("fn", "functions", "serverless.kyma-project.io"),
    ("certificatesigningrequests", "certificatesigningrequests", "certificates.k8s.io"),
    ("customresourcedefinitions", "customresourcedefinitions", "apiextensions.k8s.io"),
    ("validatingwebhookconfigurations", "validatingwebhookconfigurations", "admissionregistration.k8s.io"),
    ("mutatingwebhookconfigurations", "mutatingwebhookconfigurations", "admissionregistration.k8s.io"),
    ("persistentvolumeclaims", "persistentvolumeclaims", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_word_means_what_kubectl_means_by_it() {
        let shown = |what: &str| action("get", what, "", "x").to_string();
        assert_eq!(shown("functions"), "get functions.serverless.kyma-project.io in x");
        assert_eq!(shown("deploy/web"), "get deployments.apps named web in x");
        assert_eq!(shown("secrets"), "get secrets in x");
        assert_eq!(shown("widgets.example.com"), "get widgets.example.com in x");
        assert_eq!(shown("networkpolicies"), "get networkpolicies.networking.k8s.io in x");
        assert_eq!(action("get", "/metrics", "", "x").to_string(), "get /metrics");
    }

    #[test]
    fn a_part_is_of_the_object() {
        assert_eq!(action("create", "pods/web", "exec", "x").to_string(), "create pods/exec named web in x");
    }
}
