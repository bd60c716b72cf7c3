//! What subjects can do anywhere: over the whole cluster, and in which namespaces besides.
//!
//! The cost grows with the number of subjects in all bindings: the two groups that every ServiceAccount is in, and that
//! bindings of many namespaces may name, are evaluated once for all of them.

use super::bindings::NamespaceBindings;
use super::escalation::{Capability, CapabilityReach};
use super::granted::GrantedPermission;
use super::index::AccessIndex;
use super::permissions::Powers;
use super::subject::{ACCOUNTS, AUTHENTICATED, Who};
use crate::model::rbac::Subject;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

const COUNT: usize = Capability::ALL.len();

/// How far a subject has a capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Over the whole cluster.
    pub wide: CapabilityReach,
    /// The namespaces in which it is more than that, by the strongest path there.
    pub direct: usize,
    pub indirect: usize,
    pub some: usize,
}

/// What one subject can do anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Everywhere {
    pub subject: Arc<Subject>,
    /// In the order of the capabilities.
    pub extents: [Extent; COUNT],
    /// Whether a role of it was not read.
    pub is_partial: bool,
}

impl Extent {
    const NONE: Self = Self { wide: CapabilityReach::No, direct: 0, indirect: 0, some: 0 };

    fn count(&mut self, reach: CapabilityReach) -> &mut usize {
        match reach {
            CapabilityReach::Direct => &mut self.direct,
            CapabilityReach::Indirect => &mut self.indirect,
            CapabilityReach::Some | CapabilityReach::No => &mut self.some,
        }
    }
}

/// Bindings by the names in them, and what they give to the groups of all ServiceAccounts.
struct Index<'a> {
    access: &'a AccessIndex,
    named: HashMap<&'a str, BTreeSet<&'a str>>,
    /// The extents of an account that has these permissions over the cluster, and no others of its own.
    common: HashMap<(u128, u128), [Extent; COUNT]>,
}

/// Whether bindings of many namespaces may name a group without meaning a few subjects.
fn is_broad(group: &str) -> bool {
    group == ACCOUNTS || group == AUTHENTICATED
}

impl AccessIndex {
    /// Returns what each subject that any binding names can do, and where.
    #[must_use]
    pub fn everywhere(&self) -> Vec<Everywhere> {
        let places = [&*self.cluster].into_iter().chain(self.spaces.values().map(|place| &**place));
        let grants = places.flat_map(|place| &place.grants);
        let mut subjects: Vec<Arc<Subject>> =
            grants.flat_map(super::bindings::Grant::holders).cloned().collect();
        subjects.sort_unstable();
        subjects.dedup();
        let mut index = Index::of(self);
        subjects.into_iter().map(|subject| index.row(subject)).collect()
    }

    /// Returns the namespaces in which a subject has a capability, and how; empty for those where it has no more than
    /// over the whole cluster.
    #[must_use]
    pub fn namespaces_of(&self, who: &Who, to: Capability) -> Vec<(Arc<str>, CapabilityReach)> {
        let wide = self.permission_of(who, "").reach(to);
        let each = self.spaces.iter().filter(|(_, place)| place.of(who).next().is_some());
        let reach = |(name, _): (&Arc<str>, _)| (name.clone(), self.permission_of(who, name).reach(to));
        each.map(reach).filter(|(_, reach)| *reach > wide).collect()
    }

    /// Whether not all bindings of all namespaces were read.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        let each = self.spaces.values().any(|place| !place.blind.is_empty());
        each || !self.cluster.blind.is_empty() || self.unlisted("").next().is_some()
    }
}

impl<'a> Index<'a> {
    fn of(access: &'a AccessIndex) -> Self {
        let mut named: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (name, place) in &access.spaces {
            for key in place.names() {
                named.entry(key).or_default().insert(name);
            }
        }
        Self { access, named, common: HashMap::new() }
    }

    fn places(&self, keys: &[&str]) -> BTreeSet<&'a str> {
        keys.iter().filter_map(|key| self.named.get(key)).flatten().copied().collect()
    }

    fn row(&mut self, subject: Arc<Subject>) -> Everywhere {
        let who = Who::of(&subject);
        let (broad, mut own): (Vec<&str>, Vec<&str>) = who
            .groups
            .iter()
            .map(String::as_str)
            .filter(|group| !group.is_empty())
            .partition(|group| is_broad(group));
        own.push(&who.user);
        // A subject that is one of these groups itself has them as its own.
        let is_account = !who.user.is_empty();
        let places = self.places(&if is_account { own } else { [own, broad.clone()].concat() });
        let common = if is_account { self.places(&broad) } else { BTreeSet::new() };
        let wide = self.access.permission_of(&who, "");
        let mut extents = if common.is_empty() { start(wide) } else { self.common(&who, wide, &common) };
        let mut is_partial = self.has_gap(&self.access.cluster, &who);
        for name in places {
            let Some(place) = self.access.spaces.get(name) else { continue };
            is_partial |= self.has_gap(place, &who);
            if common.contains(name) {
                take_away(&mut extents, wide, self.access.permission_of(&everyone(&who), name).here);
            }
            add(&mut extents, wide, self.access.permission_of(&who, name).here);
        }
        Everywhere { subject, extents, is_partial }
    }

    /// Returns what the groups of every account give, together with permissions over the cluster.
    fn common(&mut self, who: &Who, wide: GrantedPermission, places: &BTreeSet<&str>) -> [Extent; COUNT] {
        let (access, key) = (self.access, (wide.all().whole, wide.all().named));
        let compute = || {
            let mut extents = start(wide);
            let everyone = everyone(who);
            for name in places {
                add(&mut extents, wide, access.permission_of(&everyone, name).here);
            }
            extents
        };
        *self.common.entry(key).or_insert_with(compute)
    }

    fn has_gap(&self, place: &NamespaceBindings, who: &Who) -> bool {
        place.of(who).any(|grant| self.access.role_of(place, grant).gap().is_some())
    }
}

/// Returns a member of the groups of every account that a subject is in, and of no other.
fn everyone(who: &Who) -> Who {
    Who::exactly("", who.groups.iter().filter(|group| is_broad(group)).cloned())
}

fn start(wide: GrantedPermission) -> [Extent; COUNT] {
    Capability::ALL.map(|to| Extent { wide: wide.reach(to), ..Extent::NONE })
}

/// Returns how a subject has a capability in a namespace, if that is more than over the whole cluster.
fn more(extent: &Extent, wide: GrantedPermission, here: Powers, to: Capability) -> Option<CapabilityReach> {
    let reach = GrantedPermission { here, ..wide }.reach(to);
    (reach > extent.wide).then_some(reach)
}

fn add(extents: &mut [Extent; COUNT], wide: GrantedPermission, here: Powers) {
    for (to, extent) in Capability::ALL.into_iter().zip(extents) {
        if let Some(reach) = more(extent, wide, here, to) {
            *extent.count(reach) += 1;
        }
    }
}

fn take_away(extents: &mut [Extent; COUNT], wide: GrantedPermission, here: Powers) {
    for (to, extent) in Capability::ALL.into_iter().zip(extents) {
        if let Some(reach) = more(extent, wide, here, to) {
            let count = extent.count(reach);
            *count = count.saturating_sub(1);
        }
    }
}
