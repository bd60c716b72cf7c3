//! The policies that decide about connections: on a cluster those that exist, over files also those that the API
//! gateway will generate from APIRules. A snapshot flows in; one answer for every screen and command flows out.

use super::connection::MeshVisit;
use super::generate::{GeneratedObjects, GenerationContext, generate};
use super::index::Mesh;
use super::request::Workload;
use super::treatment::{ConnectionVerdict, Treatment};
use super::unseen::{self, Unsure};
use crate::model::{Bits, Dirty, Extent, Kind, Snapshot};

/// The policies, with what is not known about them.
#[derive(Debug, Clone)]
pub struct InForce {
    pub mesh: Mesh,
    unsure: Unsure,
    /// The APIRules whose policies are assumed, as `namespace/name`.
    assumed: Vec<String>,
}

impl From<Mesh> for InForce {
    fn from(mesh: Mesh) -> Self {
        Self { mesh, unsure: Unsure::default(), assumed: Vec::new() }
    }
}

impl InForce {
    /// The kinds that determine the policies of an APIRule, and what those policies affect.
    pub const KINDS: [Kind; 17] = [
        Kind::Namespace,
        Kind::APIRule,
        Kind::Function,
        Kind::Service,
        Kind::Pod,
        Kind::VirtualService,
        Kind::Gateway,
        Kind::AuthorizationPolicy,
        Kind::RequestAuthentication,
        Kind::PeerAuthentication,
        Kind::EnvoyFilter,
        Kind::MeshConfig,
        Kind::StatefulSet,
        Kind::DaemonSet,
        // Which API gateway runs, its exceptions, and which component checks tokens of v1beta1 rules.
        Kind::Deployment,
        Kind::ConfigMap,
        Kind::GatewayConfig,
    ];

    /// Returns what the policies of a snapshot depend on.
    #[must_use]
    pub const fn reads(extent: Extent) -> Bits {
        match extent {
            Extent::Cluster => Mesh::READS,
            Extent::Files => Mesh::READS | Kind::bits(&Self::KINDS),
        }
    }

    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        match snapshot.extent() {
            Extent::Cluster => Self::with(snapshot, &[]),
            Extent::Files => {
                let world = GenerationContext { snapshot, whole: false, taken: false };
                let rules = snapshot.spaces().flat_map(|space| space.api_rules.values());
                Self::with(snapshot, &rules.map(|rule| generate(rule, &world)).collect::<Vec<_>>())
            }
        }
    }

    /// Returns the same for APIRules whose resources were generated before; a cluster has them already.
    #[must_use]
    pub fn with(snapshot: &Snapshot, all: &[GeneratedObjects]) -> Self {
        match snapshot.extent() {
            Extent::Cluster => Self::from(Mesh::of(snapshot)),
            Extent::Files => {
                let valid = || all.iter().filter(|one| one.valid != Some(false));
                Self {
                    mesh: Mesh::intended(snapshot, valid()),
                    unsure: Unsure::of(snapshot, all),
                    assumed: valid().map(|generated| unseen::name(&generated.rule)).collect(),
                }
            }
        }
    }

    /// Returns the policies, updated by what changed since.
    #[must_use]
    pub fn after(mut self, snapshot: &Snapshot, dirty: &Dirty) -> Self {
        match snapshot.extent() {
            Extent::Cluster => {
                self.mesh.update(snapshot, dirty);
                self
            }
            Extent::Files if dirty.affects(Self::reads(Extent::Files)) => Self::of(snapshot),
            Extent::Files => self,
        }
    }

    /// Returns the verdict on a connection, or unknown if underivable policies may decide otherwise.
    #[must_use]
    pub fn between(&self, visit: MeshVisit<'_>) -> ConnectionVerdict {
        let told = self.mesh.between(visit);
        match self.doubt(visit.target) {
            Some(why) if told.say != Treatment::None => {
                ConnectionVerdict { say: Treatment::Unknown, by: Vec::new(), why: why.into() }
            }
            _ => told,
        }
    }

    /// Returns why policies that cannot be derived may decide about a pod.
    #[must_use]
    pub fn doubt(&self, pod: &Workload) -> Option<&str> {
        self.unsure.about(pod)
    }

    /// Returns a sentence about the assumed policies, if there are any.
    #[must_use]
    pub fn assumption(&self) -> Option<String> {
        const SHOWN: usize = 3;
        let names = self.assumed.get(..self.assumed.len().min(SHOWN)).unwrap_or_default().join(", ");
        let more = match self.assumed.len().checked_sub(SHOWN) {
            Some(more) if more > 0 => format!(" and {more} more"),
            _ => String::new(),
        };
        let plural = if self.assumed.len() == 1 { "" } else { "s" };
        (!self.assumed.is_empty()).then(|| {
            format!("The policies that are generated from the APIRule{plural} {names}{more} are assumed.")
        })
    }

    /// Returns the labels that pods of a namespace are distinguished by.
    pub(super) fn labels<'a>(&'a self, namespace: &'a str) -> impl Iterator<Item = &'a str> {
        self.unsure.labels(namespace)
    }
}
