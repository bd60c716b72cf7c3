//! A route that no APIRule generated has no policy: it requires no authentication.

use crate::checks::prelude::*;
use crate::model::index::ServiceRoute;
use std::collections::{BTreeMap, BTreeSet};

pub static CHECK: Check = Check {
    id: "exposed-outside-apirule",
    family: Exposure,
    severity: High,
    title: "External route to a Function bypasses APIRules",
    why: "Only APIRules generate policies: a VirtualService, an Ingress, an HTTPRoute or an external Service reaches the code without authentication.",
    page: include_str!("exposed_outside_apirule.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::Service),
        Reads::Optional(Kind::VirtualService),
        Reads::Kind(Kind::Ingress),
        Reads::Optional(Kind::HTTPRoute),
        Reads::ExposureHint,
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.space.functions.is_empty() {
        return Vec::new();
    }
    let mut found = services(scope);
    found.extend(elsewhere(scope));
    found.extend(virtual_services(scope));
    for (name, ingress) in &scope.space.ingresses {
        let backends = ingress
            .paths
            .iter()
            .map(|path| (path.service.as_str(), path.pointer.as_str(), path.host.as_str()));
        found.extend(routed(scope, Kind::Ingress, name, backends));
    }
    for (name, route) in &scope.space.http_routes {
        let own =
            route.paths.iter().filter(|path| path.namespace.is_empty() || path.namespace == scope.name());
        let backends = own.map(|path| (path.service.as_str(), path.pointer.as_str(), path.host.as_str()));
        found.extend(routed(scope, Kind::HTTPRoute, name, backends));
    }
    found
}

/// Services created next to the Function's own, which the controller keeps in its intended state.
fn services(scope: &Scope<'_>) -> Vec<Finding> {
    let services = scope.space.services.values();
    let open = services.filter(|service| service.leads_outside());
    open.filter_map(|service| {
        let functions = functions_of(scope, &service.meta.name);
        let first = functions.first()?;
        let name = &service.meta.name;
        let what = if service.external_ips.is_empty() { &service.kind } else { "externalIPs" };
        let path = if service.external_ips.is_empty() { "/spec/type" } else { "/spec/externalIPs" };
        let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Service, scope.name(), name))
            .at(path)
            .with_evidence(what)
            .says(format!("Exposes {first} outside the cluster, bypassing APIRules"))
            .about(functions.clone())
            .key(what);
        Some(finding)
    })
    .collect()
}

fn virtual_services(scope: &Scope<'_>) -> Vec<Finding> {
    let own = scope.space.virtual_services.values();
    own.filter(|one| one.leads_past_rules())
        .filter_map(|virtual_service| {
            let destinations =
                virtual_service.http.iter().enumerate().flat_map(|(at, route)| {
                    route.destinations.iter().map(move |destination| (at, destination))
                });
            let mut reached = destinations.filter_map(|(at, destination)| {
                let (namespace, service) = destination.service(scope.name())?;
                let functions =
                    if namespace == scope.name() { functions_of(scope, service) } else { Vec::new() };
                (!functions.is_empty()).then_some((at, functions))
            });
            let (at, functions) = reached.next()?;
            let api = "networking.istio.io/v1";
            let host = virtual_service.hosts.first().map_or("any host", String::as_str);
            let finding = Finding::new(
                &CHECK,
                ObjectRef::of(api, "VirtualService", scope.name(), &virtual_service.meta.name),
            )
            .at(format!("/spec/http/{at}"))
            .with_evidence(format!("host {host}"))
            .says(format!("Routes {host} to {} without a policy", some_of(&functions)))
            .about(functions)
            .key("route");
            Some(finding)
        })
        .collect()
}

/// Routes in other namespaces, reported on the Function because its owners do not see them.
fn elsewhere(scope: &Scope<'_>) -> Vec<Finding> {
    let space = scope.space;
    let services: BTreeSet<&str> =
        space.services.keys().chain(space.functions.keys()).map(AsRef::as_ref).collect();
    let mut found = BTreeMap::new();
    for service in services {
        for way in scope.ways().to(scope.name(), service).filter(|way| way.namespace != scope.name()) {
            for function in functions_of(scope, service) {
                found.entry((function, way.kind, &way.namespace, &way.name)).or_insert(way);
            }
        }
    }
    let told = |((name, ..), way): ((String, Kind, &String, &String), &ServiceRoute)| {
        let function = space.functions.get(name.as_str())?;
        let route = format!("{} {}/{}", way.kind.info().name, way.namespace, way.name);
        let host = if way.host.is_empty() { "any host" } else { &way.host };
        let finding =
            Finding::new(&CHECK, function_ref(function)).with_evidence(format!("{route}: host {host}"));
        Some(finding.says(format!("{route} routes {host} to {name} without a policy")).key(route))
    };
    found.into_iter().filter_map(told).collect()
}

fn routed<'a>(
    scope: &Scope<'_>,
    kind: Kind,
    name: &str,
    backends: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
) -> Option<Finding> {
    let mut reached = backends.filter_map(|(service, pointer, host)| {
        let functions = functions_of(scope, service);
        (!functions.is_empty()).then(|| (pointer.to_owned(), host.to_owned(), functions))
    });
    let (pointer, host, functions) = reached.next()?;
    let host = if host.is_empty() { "any host".to_owned() } else { host };
    let finding = Finding::new(&CHECK, ObjectRef::new(kind, scope.name(), name))
        .at(pointer)
        .with_evidence(format!("host {host}"))
        .says(format!("Routes {host} to {} without a policy", some_of(&functions)))
        .about(functions)
        .key("route");
    Some(finding)
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.object.kind != Kind::Service {
        return Vec::new();
    }
    let op = match finding.path.as_str() {
        "/spec/type" => Op::set("/spec/type", json!("ClusterIP")),
        path => Op::remove(path),
    };
    vec![
        Fix::new("Restrict the Service to the cluster", Risk::MayBreak)
            .costs("Callers that use this external address lose access. Create an APIRule for the Function first, and give callers the new host.")
            .edit(Edit::modify(finding.object.clone(), vec![op])),
    ]
}
