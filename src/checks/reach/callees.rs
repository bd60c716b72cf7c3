//! What policies say about the Services that the code of a namespace's Functions calls, here and in other namespaces. A
//! scope flows in; an answer for each call flows out, and why it is not known.

use super::passage::{CallAnswer, Ends, Passage};
use crate::checks::destinations;
use crate::checks::prelude::*;
use crate::engine::network::{UnresolvedService, stand_ins};
use crate::model::Space;
use crate::model::code::ContactedHost;
use crate::model::memo::MemoTable;
use crate::model::space::Map;
use crate::model::strings::SmallStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One call of a Service, and what policies say about it.
#[derive(Debug)]
pub struct ServiceCall {
    pub function: SmallStr,
    pub endpoint: ContactedHost,
    pub namespace: String,
    pub answer: CallAnswer,
}

#[derive(Default)]
struct CallMemo(MemoTable<Vec<ServiceCall>>);

/// Returns every call of a Service by the Functions of a scope.
pub fn judged(scope: &Scope<'_>) -> Arc<Vec<ServiceCall>> {
    match scope.memo() {
        Some(memo) => memo.of::<CallMemo>().0.get("", || judge(scope)),
        None => Arc::new(judge(scope)),
    }
}

/// Returns what is not known about calls of other namespaces.
pub fn doubts(scope: &Scope<'_>) -> Vec<(Kind, String)> {
    let calls = judged(scope);
    let foreign = calls.iter().filter(|call| call.namespace != scope.name());
    let unknown = foreign.filter_map(|one| match &one.answer {
        CallAnswer::Unknown(why) => Some(why.clone()),
        CallAnswer::Open | CallAnswer::Denied(_) => None,
    });
    unknown.flatten().collect()
}

/// Returns whether the code connects to a proxy only.
#[must_use]
pub fn has_proxy(function: &Function) -> bool {
    function.env.iter().any(|env| env.name.to_ascii_lowercase().ends_with("_proxy"))
}

fn judge(scope: &Scope<'_>) -> Vec<ServiceCall> {
    let functions = scope.space.functions.values().filter(|one| !has_proxy(one));
    let mut calls: BTreeMap<String, Vec<(&Function, String, ContactedHost)>> = BTreeMap::new();
    for function in functions {
        for endpoint in function.code.uses().into_iter().flat_map(|uses| uses.endpoints) {
            let callee = destinations::callee(scope, &endpoint);
            let Some((namespace, name)) = callee.map(|(space, name)| (space.to_owned(), name.to_owned()))
            else {
                continue;
            };
            calls.entry(namespace).or_default().push((function, name, endpoint));
        }
    }
    let pods = serving_each(scope);
    calls.into_iter().flat_map(|(namespace, calls)| within(scope, &pods, &namespace, calls)).collect()
}

/// Returns the calls of Services of one namespace.
fn within(
    scope: &Scope<'_>,
    pods: &BTreeMap<&str, Vec<&Pod>>,
    namespace: &str,
    calls: Vec<(&Function, String, ContactedHost)>,
) -> Vec<ServiceCall> {
    let is_foreign = namespace != scope.name();
    let mut unread = Vec::new();
    if is_foreign {
        unread = self::unread(scope, namespace, &Reads::CALLEE_DECIDING);
        unread.extend(self::unread(scope, namespace, &Kind::FOREIGN_POLICIES));
    }
    let ends: Vec<Result<Ends<'_>, CallAnswer>> = calls
        .iter()
        .map(|(function, name, endpoint)| ends(scope, pods, namespace, function, name, endpoint))
        .collect();
    let known: Vec<&Ends<'_>> = ends.iter().flatten().collect();
    let passage = (!known.is_empty()).then(|| Passage::of(scope, namespace, &known));
    let answers: Vec<CallAnswer> = ends
        .into_iter()
        .map(|ends| match (ends, &passage) {
            (Ok(ends), Some(passage)) => passage.answer(&ends),
            (Ok(_), None) => CallAnswer::Open,
            (Err(answer), _) => answer,
        })
        .map(|answer| if is_foreign { sound(scope, answer, &unread) } else { answer })
        .collect();
    let each = calls.into_iter().zip(answers);
    each.map(|((function, _, endpoint), answer)| ServiceCall {
        function: function.meta.name.clone(),
        endpoint,
        namespace: namespace.to_owned(),
        answer,
    })
    .collect()
}

fn unread(scope: &Scope<'_>, namespace: &str, kinds: &[Kind]) -> Vec<(Kind, String)> {
    let of = |kind: &Kind| {
        let place = if kind.info().namespaced() { namespace } else { "" };
        let refused = scope.refusal_in(place, *kind).into_iter();
        refused.chain(scope.unreadable_in(place, *kind))
    };
    kinds.iter().flat_map(of).map(|(kind, why)| (kind, format!("{namespace}: {why}"))).collect()
}

/// Takes back what does not hold with what was not read: the engines know which policies they lack, not which pods.
fn sound(scope: &Scope<'_>, answer: CallAnswer, unread: &[(Kind, String)]) -> CallAnswer {
    let is_hidden = unread.iter().any(|(kind, _)| matches!(kind, Kind::Service | Kind::Pod));
    match answer {
        CallAnswer::Denied(_) if !is_hidden => answer,
        _ if !unread.is_empty() => CallAnswer::Unknown(unread.to_vec()),
        CallAnswer::Open if scope.is_from_files() => {
            CallAnswer::Unknown(vec![(Kind::NetworkPolicy, ABSENT.to_owned())])
        }
        CallAnswer::Open | CallAnswer::Denied(_) | CallAnswer::Unknown(_) => answer,
    }
}

/// Returns the pods at both ends, or what is known without them.
fn ends<'a>(
    scope: &Scope<'a>,
    pods: &BTreeMap<&str, Vec<&Pod>>,
    namespace: &str,
    function: &Function,
    name: &str,
    endpoint: &ContactedHost,
) -> Result<Ends<'a>, CallAnswer> {
    let unknown =
        |kind, why: &str| Err(CallAnswer::Unknown(vec![(kind, format!("{namespace}: {name}: {why}"))]));
    // A call without a port, or of a Service that does not exist, fails without a policy.
    let port = endpoint.port().ok_or(CallAnswer::Open)?;
    let space = scope.whole().space(namespace);
    let (Some(space), Some(service)) = (space, space.and_then(|one| one.services.get(name))) else {
        let absent = || CallAnswer::Unknown(vec![(Kind::Service, ABSENT.to_owned())]);
        return Err(if scope.is_from_files() { absent() } else { CallAnswer::Open });
    };
    if service.kind == "ExternalName" {
        return unknown(Kind::Service, UnresolvedService::External.words());
    }
    if service.selector.is_empty() {
        return unknown(Kind::Service, UnresolvedService::NoSelector.words());
    }
    let mut unclear = None;
    let mut callers: Map<Pod> = BTreeMap::new();
    for pod in pods.get(function.meta.name.as_str()).into_iter().flatten() {
        let known = scope.space.pods.get_key_value(pod.meta.name.as_str());
        callers.extend(known.map(|(name, pod)| (Arc::clone(name), Arc::clone(pod))));
    }
    if callers.is_empty() {
        let pod = stand_ins::of_function(scope.space, function);
        unclear = sidecar_of(scope.space, &pod);
        callers.insert(pod.meta.name.as_str().into(), Arc::new(pod));
    }
    let own = space.pods_by_labels().with_labels(&service.selector);
    let own = own.filter(|pod| !pod.finished() && !pod.meta.deleting);
    let mut targets: Map<Pod> = own.map(|pod| (pod.meta.name.as_str().into(), Arc::clone(pod))).collect();
    if targets.is_empty() {
        let unread = unread(scope, namespace, &Reads::CALLEE_WORKLOADS);
        if !unread.is_empty() {
            return Err(CallAnswer::Unknown(unread));
        }
        targets = to_come(space, service);
        unclear = unclear.or_else(|| targets.values().find_map(|pod| sidecar_of(space, pod)));
    }
    Ok(Ends { callers, targets, service, port, unclear })
}

/// Returns the pods that there will be behind a Service.
fn to_come(space: &Space, service: &Service) -> Map<Pod> {
    let functions = space.functions_by_pod_labels().with_labels(&service.selector);
    let functions = functions.map(|function| stand_ins::of_function(space, function));
    let workloads = space.workloads_by_pod_labels().with_labels(&service.selector);
    let workloads = workloads.filter(|one| one.meta.controller().is_none()).enumerate().map(|(at, one)| {
        let name = format!("workload/{at}/{}", one.meta.name);
        stand_ins::of_workload(space, &name, one)
    });
    functions.chain(workloads).map(|pod| (pod.meta.name.as_str().into(), Arc::new(pod))).collect()
}

/// Returns why it is not known whether a pod that does not exist yet gets a sidecar.
fn sidecar_of(space: &Space, pod: &Pod) -> Option<(Kind, String)> {
    let is_known = space.namespace().is_some() || pod.meta.labels.get("sidecar.istio.io/inject").is_some();
    (!is_known).then(|| (Kind::Namespace, format!("{}: the Namespace object was not read", space.name)))
}
