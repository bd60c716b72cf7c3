//! What the policies of a namespace leave open to any client. The engine is asked about a pod in a namespace that
//! does not exist yet, and about external addresses. Functions flow in; the open ones and the policies that open
//! them flow out.

use crate::checks::prelude::*;
use crate::engine::network::{ConnectionEnd, DirectionAnswer, Network, PRIVATE, PUBLIC};
use crate::model::Space;
use crate::model::network_policy::{NetworkPolicy, Protocol};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    In,
    Out,
}

/// Functions that policies leave open in the same way.
pub struct OpenFunctions<'a> {
    pub functions: Vec<&'a Function>,
    /// The policies that open them; empty if no policy isolates them.
    pub by: Vec<&'a NetworkPolicy>,
    /// Whether pods in the cluster get through, not only external addresses.
    pub to_pods: bool,
}

/// A namespace without labels or policies, as any user may create one.
const STRANGERS: &str = "a-namespace-to-come";
const OUTSIDE: IpAddr = IpAddr::V4(PUBLIC[0]);
const METADATA: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));
/// The port that Functions listen on.
const PORT: u16 = 8080;

/// Pods that policies treat the same: the policies that isolate them, and the names of their ports.
type PodGroup = (Vec<usize>, Vec<String>, bool);

/// Returns which of the given Functions are open in this direction.
pub fn open<'a>(scope: &Scope<'a>, functions: &[&'a Function], way: Direction) -> Vec<OpenFunctions<'a>> {
    let policies = scope.space.network_policies.values().map(AsRef::as_ref);
    let policies: Vec<&NetworkPolicy> = policies.filter(|policy| is_about(policy, way)).collect();
    if functions.is_empty() || policies.is_empty() {
        let all = OpenFunctions { functions: functions.to_vec(), by: Vec::new(), to_pods: true };
        return if functions.is_empty() { Vec::new() } else { vec![all] };
    }
    let groups = groups(scope, functions, &policies, way);
    let (bare, held): (Vec<_>, Vec<_>) = groups.into_iter().partition(|((by, ..), _)| by.is_empty());
    let mut found: Vec<OpenFunctions<'a>> = Vec::new();
    let bare: Vec<&Function> = sorted(bare.into_iter().flat_map(|(_, (_, own))| own));
    if !bare.is_empty() {
        found.push(OpenFunctions { functions: bare, by: Vec::new(), to_pods: true });
    }
    if held.is_empty() {
        return found;
    }
    let field = Field::of(scope, held.iter().map(|(_, (pod, _))| pod));
    for (_, (pod, own)) in held {
        for (by, to_pods) in field.opened(&pod.meta.name, &policies, way) {
            match found
                .iter_mut()
                .find(|open_functions| same(&open_functions.by, &by) && open_functions.to_pods == to_pods)
            {
                Some(known) => known.functions = sorted(known.functions.iter().chain(&own).copied()),
                None => found.push(OpenFunctions { functions: sorted(own.iter().copied()), by, to_pods }),
            }
        }
    }
    found
}

fn is_about(policy: &NetworkPolicy, way: Direction) -> bool {
    match way {
        Direction::In => policy.ingress.is_some(),
        Direction::Out => policy.egress.is_some(),
    }
}

fn same(one: &[&NetworkPolicy], other: &[&NetworkPolicy]) -> bool {
    one.iter().map(|policy| &policy.meta.name).eq(other.iter().map(|policy| &policy.meta.name))
}

fn sorted<'a>(functions: impl IntoIterator<Item = &'a Function>) -> Vec<&'a Function> {
    let mut all: Vec<&Function> = functions.into_iter().collect();
    all.sort_by(|one, other| one.meta.name.cmp(&other.meta.name));
    all.dedup_by(|one, other| one.meta.name == other.meta.name);
    all
}

/// Groups the future and the serving pods of Functions: one pod for each group, with its Functions.
fn groups<'a>(
    scope: &Scope<'a>,
    functions: &[&'a Function],
    policies: &[&NetworkPolicy],
    way: Direction,
) -> BTreeMap<PodGroup, (Arc<Pod>, Vec<&'a Function>)> {
    let mut groups: BTreeMap<PodGroup, (Arc<Pod>, Vec<&'a Function>)> = BTreeMap::new();
    for function in functions {
        let labels = function.labels_of_pods();
        let by = isolating(policies, &labels, way);
        let made = || {
            let name = format!("to-come-{}", function.meta.name);
            let meta = Meta { namespace: scope.name().into(), name: name.into(), labels, ..Meta::default() };
            Arc::new(Pod { meta, ..Pod::default() })
        };
        groups.entry((by, Vec::new(), false)).or_insert_with(|| (made(), Vec::new())).1.push(function);
    }
    let by_name: BTreeMap<&str, &'a Function> =
        functions.iter().map(|one| (one.meta.name.as_str(), *one)).collect();
    for pod in scope.space.pods.values() {
        let Some(function) = pod.function().and_then(|name| by_name.get(name)) else { continue };
        if pod.finished() || pod.meta.deleting || !pod.meta.labels.is(LABEL_RESOURCE, "deployment") {
            continue;
        }
        let ports = pod.template.spec.containers.iter().flat_map(|container| &container.ports);
        let ports = ports.map(|port| format!("{} {}", port.name, port.container_port)).collect();
        let host = pod.template.spec.host_network;
        let group = (isolating(policies, &pod.meta.labels, way), ports, host);
        groups.entry(group).or_insert_with(|| (Arc::clone(pod), Vec::new())).1.push(function);
    }
    groups
}

fn isolating(policies: &[&NetworkPolicy], pod: &crate::model::Labels, way: Direction) -> Vec<usize> {
    let isolates = |policy: &NetworkPolicy| match way {
        Direction::In => policy.isolates_ingress(pod),
        Direction::Out => policy.isolates_egress(pod),
    };
    policies.iter().enumerate().filter(|(_, policy)| isolates(policy)).map(|(at, _)| at).collect()
}

/// The namespace with a few of its pods, and unknown pods beside it.
struct Field<'a> {
    name: &'a str,
    network: Network,
}

impl<'a> Field<'a> {
    fn of<'p>(scope: &Scope<'a>, pods: impl Iterator<Item = &'p Arc<Pod>>) -> Self {
        let mut own = Space::named(scope.name());
        own.network_policies = scope.space.network_policies.clone();
        own.pods = pods.map(|pod| (pod.meta.name.as_str().into(), Arc::clone(pod))).collect();
        let mut strangers = Space::named(STRANGERS);
        // One pod for each address range that clusters use for pods.
        for address in PRIVATE {
            let address = address.to_string();
            let meta = Meta { namespace: STRANGERS.into(), name: address.clone().into(), ..Meta::default() };
            let pod = Pod { meta, addresses: vec![address.clone().into()], ..Pod::default() };
            strangers.pods.insert(address.as_str().into(), Arc::new(pod));
        }
        Self { name: scope.name(), network: Network::among(scope.whole(), &[&own, &strangers]) }
    }

    /// Returns the policies that open a pod to any client, and whether to pods as well: each that does it alone, or
    /// those that do it together.
    fn opened<'p>(
        &self,
        pod: &str,
        policies: &[&'p NetworkPolicy],
        way: Direction,
    ) -> Vec<(Vec<&'p NetworkPolicy>, bool)> {
        let strangers = PRIVATE.iter().map(ToString::to_string);
        let pods: Vec<(DirectionAnswer, u16)> = strangers
            .filter_map(|name| self.side(pod, ConnectionEnd::Pod(STRANGERS, &name), way, PORT))
            .collect();
        let ports: &[(IpAddr, u16)] = match way {
            Direction::In => &[(OUTSIDE, PORT)],
            Direction::Out => &[(OUTSIDE, 443), (METADATA, 80)],
        };
        let outside =
            ports.iter().filter_map(|(at, port)| self.side(pod, ConnectionEnd::Address(*at), way, *port));
        let outside: Vec<(DirectionAnswer, u16)> = outside.collect();
        let opened = |sides: &[(DirectionAnswer, u16)], to_pods| {
            opening(sides, policies).into_iter().map(|by| (by, to_pods)).collect()
        };
        match (all_open(&pods), all_open(&outside), way) {
            (true, _, Direction::In) => opened(&pods, true),
            (false, true, Direction::In) => opened(&outside, false),
            (true, true, Direction::Out) => opened(&[pods, outside].concat(), true),
            (false, false, Direction::In) | (true, false, Direction::Out) | (false, _, Direction::Out) => {
                Vec::new()
            }
        }
    }

    /// Returns the direction that the policies of the pod's own namespace decide, and the port in question.
    fn side(
        &self,
        pod: &str,
        peer: ConnectionEnd<'_>,
        way: Direction,
        port: u16,
    ) -> Option<(DirectionAnswer, u16)> {
        let own = ConnectionEnd::Pod(self.name, pod);
        let side = match way {
            Direction::In => self.network.answer(peer, own)?.ingress,
            Direction::Out => self.network.answer(own, peer)?.egress,
        };
        Some((side, port))
    }
}

/// Considers only what policies surely admit; the caller reports that other policies may still block it.
fn all_open(sides: &[(DirectionAnswer, u16)]) -> bool {
    let open = |(side, port): &(DirectionAnswer, u16)| {
        !side.isolated || side.admitting(Protocol::Tcp, *port).next().is_some()
    };
    !sides.is_empty() && sides.iter().all(open)
}

/// Returns each policy that opens everything by itself; otherwise those that do it together. No policy opens
/// the pods that share the network of their node.
fn opening<'p>(
    sides: &[(DirectionAnswer, u16)],
    policies: &[&'p NetworkPolicy],
) -> Vec<Vec<&'p NetworkPolicy>> {
    let admits = |policy: &NetworkPolicy, (side, port): &(DirectionAnswer, u16)| {
        let name = format!("{}/{}", policy.meta.namespace, policy.meta.name);
        side.admitting(Protocol::Tcp, *port).any(|one| one == name)
    };
    let alone = policies.iter().filter(|policy| sides.iter().all(|side| admits(policy, side)));
    let alone: Vec<Vec<&NetworkPolicy>> = alone.map(|policy| vec![*policy]).collect();
    if !alone.is_empty() {
        return alone;
    }
    vec![policies.iter().filter(|policy| sides.iter().any(|side| admits(policy, side))).copied().collect()]
}
