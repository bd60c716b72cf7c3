//! External entry points that no `APIRule` created: by the Service that they lead to.

use crate::model::mesh::VirtualService;
use crate::model::route::{HttpRoute, Ingress, RoutedPath};
use crate::model::{Kind, Object, Space};
use std::collections::{BTreeMap, BTreeSet};

/// One object that leads from outside to a Service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceRoute {
    pub kind: Kind,
    pub namespace: String,
    pub name: String,
    /// The host it listens on; empty for any.
    pub host: String,
}

/// Namespace and name of a Service.
type ServiceKey = (String, String);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceRoutes(BTreeMap<String, BTreeMap<String, BTreeSet<ServiceRoute>>>);

impl ServiceRoutes {
    pub fn to(&self, namespace: &str, service: &str) -> impl Iterator<Item = &ServiceRoute> {
        self.0.get(namespace).and_then(|services| services.get(service)).into_iter().flatten()
    }

    pub(in crate::model) fn add(&mut self, ways: &BTreeSet<(ServiceKey, ServiceRoute)>) {
        for ((namespace, service), way) in ways {
            let services = self.0.entry(namespace.clone()).or_default();
            services.entry(service.clone()).or_default().insert(way.clone());
        }
    }

    pub(in crate::model) fn remove(&mut self, ways: &BTreeSet<(ServiceKey, ServiceRoute)>) {
        for ((namespace, service), way) in ways {
            if let Some(found) = self.0.get_mut(namespace).and_then(|services| services.get_mut(service)) {
                found.remove(way);
            }
        }
    }
}

/// Returns what an object exposes; nothing for kinds that expose nothing by themselves.
pub(in crate::model) fn of(object: &Object) -> BTreeSet<(ServiceKey, ServiceRoute)> {
    match object {
        Object::VirtualService(one) => virtual_service(one),
        Object::Ingress(one) => ingress(one),
        Object::HTTPRoute(one) => http_route(one),
        _ => BTreeSet::new(),
    }
}

/// Returns what an object that was seen before exposes.
pub(in crate::model) fn known(space: &Space, kind: Kind, name: &str) -> BTreeSet<(ServiceKey, ServiceRoute)> {
    let found = match kind {
        Kind::VirtualService => space.virtual_services.get(name).map(|service| virtual_service(service)),
        Kind::Ingress => space.ingresses.get(name).map(|one| ingress(one)),
        Kind::HTTPRoute => space.http_routes.get(name).map(|one| http_route(one)),
        _ => None,
    };
    found.unwrap_or_default()
}

fn virtual_service(one: &VirtualService) -> BTreeSet<(ServiceKey, ServiceRoute)> {
    if !one.leads_past_rules() {
        return BTreeSet::new();
    }
    let home = &one.meta.namespace;
    let host = one.hosts.first().filter(|host| *host != "*").cloned().unwrap_or_default();
    let way = ServiceRoute {
        kind: Kind::VirtualService,
        namespace: home.clone().into(),
        name: one.meta.name.clone().into(),
        host,
    };
    let http = one.http.iter().flat_map(|route| &route.destinations);
    let services = http.chain(&one.streams).filter_map(|destination| destination.service(home));
    services.map(|(namespace, name)| ((namespace.to_owned(), name.to_owned()), way.clone())).collect()
}

fn ingress(one: &Ingress) -> BTreeSet<(ServiceKey, ServiceRoute)> {
    routed(Kind::Ingress, &one.meta.namespace, &one.meta.name, &one.paths)
}

fn http_route(one: &HttpRoute) -> BTreeSet<(ServiceKey, ServiceRoute)> {
    routed(Kind::HTTPRoute, &one.meta.namespace, &one.meta.name, &one.paths)
}

fn routed(kind: Kind, home: &str, name: &str, paths: &[RoutedPath]) -> BTreeSet<(ServiceKey, ServiceRoute)> {
    let each = paths.iter().filter(|path| !path.service.is_empty());
    let way = |path: &RoutedPath| ServiceRoute {
        kind,
        namespace: home.into(),
        name: name.into(),
        host: path.host.clone(),
    };
    let place =
        |path: &RoutedPath| if path.namespace.is_empty() { home.to_owned() } else { path.namespace.clone() };
    each.map(|path| ((place(path), path.service.clone()), way(path))).collect()
}
