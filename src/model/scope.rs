//! The data that a check may read: one namespace, the cluster-wide objects, and the indexes.

use super::apirule::ApiRule;
use super::calendar::Day;
use super::index::{Exposure, ServiceRoutes, Tokens};
use super::legacy::LegacyHandling;
use super::mesh::MeshConfig;
use super::parameters::Parameters;
use super::platform::Platform;
use super::reads::Reads;
use super::snapshot::{Extent, Snapshot};
use super::space::unread;
use super::{Feed, Kind, Memo, Space};

/// One namespace as checks see it.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub space: &'a Space,
    pub today: Day,
    snapshot: &'a Snapshot,
    memo: Option<&'a Memo>,
}

impl<'a> Scope<'a> {
    pub fn new(snapshot: &'a Snapshot, space: &'a Space, today: Day) -> Self {
        Self { space, today, snapshot, memo: None }
    }

    /// Returns the same scope with a memo, which must be new for this evaluation.
    #[must_use]
    pub fn with(self, memo: &'a Memo) -> Self {
        Self { memo: Some(memo), ..self }
    }

    /// Returns the results that checks share, if they run one after the other.
    #[must_use]
    pub fn memo(&self) -> Option<&'a Memo> {
        self.memo
    }

    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.space.name
    }

    /// Returns the cluster-wide objects.
    #[must_use]
    pub fn cluster(&self) -> &'a Space {
        self.snapshot.cluster()
    }

    /// Returns the platform's own namespace.
    #[must_use]
    pub fn system(&self) -> Option<&'a Space> {
        self.snapshot.space("kyma-system")
    }

    /// Returns the mesh's own namespace, whose policies apply everywhere.
    #[must_use]
    pub fn mesh(&self) -> Option<&'a Space> {
        self.snapshot.space("istio-system")
    }

    /// Returns the settings of the mesh, where they can be read.
    pub fn mesh_config(&self) -> Option<&'a MeshConfig> {
        self.mesh()?.mesh_configs.values().next().map(AsRef::as_ref)
    }

    /// Returns the whole snapshot, for engines that need the surroundings of an object. A check that uses
    /// them still declares their inputs in `reads`.
    #[must_use]
    pub fn whole(&self) -> &'a Snapshot {
        self.snapshot
    }

    /// Whether only files were read, so that nothing can be concluded from missing objects.
    #[must_use]
    pub fn is_from_files(&self) -> bool {
        self.snapshot.extent() == Extent::Files
    }

    #[must_use]
    pub fn parameters(&self) -> &'a Parameters {
        self.snapshot.parameters()
    }

    #[must_use]
    pub fn platform(&self) -> &'a Platform {
        self.snapshot.platform()
    }

    /// Returns what happens to a v1beta1 `APIRule` in this cluster.
    #[must_use]
    pub fn fate(&self, rule: &ApiRule) -> LegacyHandling {
        LegacyHandling::of(rule, self.snapshot)
    }

    /// Returns the external entry points that no `APIRule` created.
    #[must_use]
    pub fn ways(&self) -> &'a ServiceRoutes {
        self.snapshot.ways()
    }

    #[must_use]
    pub fn exposure(&self) -> &'a Exposure {
        self.snapshot.exposure()
    }

    #[must_use]
    pub fn tokens(&self) -> &'a Tokens {
        self.snapshot.tokens()
    }

    #[must_use]
    pub fn runtimes_served(&self) -> &'a [String] {
        self.snapshot.schema().map_or(&[], |schema| &schema.runtimes)
    }

    /// Returns what prevents a verdict: the kinds that a check needs and that cannot be read, with the
    /// reason.
    #[must_use]
    pub fn missing(&self, reads: &[Reads]) -> Vec<(Kind, String)> {
        reads.iter().flat_map(|read| self.missing_of(*read)).collect()
    }

    fn missing_of(&self, read: Reads) -> Vec<(Kind, String)> {
        match read {
            Reads::Kind(kind) => self.unseen(kind, self.name(), false),
            Reads::Optional(kind) => self.unseen(kind, self.name(), true),
            Reads::Everywhere(kind) => self.unseen(kind, kind.info().place(), false),
            Reads::Exposure | Reads::Tokens => self.unseen(Kind::APIRule, self.name(), true),
            Reads::Advisories if self.parameters().advisories.is_none() => {
                vec![(Kind::Function, "no OSV data: name it with --osv".into())]
            }
            Reads::Advisories
            | Reads::Platform
            | Reads::Hint(_)
            | Reads::Hints(_)
            | Reads::OtherPolicies
            | Reads::Code
            | Reads::Source
            | Reads::Packages
            | Reads::Callees
            | Reads::ExposureHint => Vec::new(),
        }
    }

    /// Returns the kinds that show whether a check has anything to evaluate in this namespace, or in any.
    #[must_use]
    pub fn unseen_everywhere(&self, kind: Kind) -> Vec<(Kind, String)> {
        let feed = self.snapshot.feeds().of(kind, kind.info().place());
        if !(feed.known() || feed == &Feed::NotServed) {
            return vec![(kind, feed.why().to_owned())];
        }
        let elsewhere =
            self.snapshot.broken().iter().filter(|(of, space)| *of == kind && **space != *self.space.name);
        elsewhere
            .filter_map(|(_, space)| self.snapshot.space(space))
            .flat_map(|space| unreadable(space, kind))
            .collect()
    }

    fn unseen(&self, kind: Kind, namespace: &str, optional: bool) -> Vec<(Kind, String)> {
        let namespace = if kind.info().namespaced() { namespace } else { self.name_for(kind) };
        let feed = self.snapshot.feeds().of(kind, namespace);
        let simply_none = optional && feed == &Feed::NotServed;
        if !(feed.known() || simply_none) {
            return vec![(kind, feed.why().to_owned())];
        }
        if kind == Kind::Namespace && !self.space.is_cluster() && self.space.namespace().is_none() {
            return vec![(kind, "the Namespace object was not read".into())];
        }
        if kind == Kind::MeshConfig
            && let Some(fault) = self.mesh_config().and_then(|config| config.fault.as_deref())
        {
            return vec![(kind, format!("its text could not be read: {fault}"))];
        }
        // The rest of the other kinds is evaluated anyway; see the doubts of a check.
        if kind.is_read_in_part() { Vec::new() } else { self.unreadable(kind) }
    }

    /// Returns objects of a kind that could not be read and that are relevant here: those of the namespace,
    /// of the cluster, or of the one place that applies to all.
    #[must_use]
    pub fn unreadable(&self, kind: Kind) -> Vec<(Kind, String)> {
        if !kind.decides_everywhere() && (kind.info().namespaced() || kind == Kind::Namespace) {
            return unreadable(self.space, kind).collect();
        }
        let homes = self.snapshot.broken().iter().filter(|(of, _)| *of == kind);
        homes
            .filter_map(|(_, name)| self.snapshot.space(name))
            .flat_map(|space| unreadable(space, kind))
            .collect()
    }

    /// Returns the refusal of a kind that a check uses.
    #[must_use]
    pub fn refusal(&self, kind: Kind) -> Option<(Kind, String)> {
        let home = if kind.info().namespaced() { self.name() } else { self.name_for(kind) };
        let place = if kind.info().place().is_empty() { home } else { kind.info().place() };
        self.refusal_in(place, kind)
    }

    /// Returns the same for another namespace.
    #[must_use]
    pub fn refusal_in(&self, place: &str, kind: Kind) -> Option<(Kind, String)> {
        let feed = self.snapshot.feeds().of(kind, place);
        (feed.is_refusal() || feed == &Feed::NotAsked).then(|| (kind, feed.why().to_owned()))
    }

    /// Returns objects of a kind that could not be read in a namespace.
    #[must_use]
    pub fn unreadable_in(&self, namespace: &str, kind: Kind) -> Vec<(Kind, String)> {
        self.snapshot.space(namespace).into_iter().flat_map(|space| unreadable(space, kind)).collect()
    }

    /// Returns the namespace for a kind: a Namespace may be readable by name where namespaces cannot be
    /// listed.
    fn name_for(&self, kind: Kind) -> &'a str {
        if kind == Kind::Namespace { self.name() } else { "" }
    }
}

/// Returns the objects of a kind that could not be read, or only in part.
fn unreadable(space: &Space, kind: Kind) -> impl Iterator<Item = (Kind, String)> {
    let own = space.unreadable.iter().filter(move |((broken, _), _)| *broken == kind);
    own.map(move |((_, name), why)| (kind, unread(name, why)))
}
