//! The mesh's policies by namespace, kept up to date a namespace at a time.

use super::request::Workload;
use crate::model::mesh::{
    Action, Attachment, AuthorizationPolicy, PeerAuthentication, RequestAuthentication,
};
use crate::model::{Bits, Dirty, Feed, Feeds, Kind, Snapshot, Space};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The mesh's objects of one namespace, and what of it could not be read.
#[derive(Debug, Clone, Default)]
pub struct MeshObjects {
    pub policies: Vec<Arc<AuthorizationPolicy>>,
    pub requests: Vec<Arc<RequestAuthentication>>,
    pub peers: Vec<Arc<PeerAuthentication>>,
    /// Whether an `EnvoyFilter` that may decide about requests configures the proxies directly.
    pub filters: bool,
    gaps: Vec<(Kind, String)>,
}

const KINDS: [Kind; 3] = [Kind::AuthorizationPolicy, Kind::RequestAuthentication, Kind::PeerAuthentication];
const BITS: Bits = Mesh::READS & !Kind::MeshConfig.bit();

/// The `EnvoyFilter` that Kyma creates in every cluster: it changes one header of requests through the gateway.
const HARMLESS_FILTER: (&str, &str) = ("istio-system", "kyma-referer");

impl MeshObjects {
    fn read(space: Option<&Space>, name: &str, feeds: &Feeds) -> Self {
        let mut place = Self { gaps: gaps(space, name, feeds), ..Self::default() };
        if let Some(space) = space {
            place.policies = space.authorization_policies.values().cloned().collect();
            place.requests = space.request_authentications.values().cloned().collect();
            place.peers = space.peer_authentications.values().cloned().collect();
            place.filters = space.envoy_filters.keys().any(|filter| (name, &**filter) != HARMLESS_FILTER);
        }
        place
    }

    /// Why the known objects of a kind are not all there are.
    #[must_use]
    pub fn gap(&self, kind: Kind) -> Option<&str> {
        self.gaps.iter().find(|(of, _)| *of == kind).map(|(_, why)| why.as_str())
    }
}

fn gaps(space: Option<&Space>, name: &str, feeds: &Feeds) -> Vec<(Kind, String)> {
    let mut gaps = Vec::new();
    for kind in KINDS {
        let feed = feeds.of(kind, name);
        if !feed.known() && feed != &Feed::NotServed {
            let why = feed.why().trim_end_matches('.');
            gaps.push((kind, format!("{} of {name} could not be read ({why})", kind.info().plural)));
        }
        let broken = space.into_iter().flat_map(|space| &space.unreadable).filter(|((of, _), _)| *of == kind);
        gaps.extend(
            broken.map(|((_, object), why)| (kind, format!("{object} of {name} is invalid ({why})"))),
        );
    }
    gaps
}

/// Everything that decides who may call which pods; a copy costs a few pointers per namespace.
#[derive(Debug, Clone)]
pub struct Mesh {
    places: BTreeMap<Arc<str>, Arc<MeshObjects>>,
    elsewhere: Arc<MeshObjects>,
    root: String,
    trust_domain: String,
}

impl Mesh {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut mesh = Self {
            places: BTreeMap::new(),
            elsewhere: Arc::new(MeshObjects::read(None, "any namespace", snapshot.feeds())),
            root: String::new(),
            trust_domain: String::new(),
        };
        mesh.settle(snapshot);
        mesh.rebuild_all(snapshot);
        mesh
    }

    /// Reads from a cluster only what affects the pods of one namespace.
    #[must_use]
    pub fn near(snapshot: &Snapshot, namespace: &str) -> Self {
        let mut mesh = Self::build(Vec::new(), Vec::new());
        mesh.settle(snapshot);
        let root = mesh.root.clone();
        mesh.rebuild(snapshot, namespace);
        mesh.rebuild(snapshot, &root);
        mesh
    }

    /// A mesh that contains only these policies.
    #[must_use]
    pub fn build(policies: Vec<AuthorizationPolicy>, requests: Vec<RequestAuthentication>) -> Self {
        let mut places: BTreeMap<Arc<str>, MeshObjects> = BTreeMap::new();
        for policy in policies {
            let place = places.entry(policy.meta.namespace.as_str().into()).or_default();
            place.policies.push(Arc::new(policy));
        }
        for request in requests {
            let place = places.entry(request.meta.namespace.as_str().into()).or_default();
            place.requests.push(Arc::new(request));
        }
        Self {
            places: places.into_iter().map(|(name, place)| (name, Arc::new(place))).collect(),
            elsewhere: Arc::default(),
            root: "istio-system".into(),
            trust_domain: "cluster.local".into(),
        }
    }

    /// Everything it is built from.
    pub const KINDS: [Kind; 5] = [
        Kind::AuthorizationPolicy,
        Kind::RequestAuthentication,
        Kind::PeerAuthentication,
        Kind::EnvoyFilter,
        Kind::MeshConfig,
    ];
    pub const READS: Bits = Kind::bits(&Self::KINDS);

    /// Applies what a change marked dirty, and nothing else.
    pub fn update(&mut self, snapshot: &Snapshot, dirty: &Dirty) {
        let settings = Kind::MeshConfig.bit();
        if dirty.everywhere & Self::READS != 0 || dirty.spaces.values().any(|bits| bits & settings != 0) {
            self.settle(snapshot);
            return self.rebuild_all(snapshot);
        }
        for (name, _) in dirty.spaces.iter().filter(|(_, bits)| **bits & BITS != 0) {
            self.rebuild(snapshot, name);
        }
    }

    fn settle(&mut self, snapshot: &Snapshot) {
        let config = snapshot.space("istio-system").and_then(|space| space.mesh_configs.values().next());
        config.map_or("istio-system", |config| config.root_namespace()).clone_into(&mut self.root);
        config.map_or("cluster.local", |config| config.trust_domain()).clone_into(&mut self.trust_domain);
    }

    fn rebuild_all(&mut self, snapshot: &Snapshot) {
        self.places.clear();
        let asked = snapshot.feeds().iter().filter(|(kind, ..)| kind.bit() & BITS != 0);
        let asked = asked.map(|(_, namespace, _)| namespace).filter(|name| !name.is_empty());
        let root = self.root.clone();
        let names: BTreeSet<&str> =
            snapshot.spaces().map(|space| &*space.name).chain(asked).chain([root.as_str()]).collect();
        for name in names {
            self.rebuild(snapshot, name);
        }
    }

    fn rebuild(&mut self, snapshot: &Snapshot, name: &str) {
        let place = MeshObjects::read(snapshot.space(name), name, snapshot.feeds());
        self.places.insert(name.into(), Arc::new(place));
    }

    /// The same without the policies that call an external authorizer.
    pub(super) fn without_custom(mut self) -> Self {
        self.each_place(|place| place.policies.retain(|policy| policy.action != Action::Custom));
        self
    }

    pub(super) fn each_place(&mut self, change: impl Fn(&mut MeshObjects)) {
        self.places.values_mut().for_each(|place| change(Arc::make_mut(place)));
    }

    pub(super) fn place_mut(&mut self, namespace: &str) -> &mut MeshObjects {
        let elsewhere = &self.elsewhere;
        Arc::make_mut(self.places.entry(namespace.into()).or_insert_with(|| Arc::clone(elsewhere)))
    }

    #[must_use]
    pub fn trust_domain(&self) -> &str {
        &self.trust_domain
    }

    /// The namespace whose policies apply everywhere.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    #[must_use]
    pub fn place(&self, namespace: &str) -> &MeshObjects {
        self.places.get(namespace).unwrap_or(&self.elsewhere)
    }

    /// The places whose policies affect a pod: its own namespace, and the mesh's root namespace.
    pub fn places(&self, namespace: &str) -> impl Iterator<Item = &MeshObjects> {
        let root = (namespace != self.root).then(|| self.place(&self.root));
        std::iter::once(self.place(namespace)).chain(root)
    }

    pub fn policies<'a>(&'a self, pod: &'a Workload) -> impl Iterator<Item = &'a Arc<AuthorizationPolicy>> {
        let of = |place: &'a MeshObjects| place.policies.iter();
        self.places(&pod.namespace).flat_map(of).filter(|policy| reaches(&policy.attached, pod))
    }

    pub fn requests<'a>(&'a self, pod: &'a Workload) -> impl Iterator<Item = &'a Arc<RequestAuthentication>> {
        let of = |place: &'a MeshObjects| place.requests.iter();
        self.places(&pod.namespace)
            .flat_map(of)
            .filter(|authentication| reaches(&authentication.attached, pod))
    }

    #[must_use]
    pub fn gap(&self, namespace: &str, kind: Kind) -> Option<&str> {
        self.places(namespace).find_map(|place| place.gap(kind))
    }
}

/// A policy attached to a gateway or waypoint by reference does not select sidecars.
fn reaches(attached: &Attachment, pod: &Workload) -> bool {
    attached.selects(&pod.labels)
}
