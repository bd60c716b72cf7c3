//! Handles one request: faults first, then the route.

use super::answer::{HttpAnswer, ServerRefusal, json_answer};
use super::fault::ServerFault;
use super::query::Query;
use super::route::{ApiRoute, ResourcePath};
use super::{Inner, discovery, list, report, review, route, watch, write};
use crate::model::Kind;
use crate::yaml::Put;
use http::request::Parts;
use http::{Method, Request};
use http_body_util::BodyExt;
use kube::client::Body;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

pub async fn answer(inner: Arc<Inner>, request: Request<Body>) -> HttpAnswer {
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        return ServerRefusal::new(400, "BadRequest", "the body could not be read").answer();
    };
    let bytes = body.to_bytes();
    let mut faults = inner.faults().clone();
    faults.extend(absent(&inner));
    if let Some(wait) = slowness(&faults) {
        tokio::time::sleep(wait).await;
    }
    let is_list = parts.method == http::Method::GET && is_of_objects(parts.uri.path());
    if let Some(refusal) = refused(&faults, is_list) {
        return refusal.answer();
    }
    let body: Value = match bytes.as_ref() {
        [] => Value::Null,
        text => match serde_json::from_slice(text) {
            Ok(body) => body,
            Err(fault) => {
                return ServerRefusal::new(400, "BadRequest", format!("the body is not valid JSON: {fault}"))
                    .answer();
            }
        },
    };
    if let Some(answer) = inner.recorded().and_then(|recorded| recorded.answer(&parts, &body)) {
        return answer;
    }
    dispatch(&inner, &parts, body, &faults)
}

/// Returns the kinds of scanners and other admission controllers that are not installed: they are served
/// only with objects. A recording says itself what was served.
fn absent(inner: &Inner) -> Vec<ServerFault> {
    if let Some(recorded) = inner.recorded() {
        let gone = Kind::ALL.into_iter().filter(|kind| !recorded.served.contains(kind));
        return gone.map(ServerFault::NotServed).collect();
    }
    let store = inner.store();
    let others = Kind::ALL.into_iter().filter(|kind| kind.is_others());
    others.filter(|kind| store.objects(*kind, None).next().is_none()).map(ServerFault::NotServed).collect()
}

fn slowness(faults: &[ServerFault]) -> Option<Duration> {
    faults.iter().find_map(|fault| if let ServerFault::Slow(wait) = fault { Some(*wait) } else { None })
}

/// Whether a path leads to objects, and not to discovery.
fn is_of_objects(path: &str) -> bool {
    let parts = path.trim_matches('/').split('/').count();
    match path.trim_start_matches('/').split('/').next() {
        Some("api") => parts > 2,
        Some("apis") => parts > 3,
        _ => false,
    }
}

fn refused(faults: &[ServerFault], is_list: bool) -> Option<ServerRefusal> {
    faults.iter().find_map(|fault| match fault {
        ServerFault::RefuseLists(401) if is_list => {
            Some(ServerRefusal::new(401, "Unauthorized", "Unauthorized"))
        }
        ServerFault::RefuseLists(code) if is_list => Some(ServerRefusal::new(
            *code,
            "InternalError",
            "an error on the server has prevented the request from succeeding",
        )),
        ServerFault::Refuse(401) => Some(ServerRefusal::new(401, "Unauthorized", "Unauthorized")),
        ServerFault::Refuse(429) => Some(ServerRefusal::new(
            429,
            "TooManyRequests",
            "the server is currently too busy; try again later",
        )),
        ServerFault::Refuse(code) => Some(ServerRefusal::new(
            *code,
            "InternalError",
            "an error on the server has prevented the request from succeeding",
        )),
        _ => None,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn dispatch(inner: &Arc<Inner>, parts: &Parts, body: Value, faults: &[ServerFault]) -> HttpAnswer {
    match route::parse(parts.uri.path()) {
        ApiRoute::Version => discovery::version(),
        ApiRoute::CoreVersions if accepts_aggregated(parts, faults) => discovery::aggregated(true, faults),
        ApiRoute::Groups if accepts_aggregated(parts, faults) => discovery::aggregated(false, faults),
        ApiRoute::CoreVersions => discovery::core_versions(),
        ApiRoute::Groups => discovery::groups(faults),
        ApiRoute::CoreResources => discovery::resources("", "v1", faults),
        ApiRoute::GroupResources { group, version } => discovery::resources(&group, &version, faults),
        ApiRoute::OpenApi { path } => discovery::open_api(&path, is_buildless(inner), faults),
        ApiRoute::Review { kind, .. } => review::review(&kind, &body, &parts.headers, faults),
        ApiRoute::Objects(place) => objects(inner, parts, place, &body, faults),
        ApiRoute::Events { namespace } => report::events(inner, &namespace, &Query::parse(parts.uri.query())),
        ApiRoute::Log { namespace, pod } => {
            report::log(inner, &namespace, &pod, &Query::parse(parts.uri.query()))
        }
        ApiRoute::Unknown => {
            ServerRefusal::new(404, "NotFound", "the server could not find the requested resource").answer()
        }
    }
}

fn is_buildless(inner: &Inner) -> bool {
    let store = inner.store();
    let controller = store.object(Kind::Deployment, "kyma-system", "serverless-ctrl-mngr");
    controller.is_some_and(|value| value.to_string().contains("function-buildless-controller"))
}

fn objects(
    inner: &Arc<Inner>,
    parts: &Parts,
    place: ResourcePath,
    body: &Value,
    faults: &[ServerFault],
) -> HttpAnswer {
    let query = Query::parse(parts.uri.query());
    if faults.contains(&ServerFault::NotServed(place.kind)) {
        return ServerRefusal::new(404, "NotFound", "the server could not find the requested resource")
            .answer();
    }
    let verb = verb(parts, &place, &query);
    if let Some(refusal) = forbidden(faults, verb, &place) {
        return refusal.answer();
    }
    if verb == "watch" && query.flag("sendInitialEvents") && faults.contains(&ServerFault::NoStreamingLists) {
        return no_streaming().answer();
    }
    if let Some(refusal) = unfit(verb, &query) {
        return refusal.answer();
    }
    if matches!(verb, "create" | "patch" | "delete") && conflicts_once(inner) {
        let info = place.kind.info();
        return ServerRefusal::conflict(info.plural, info.group, place.name.as_deref().unwrap_or_default())
            .answer();
    }
    let answer = objects_of(inner, parts, place, body, verb, &query);
    let is_write = matches!(verb, "create" | "patch" | "delete") && !query.dry_run();
    let is_dry = body.get("dryRun").is_some();
    if is_write && !is_dry && answer.status().is_success() && faults.contains(&ServerFault::LoseAnswer) {
        return ServerRefusal::new(504, "Timeout", "the proxy gave up").answer();
    }
    answer
}

fn objects_of(
    inner: &Arc<Inner>,
    parts: &Parts,
    place: ResourcePath,
    body: &Value,
    verb: &str,
    query: &Query,
) -> HttpAnswer {
    let metadata_only = accepts_metadata(parts);
    match verb {
        "list" => list::list(&inner.store(), &place, query, metadata_only),
        "watch" => watch::watch(inner, place, query, metadata_only),
        "get" => get(inner, &place, metadata_only),
        "create" => write::create(inner, &place, query, body.clone()),
        "patch" if is_merge(parts) => write::merge(inner, &place, query, body),
        "patch" => ServerRefusal::new(
            415,
            "UnsupportedMediaType",
            "only application/merge-patch+json is understood here",
        )
        .answer(),
        "delete" => write::delete(inner, &place, query, body),
        _ => ServerRefusal::new(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
        )
        .answer(),
    }
}

fn verb(parts: &Parts, place: &ResourcePath, query: &Query) -> &'static str {
    match (&parts.method, place.name.is_some()) {
        (&Method::GET, _) if place.watched => "watch",
        (&Method::GET, true) => "get",
        (&Method::GET, false) if query.flag("watch") => "watch",
        (&Method::GET, false) => "list",
        (&Method::POST, false) => "create",
        (&Method::PATCH, true) => "patch",
        (&Method::DELETE, true) => "delete",
        _ => "other",
    }
}

fn get(inner: &Inner, place: &ResourcePath, metadata_only: bool) -> HttpAnswer {
    let info = place.kind.info();
    let name = place.name.as_deref().unwrap_or_default();
    let namespace = if info.namespaced() { place.namespace.as_deref().unwrap_or_default() } else { "" };
    match inner.store().object(place.kind, namespace, name) {
        Some(object) if metadata_only => json_answer(200, &list::only_metadata(&object)),
        Some(mut object) => {
            object.put(["apiVersion"], place.api_version().into());
            json_answer(200, &object)
        }
        None => ServerRefusal::not_found(info.plural, info.group, name).answer(),
    }
}

fn forbidden(faults: &[ServerFault], verb: &str, place: &ResourcePath) -> Option<ServerRefusal> {
    let info = place.kind.info();
    let own = if place.kind == Kind::Namespace { place.name.as_deref() } else { place.namespace.as_deref() };
    let namespace = own.unwrap_or_default();
    faults.iter().any(|fault| fault.forbids(verb, place.kind, namespace)).then(|| {
        let scope = match (info.namespaced(), namespace.is_empty()) {
            (true, false) => format!("in the namespace \"{namespace}\""),
            _ => "at the cluster scope".into(),
        };
        let (name, resource) = (place.name.as_deref().unwrap_or_default(), info.resource());
        let object = if name.is_empty() { String::new() } else { format!(" \"{name}\"") };
        let message = format!(
            "{resource}{object} is forbidden: User \"demo-admin\" cannot {verb} resource \"{}\" in API group \"{}\" {scope}",
            info.plural, info.group
        );
        ServerRefusal::new(403, "Forbidden", message).about(info.plural, info.group, name)
    })
}

fn conflicts_once(inner: &Inner) -> bool {
    let mut faults = inner.faults();
    let found = faults.iter().position(|fault| *fault == ServerFault::ConflictOnce);
    found.map(|at| faults.remove(at)).is_some()
}

fn no_streaming() -> ServerRefusal {
    let message = "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled";
    ServerRefusal::new(422, "Invalid", message)
}

/// Refuses options that a list or watch cannot have.
fn unfit(verb: &str, query: &Query) -> Option<ServerRefusal> {
    if !matches!(verb, "list" | "watch") {
        return None;
    }
    let unmatched = query.flag("sendInitialEvents") && query.text("resourceVersionMatch").is_none();
    let why = "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
    let refusal = unmatched.then(|| ServerRefusal::new(422, "Invalid", why));
    refusal.or_else(|| list::unselectable(query))
}

fn header<'a>(parts: &'a Parts, name: &str) -> &'a str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn accepts_metadata(parts: &Parts) -> bool {
    header(parts, "accept").contains("as=PartialObjectMetadata")
}

fn accepts_aggregated(parts: &Parts, faults: &[ServerFault]) -> bool {
    let old = faults.contains(&ServerFault::NoAggregatedDiscovery);
    !old && header(parts, "accept").contains("as=APIGroupDiscoveryList")
}

fn is_merge(parts: &Parts) -> bool {
    header(parts, "content-type").starts_with("application/merge-patch+json")
}
