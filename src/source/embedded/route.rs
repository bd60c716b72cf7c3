//! Paths of the API: which resource a request is about.

use crate::model::Kind;

/// The target of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiRoute {
    Version,
    CoreVersions,
    Groups,
    CoreResources,
    GroupResources { group: String, version: String },
    OpenApi { path: String },
    Review { kind: String, group: String },
    Objects(ResourcePath),
    Events { namespace: String },
    Log { namespace: String, pod: String },
    Unknown,
}

/// A collection, or one object of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePath {
    pub kind: Kind,
    pub version: String,
    /// `None`: across namespaces, or a cluster-wide kind.
    pub namespace: Option<String>,
    pub name: Option<String>,
    pub subresource: Option<String>,
    /// The path itself requests a watch, as old clients do.
    pub watched: bool,
}

impl ResourcePath {
    /// Returns the version that is asked, as objects name it.
    pub fn api_version(&self) -> String {
        let group = self.kind.info().group;
        if group.is_empty() { self.version.clone() } else { format!("{group}/{}", self.version) }
    }
}

pub fn parse(path: &str) -> ApiRoute {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["version"] => ApiRoute::Version,
        ["api"] => ApiRoute::CoreVersions,
        ["apis"] => ApiRoute::Groups,
        ["api", "v1"] => ApiRoute::CoreResources,
        ["openapi", "v3", rest @ ..] => ApiRoute::OpenApi { path: rest.join("/") },
        ["apis", group, version] => {
            ApiRoute::GroupResources { group: (*group).into(), version: (*version).into() }
        }
        ["apis", group @ ("authorization.k8s.io" | "authentication.k8s.io"), "v1", kind] => {
            ApiRoute::Review { kind: (*kind).into(), group: (*group).into() }
        }
        ["api", "v1", "watch", rest @ ..] => watched(objects("", "v1", rest)),
        ["api", "v1", "namespaces", namespace, "events"] => {
            ApiRoute::Events { namespace: (*namespace).into() }
        }
        ["api", "v1", "namespaces", namespace, "pods", pod, "log"] => {
            ApiRoute::Log { namespace: (*namespace).into(), pod: (*pod).into() }
        }
        ["api", "v1", rest @ ..] => objects("", "v1", rest),
        ["apis", group, version, "watch", rest @ ..] => watched(objects(group, version, rest)),
        ["apis", group, version, rest @ ..] => objects(group, version, rest),
        _ => ApiRoute::Unknown,
    }
}

fn watched(route: ApiRoute) -> ApiRoute {
    match route {
        ApiRoute::Objects(place) => ApiRoute::Objects(ResourcePath { watched: true, ..place }),
        other => other,
    }
}

fn objects(group: &str, version: &str, rest: &[&str]) -> ApiRoute {
    let (namespace, rest) = match rest {
        ["namespaces", name] => return place(group, version, None, &["namespaces", name]),
        ["namespaces", name, subresource @ ("status" | "finalize")] => {
            return place(group, version, None, &["namespaces", name, subresource]);
        }
        ["namespaces", namespace, rest @ ..] => (Some((*namespace).to_owned()), rest),
        rest => (None, rest),
    };
    place(group, version, namespace, rest)
}

fn place(group: &str, version: &str, namespace: Option<String>, rest: &[&str]) -> ApiRoute {
    let (plural, name, subresource) = match rest {
        [plural] => (*plural, None, None),
        [plural, name] => (*plural, Some((*name).to_owned()), None),
        [plural, name, subresource] => (*plural, Some((*name).to_owned()), Some((*subresource).to_owned())),
        _ => return ApiRoute::Unknown,
    };
    let found = Kind::ALL.into_iter().find(|kind| {
        let info = kind.info();
        info.plural == plural && info.group == group && info.versions.contains(&version)
    });
    let Some(kind) = found else {
        return ApiRoute::Unknown;
    };
    ApiRoute::Objects(ResourcePath {
        kind,
        version: version.to_owned(),
        namespace,
        name,
        subresource,
        watched: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> ResourcePath {
        match parse(path) {
            ApiRoute::Objects(place) => place,
            other => panic!("{path} is {other:?}"),
        }
    }

    #[test]
    fn a_namespace_is_an_object_and_a_place() {
        assert_eq!(place("/api/v1/namespaces/shop").name.as_deref(), Some("shop"));
        let pods = place("/api/v1/namespaces/shop/pods");
        assert_eq!((pods.kind, pods.namespace.as_deref(), pods.name), (Kind::Pod, Some("shop"), None));
    }

    #[test]
    fn versions_that_are_not_served_are_unknown() {
        assert_eq!(parse("/apis/gateway.kyma-project.io/v3/apirules"), ApiRoute::Unknown);
        assert_eq!(place("/apis/gateway.kyma-project.io/v2/apirules").kind, Kind::APIRule);
    }
}
