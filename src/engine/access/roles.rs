//! The rules behind a role's name: its own, those of the roles it aggregates, or why they are not known.

use super::action::AccessRequest;
use super::permissions::Powers;
use super::rule;
use crate::model::rbac::{RbacRule, Role};
use crate::model::space::Map;
use crate::model::{Feeds, Kind, Space};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// Roles of one namespace, or the cluster roles.
#[derive(Debug, Default)]
pub(super) struct Roles {
    by_name: HashMap<Box<str>, Effective>,
    /// Why not all of them are known.
    unread: Option<Arc<str>>,
    broken: BTreeMap<Box<str>, Arc<str>>,
    of_cluster: bool,
}

/// The effective rules of one role.
#[derive(Debug, Default)]
pub(super) struct Effective {
    parts: Vec<Arc<Role>>,
    /// Why it may contain more than is known.
    pub gap: Option<Arc<str>>,
    powers: OnceLock<Powers>,
}

/// The result of looking up a role's name.
#[derive(Debug, Clone, Copy)]
pub(super) enum RoleLookup<'a> {
    Role(&'a Effective),
    /// `cluster-admin`, which every API server has, where it was not read.
    Everything,
    Unseen(&'a Arc<str>),
    Nothing,
}

/// Why nothing can be concluded from a kind in a place; `None` when all of it is known.
pub(super) fn unread(feeds: &Feeds, kind: Kind, namespace: &str) -> Option<Arc<str>> {
    if feeds.own(kind, namespace).or_else(|| feeds.own(kind, "")).is_none() {
        return Some("not requested".into());
    }
    let feed = feeds.of(kind, namespace);
    (!feed.known()).then(|| feed.why().into())
}

impl Effective {
    fn plain(role: &Arc<Role>) -> Self {
        Self { parts: vec![role.clone()], ..Self::default() }
    }

    pub fn rules(&self) -> impl Iterator<Item = &RbacRule> {
        self.parts.iter().flat_map(|role| &role.rules)
    }

    pub fn allows(&self, action: &AccessRequest) -> bool {
        self.rules().any(|rbac_rule| rule::allows(rbac_rule, action))
    }

    /// The named permissions it allows, computed on first use.
    pub fn powers(&self) -> Powers {
        *self.powers.get_or_init(|| Powers::of(self.rules()))
    }
}

impl RoleLookup<'_> {
    pub fn allows(self, action: &AccessRequest) -> bool {
        match self {
            Self::Role(role) => role.allows(action),
            Self::Everything => true,
            Self::Unseen(_) | Self::Nothing => false,
        }
    }

    /// Why it may allow more than was read.
    pub fn gap(&self) -> Option<&Arc<str>> {
        match self {
            Self::Role(role) => role.gap.as_ref(),
            Self::Unseen(why) => Some(why),
            Self::Everything | Self::Nothing => None,
        }
    }

    pub fn powers(self) -> Powers {
        match self {
            Self::Role(role) => role.powers(),
            Self::Everything => Powers::ALL,
            Self::Unseen(_) | Self::Nothing => Powers::default(),
        }
    }
}

impl Roles {
    /// The Roles of a namespace.
    pub fn of_space(space: Option<&Space>, feeds: &Feeds, namespace: &str) -> Self {
        let mut roles = Self::unread_of(space, feeds, Kind::Role, namespace);
        let all = space.into_iter().flat_map(|space| &space.roles);
        roles.by_name = all.map(|(name, role)| ((&**name).into(), Effective::plain(role))).collect();
        roles
    }

    /// The cluster roles; those that aggregate others are computed as their controller does.
    pub fn of_cluster(cluster: &Space, feeds: &Feeds) -> Self {
        let mut roles = Self::unread_of(Some(cluster), feeds, Kind::ClusterRole, "");
        let blind = roles.unread.clone().or_else(|| roles.broken.values().next().cloned());
        let all = &cluster.cluster_roles;
        roles.by_name =
            all.iter().map(|(name, role)| ((&**name).into(), gathered(all, role, blind.as_ref()))).collect();
        roles
    }

    fn unread_of(space: Option<&Space>, feeds: &Feeds, kind: Kind, namespace: &str) -> Self {
        let broken = space.into_iter().flat_map(|space| &space.unreadable);
        let broken = broken.filter(|((broken, _), _)| *broken == kind);
        Self {
            unread: unread(feeds, kind, namespace),
            broken: broken.map(|((_, name), why)| (name.as_str().into(), why.as_str().into())).collect(),
            of_cluster: kind == Kind::ClusterRole,
            by_name: HashMap::new(),
        }
    }

    pub fn find(&self, name: &str) -> RoleLookup<'_> {
        if let Some(role) = self.by_name.get(name) {
            return RoleLookup::Role(role);
        }
        if let Some(why) = self.broken.get(name) {
            return RoleLookup::Unseen(why);
        }
        match (&self.unread, name) {
            (_, "cluster-admin") if self.of_cluster => RoleLookup::Everything,
            (Some(why), _) => RoleLookup::Unseen(why),
            (None, "view" | "edit" | "admin") if self.of_cluster => RoleLookup::Unseen(why_unread()),
            (None, _) => RoleLookup::Nothing,
        }
    }
}

fn why_unread() -> &'static Arc<str> {
    static WHY: OnceLock<Arc<str>> = OnceLock::new();
    WHY.get_or_init(|| "every API server has this role, but it was not read here".into())
}

/// The roles whose rules are in effect under a cluster role's name: its own, or those it aggregates where no
/// controller has written their rules into it yet.
#[must_use]
pub fn parts(all: &Map<Role>, role: &Arc<Role>) -> Vec<Arc<Role>> {
    if role.aggregates.is_none() || !role.rules.is_empty() {
        return vec![Arc::clone(role)];
    }
    let mut parts = BTreeMap::new();
    gather(all, role, &mut BTreeSet::new(), &mut parts);
    parts.into_values().collect()
}

fn gathered(all: &Map<Role>, role: &Arc<Role>, blind: Option<&Arc<str>>) -> Effective {
    if role.aggregates.is_none() {
        return Effective::plain(role);
    }
    let mut parts = BTreeMap::new();
    if blind.is_none() {
        gather(all, role, &mut BTreeSet::new(), &mut parts);
    } else {
        parts.insert(&*role.meta.name, role.clone());
    }
    Effective { parts: parts.into_values().collect(), gap: blind.cloned(), ..Effective::default() }
}

/// The roles whose own rules end up in this one; a role whose selectors match none keeps the rules it shows.
fn gather<'a>(
    all: &'a Map<Role>,
    role: &'a Arc<Role>,
    visited: &mut BTreeSet<&'a str>,
    parts: &mut BTreeMap<&'a str, Arc<Role>>,
) {
    if !visited.insert(&role.meta.name) {
        return;
    }
    let selectors = role.aggregates.as_deref().unwrap_or_default();
    let selected = |one: &&Arc<Role>| {
        one.meta.name != role.meta.name && selectors.iter().any(|selector| selector.matches(&one.meta.labels))
    };
    let mut selected = all.values().filter(selected).peekable();
    if selected.peek().is_none() {
        parts.insert(&role.meta.name, role.clone());
    }
    selected.for_each(|one| gather(all, one, visited, parts));
}
