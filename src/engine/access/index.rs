//! RBAC as the API server's authorizer evaluates it, over an index that is rebuilt a namespace at a time.

use super::action::{AccessRequest, ActionTarget};
use super::answer::{AccessAnswer, GrantedBy, UnreadGap};
use super::bindings::{Grant, NamespaceBindings};
use super::roles::{RoleLookup, Roles};
use super::subject::Who;
use crate::model::{Bits, Dirty, Kind, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything the authorizer evaluates; a copy costs a few pointers per namespace.
#[derive(Debug, Clone)]
pub struct AccessIndex {
    pub(super) cluster: Arc<NamespaceBindings>,
    pub(super) cluster_roles: Arc<Roles>,
    pub(super) spaces: BTreeMap<Arc<str>, Arc<NamespaceBindings>>,
    /// The placeholder for a namespace about which nothing is known.
    elsewhere: Arc<NamespaceBindings>,
}

const NAMESPACED: Bits = Kind::Role.bit() | Kind::RoleBinding.bit();

impl AccessIndex {
    /// The revision bits of everything the index is built from.
    pub const READS: Bits = NAMESPACED | Kind::ClusterRole.bit() | Kind::ClusterRoleBinding.bit();

    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let feeds = snapshot.feeds();
        let mut access = Self {
            cluster: Arc::new(NamespaceBindings::cluster(snapshot.cluster(), feeds)),
            cluster_roles: Arc::new(Roles::of_cluster(snapshot.cluster(), feeds)),
            spaces: BTreeMap::new(),
            elsewhere: Arc::default(),
        };
        access.rebuild_spaces(snapshot);
        access
    }

    /// Applies what a change marked dirty, and nothing else.
    pub fn update(&mut self, snapshot: &Snapshot, dirty: &Dirty) {
        let (feeds, cluster) = (snapshot.feeds(), snapshot.cluster());
        if dirty.everywhere & Kind::ClusterRoleBinding.bit() != 0 {
            self.cluster = Arc::new(NamespaceBindings::cluster(cluster, feeds));
        }
        if dirty.everywhere & Kind::ClusterRole.bit() != 0 {
            self.cluster_roles = Arc::new(Roles::of_cluster(cluster, feeds));
        }
        if dirty.everywhere & NAMESPACED != 0 {
            return self.rebuild_spaces(snapshot);
        }
        for (name, _) in dirty.spaces.iter().filter(|(_, bits)| **bits & NAMESPACED != 0) {
            self.rebuild(snapshot, name);
        }
    }

    fn rebuild_spaces(&mut self, snapshot: &Snapshot) {
        let feeds = snapshot.feeds();
        let asked = feeds.iter().filter(|(kind, ..)| kind.bit() & NAMESPACED != 0);
        let asked = asked.map(|(_, namespace, _)| namespace).filter(|namespace| !namespace.is_empty());
        let names: BTreeSet<&str> = snapshot.spaces().map(|space| &*space.name).chain(asked).collect();
        self.spaces.clear();
        for name in names {
            self.rebuild(snapshot, name);
        }
        self.elsewhere = Arc::new(NamespaceBindings::space(None, feeds, ""));
    }

    fn rebuild(&mut self, snapshot: &Snapshot, name: &str) {
        let (space, feeds) = (snapshot.space(name), snapshot.feeds());
        let followed = [Kind::Role, Kind::RoleBinding].iter().any(|kind| feeds.own(*kind, name).is_some());
        if space.is_none() && !followed {
            self.spaces.remove(name);
            return;
        }
        let name: Arc<str> = name.into();
        let place = NamespaceBindings::space(space, feeds, &name);
        self.spaces.insert(name, Arc::new(place));
    }

    /// Returns whether a subject may perform an action, with every chain that allows it.
    #[must_use]
    pub fn can(&self, who: &Who, action: &AccessRequest) -> AccessAnswer {
        let mut via: Vec<GrantedBy> = who.is_master().then_some(GrantedBy::Masters).into_iter().collect();
        for place in self.places(action) {
            let allowing = place.of(who).filter(|grant| self.role_of(place, grant).allows(action));
            via.extend(allowing.map(|grant| GrantedBy::Chain(grant.chain.clone())));
        }
        if !via.is_empty() {
            via.sort_unstable();
            return AccessAnswer::Allowed(via);
        }
        let gaps = self.gaps(who, action.namespace());
        if gaps.is_empty() { AccessAnswer::Denied } else { AccessAnswer::Unknown(gaps) }
    }

    /// The same as a plain yes or no.
    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn allows(&self, who: &Who, action: &AccessRequest) -> bool {
        let allowed =
            |place: &NamespaceBindings| place.of(who).any(|grant| self.role_of(place, grant).allows(action));
        who.is_master() || self.places(action).into_iter().any(allowed)
    }

    /// What was not read of a subject's permissions in a namespace, or cluster-wide.
    #[must_use]
    pub fn gaps(&self, who: &Who, namespace: &str) -> Vec<UnreadGap> {
        let places = [Some(&*self.cluster), self.place(namespace)];
        let mut all = Vec::new();
        for place in places.into_iter().flatten() {
            all.extend(place.blind.iter().map(|gap| in_place(gap, namespace)));
            all.extend(place.of(who).filter_map(|grant| self.role_gap(place, grant)));
        }
        all
    }

    /// The known namespaces, with or without bindings.
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.spaces.keys().map(|name| &**name)
    }

    pub(super) fn role_gap(&self, place: &NamespaceBindings, grant: &Grant) -> Option<UnreadGap> {
        let role = self.role_of(place, grant);
        let why = role.gap()?.clone();
        let of_cluster = grant.chain.role.kind == "ClusterRole";
        Some(UnreadGap {
            kind: if of_cluster { Kind::ClusterRole } else { Kind::Role },
            namespace: place.name.clone(),
            name: grant.chain.role.name.as_str().into(),
            through: Some(grant.chain.clone()),
            why,
        })
    }

    /// The rules behind a grant's role; a ClusterRoleBinding never refers to a Role.
    pub(super) fn role_of<'a>(&'a self, place: &'a NamespaceBindings, grant: &Grant) -> RoleLookup<'a> {
        let role = &grant.chain.role;
        match role.kind.as_str() {
            "ClusterRole" => self.cluster_roles.find(&role.name),
            "Role" if !place.name.is_empty() => place.roles.find(&role.name),
            _ => RoleLookup::Nothing,
        }
    }

    /// The places whose bindings apply to an action: the cluster, then its namespace.
    fn places(&self, action: &AccessRequest) -> impl IntoIterator<Item = &NamespaceBindings> {
        let own = match &action.target {
            ActionTarget::Resource(resource) => self.place(&resource.namespace),
            ActionTarget::Path(_) => None,
        };
        [Some(&*self.cluster), own].into_iter().flatten()
    }

    pub(super) fn place(&self, namespace: &str) -> Option<&NamespaceBindings> {
        if namespace.is_empty() {
            return None;
        }
        Some(self.spaces.get(namespace).unwrap_or(&self.elsewhere))
    }

    /// Why a namespace that was not listed may still contain bindings.
    pub(super) fn unlisted(&self, namespace: &str) -> impl Iterator<Item = UnreadGap> {
        self.elsewhere.blind.iter().map(move |gap| in_place(gap, namespace))
    }
}

/// A gap of the placeholder names the namespace of the request instead.
fn in_place(gap: &UnreadGap, namespace: &str) -> UnreadGap {
    let mut gap = gap.clone();
    if gap.kind == Kind::RoleBinding && gap.namespace.is_empty() {
        gap.namespace = namespace.into();
    }
    gap
}
