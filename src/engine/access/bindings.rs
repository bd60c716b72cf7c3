//! The bindings of one namespace, or of the cluster, indexed by the subject's name or group.

use super::answer::{GrantChain, UnreadGap};
use super::roles::{Roles, unread};
use super::subject::{Who, account_name};
use crate::model::rbac::{Binding, Subject};
use crate::model::space::Map;
use crate::model::{Feeds, Kind, Space};
use std::collections::HashMap;
use std::sync::Arc;

/// Positions of grants, by the subject's name.
type Spots = HashMap<Box<str>, Vec<u32>>;

#[derive(Debug, Default)]
pub(super) struct NamespaceBindings {
    /// Empty for cluster-wide bindings.
    pub name: Arc<str>,
    pub grants: Vec<Grant>,
    pub roles: Roles,
    /// What could not be read here.
    pub blind: Vec<UnreadGap>,
    users: Spots,
    groups: Spots,
}

/// One binding, its subjects made explicit.
#[derive(Debug)]
pub(super) struct Grant {
    pub chain: Arc<GrantChain>,
    pub subjects: Vec<Arc<Subject>>,
}

impl NamespaceBindings {
    /// The cluster's bindings; its roles are stored elsewhere, because every namespace uses them.
    pub fn cluster(cluster: &Space, feeds: &Feeds) -> Self {
        let blind = blind(Kind::ClusterRoleBinding, Some(cluster), feeds, "");
        Self::new("", &cluster.cluster_role_bindings, blind)
    }

    pub fn space(space: Option<&Space>, feeds: &Feeds, name: &str) -> Self {
        let none = Map::new();
        let bindings = space.map_or(&none, |space| &space.role_bindings);
        let roles = Roles::of_space(space, feeds, name);
        Self { roles, ..Self::new(name, bindings, blind(Kind::RoleBinding, space, feeds, name)) }
    }

    fn new(name: &str, bindings: &Map<Binding>, blind: Vec<UnreadGap>) -> Self {
        let mut place = Self { name: name.into(), blind, ..Self::default() };
        for (name, binding) in bindings {
            place.add(name, binding);
        }
        place
    }

    fn add(&mut self, name: &Arc<str>, binding: &Binding) {
        let chain =
            GrantChain { namespace: self.name.clone(), binding: name.clone(), role: binding.role.clone() };
        let Ok(at) = u32::try_from(self.grants.len()) else { return };
        let explicit = |subject: &Subject| {
            let mut subject = subject.clone();
            if subject.kind != "ServiceAccount" {
                subject.namespace.clear();
            } else if subject.namespace.is_empty() {
                subject.namespace = self.name.to_string();
            }
            Arc::new(subject)
        };
        let subjects: Vec<Arc<Subject>> = binding.subjects.iter().map(explicit).collect();
        for subject in &subjects {
            self.list(subject, at);
        }
        self.grants.push(Grant { chain: Arc::new(chain), subjects });
    }

    fn list(&mut self, subject: &Subject, grant: u32) {
        let (map, key): (&mut Spots, Box<str>) = match subject.kind.as_str() {
            "User" => (&mut self.users, subject.name.as_str().into()),
            "Group" => (&mut self.groups, subject.name.as_str().into()),
            "ServiceAccount" if !subject.namespace.is_empty() => {
                (&mut self.users, account_name(&subject.namespace, &subject.name).into())
            }
            _ => return,
        };
        map.entry(key).or_default().push(grant);
    }

    /// The names of users and groups in the bindings.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.users.keys().chain(self.groups.keys()).map(|name| &**name)
    }

    /// The grants that apply to a subject, each once.
    pub fn of(&self, who: &Who) -> impl Iterator<Item = &Grant> {
        let groups = who.groups.iter().filter_map(|group| self.groups.get(group.as_str()));
        let all = self.users.get(who.user.as_str()).into_iter().chain(groups);
        let mut spots: Vec<u32> = all.flatten().copied().collect();
        spots.sort_unstable();
        spots.dedup();
        spots.into_iter().filter_map(|at| self.grants.get(at as usize))
    }
}

impl Grant {
    /// Whether a subject can exist: a ServiceAccount needs a namespace.
    pub fn holders(&self) -> impl Iterator<Item = &Arc<Subject>> {
        self.subjects.iter().filter(|subject| match subject.kind.as_str() {
            "User" | "Group" => true,
            "ServiceAccount" => !subject.namespace.is_empty(),
            _ => false,
        })
    }
}

/// What could not be read of the bindings of a place.
fn blind(kind: Kind, space: Option<&Space>, feeds: &Feeds, name: &str) -> Vec<UnreadGap> {
    let gap = |object: &str, why: Arc<str>| UnreadGap {
        kind,
        namespace: name.into(),
        name: object.into(),
        through: None,
        why,
    };
    let broken = space.into_iter().flat_map(|space| &space.unreadable);
    let broken = broken.filter(|((broken, _), _)| *broken == kind);
    let broken = broken.map(|((_, object), why)| gap(object, why.as_str().into()));
    unread(feeds, kind, name).map(|why| gap("", why)).into_iter().chain(broken).collect()
}
