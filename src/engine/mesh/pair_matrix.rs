//! The mesh's verdicts between the pods of two namespaces: evaluated once per pair of pod groups that it can
//! distinguish.

use super::connection::{MeshCaller, MeshVisit};
use super::in_force::InForce;
use super::index::{Mesh, MeshObjects};
use super::request::Workload;
use super::treatment::{ConnectionVerdict, Treatment};
use crate::model::Labels;
use crate::model::mesh::{Attachment, AuthorizationRule};
use crate::model::network_policy::Protocol;
use crate::model::pod::Pod;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The verdicts for two namespaces, over all requests.
#[derive(Debug, Clone, Default)]
pub struct PairMatrix {
    from: BTreeMap<Arc<str>, usize>,
    to: BTreeMap<Arc<str>, usize>,
    /// One row per caller, one column per target; as far as evaluated.
    table: Vec<Vec<ConnectionVerdict>>,
    /// Whether there were too many groups to evaluate every pair.
    pub cut: bool,
}

/// Maximum number of pairs to evaluate; more would keep the user waiting.
const MOST: usize = 1_000;

impl PairMatrix {
    /// Returns the verdicts over all ports.
    pub fn of<'a>(
        policies: &InForce,
        from: impl IntoIterator<Item = (&'a Arc<str>, &'a Arc<Pod>)>,
        to: impl IntoIterator<Item = (&'a Arc<str>, &'a Arc<Pod>)>,
        namespace: &str,
    ) -> Self {
        Self::at(policies, from, to, namespace, None)
    }

    /// Returns the verdicts on one port of the targets.
    pub fn at<'a>(
        policies: &InForce,
        from: impl IntoIterator<Item = (&'a Arc<str>, &'a Arc<Pod>)>,
        to: impl IntoIterator<Item = (&'a Arc<str>, &'a Arc<Pod>)>,
        namespace: &str,
        port: Option<u16>,
    ) -> Self {
        let mesh = &policies.mesh;
        let mut keys = keys(mesh, namespace);
        keys.extend(policies.labels(namespace));
        let addresses = by_address(mesh, namespace);
        let (from, callers) = sorts(from, |pod| {
            let caller = MeshCaller::pod(mesh, pod);
            if addresses { caller } else { MeshCaller { address: None, ..caller } }
        });
        let (to, seen) = sorts(to, |pod| traits_of(pod, &keys));
        let targets: Vec<Workload> =
            seen.into_iter().map(|target_traits| target_traits.workload(namespace)).collect();
        let rows = (MOST / targets.len().max(1)).max(1);
        let asked = targets.get(..targets.len().min(MOST)).unwrap_or_default();
        let row = |caller: &MeshCaller| {
            asked.iter().map(|target| policies.between(visit(caller, target, port))).collect()
        };
        let cut = callers.len() > rows || asked.len() < targets.len();
        Self { table: callers.iter().take(rows).map(row).collect(), from, to, cut }
    }

    /// The verdict for one pod and another.
    #[must_use]
    pub fn pair(&self, from: &str, to: &str) -> Option<&ConnectionVerdict> {
        self.table.get(*self.from.get(from)?)?.get(*self.to.get(to)?)
    }

    /// The number of a caller's group: the mesh cannot distinguish two callers in one group.
    #[must_use]
    pub fn caller(&self, name: &str) -> Option<usize> {
        self.from.get(name).copied()
    }

    /// The same for a target.
    #[must_use]
    pub fn target(&self, name: &str) -> Option<usize> {
        self.to.get(name).copied()
    }

    /// The distinct verdicts, the most restrictive first.
    #[must_use]
    pub fn answers(&self) -> BTreeSet<&ConnectionVerdict> {
        self.table.iter().flatten().collect()
    }

    /// The verdict for every pair of pods, if it is the same for all.
    #[must_use]
    pub fn all(&self) -> Option<Treatment> {
        let mut says = self.table.iter().flatten().map(|one| one.say);
        let first = says.next().filter(|_| !self.cut)?;
        says.all(|say| say == first).then_some(first)
    }
}

fn visit<'a>(caller: &'a MeshCaller, target: &'a Workload, port: Option<u16>) -> MeshVisit<'a> {
    MeshVisit { caller, target, port, protocol: Protocol::Tcp, request: None }
}

/// The group of each pod, and the groups in order of appearance.
fn sorts<'a, K: Ord + Clone>(
    pods: impl IntoIterator<Item = (&'a Arc<str>, &'a Arc<Pod>)>,
    key: impl Fn(&Pod) -> K,
) -> (BTreeMap<Arc<str>, usize>, Vec<K>) {
    let (mut known, mut list, mut own) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    for (name, pod) in pods {
        let sort = key(pod);
        let at = *known.entry(sort.clone()).or_insert_with(|| {
            list.push(sort);
            list.len() - 1
        });
        own.insert(Arc::clone(name), at);
    }
    (own, list)
}

/// What policies and the proxy's settings can distinguish in a target pod.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct TargetTraits {
    sidecar: bool,
    labels: Vec<(String, String)>,
    annotations: Vec<(String, String)>,
}

impl TargetTraits {
    fn workload(self, namespace: &str) -> Workload {
        let made = |list: &[(String, String)]| {
            list.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<Labels>()
        };
        Workload {
            namespace: namespace.into(),
            labels: made(&self.labels),
            annotations: made(&self.annotations),
            sidecar: self.sidecar,
        }
    }
}

fn traits_of(pod: &Pod, keys: &BTreeSet<&str>) -> TargetTraits {
    let kept = |labels: &Labels, keep: &dyn Fn(&str) -> bool| {
        let each = labels.iter().filter(|(key, _)| keep(key));
        each.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    };
    TargetTraits {
        sidecar: pod.sidecar,
        labels: kept(&pod.meta.labels, &|key| keys.contains(key)),
        annotations: kept(&pod.meta.annotations, &|key| key.starts_with("traffic.sidecar.istio.io/")),
    }
}

/// The labels that policies with effect in a namespace select by.
fn keys<'a>(mesh: &'a Mesh, namespace: &str) -> BTreeSet<&'a str> {
    let of = |place: &'a MeshObjects| {
        let policies = place.policies.iter().map(|policy| &policy.attached);
        let requests = place.requests.iter().map(|request| &request.attached);
        policies.chain(requests).chain(place.peers.iter().map(|peer| &peer.attached))
    };
    let keys = |attached: &'a Attachment| attached.labels.iter().map(|(key, _)| key);
    mesh.places(namespace).flat_map(of).flat_map(keys).collect()
}

/// Whether some policy with effect in a namespace distinguishes callers by their address.
fn by_address(mesh: &Mesh, namespace: &str) -> bool {
    let names = |rule: &AuthorizationRule| {
        rule.from.iter().any(|one| !one.ip_blocks.is_empty() || !one.not_ip_blocks.is_empty())
            || rule.when.iter().any(|condition| condition.key == "source.ip")
    };
    mesh.places(namespace).flat_map(|place| &place.policies).any(|policy| policy.rules.iter().any(names))
}
