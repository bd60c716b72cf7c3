//! The named permissions of a subject: cluster-wide, in a namespace, or over named objects.

use super::answer::Via;
use super::bindings::{Grant, NamespaceBindings};
use super::index::Access;
use super::permissions::{Powers, Right};
use super::roles::Found;
use super::subject::Who;
use crate::model::rbac::Rule;
use std::collections::BTreeSet;

/// Cluster-wide permissions, and those that a namespace adds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GrantedPermission {
    pub wide: Powers,
    pub here: Powers,
}

/// The scope of a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// Every namespace, and cluster-scoped objects.
    Cluster,
    Here,
    /// Only objects with these names.
    Named(BTreeSet<String>),
    Nothing,
}

impl GrantedPermission {
    #[must_use]
    pub fn all(self) -> Powers {
        self.wide | self.here
    }
}

impl Access {
    /// The subject's permissions in a namespace; without one, cluster-wide.
    #[must_use]
    pub fn held(&self, who: &Who, namespace: &str) -> GrantedPermission {
        if who.is_master() {
            return GrantedPermission { wide: Powers::ALL, here: Powers::default() };
        }
        let here = self.place(namespace).map(|place| self.sum(place, who));
        GrantedPermission { wide: self.sum(&self.cluster, who), here: here.unwrap_or_default() }
    }

    fn sum(&self, place: &NamespaceBindings, who: &Who) -> Powers {
        let each = place.of(who).map(|grant| self.powers_of(place, grant));
        each.fold(Powers::default(), |sum, one| sum | one)
    }

    /// What a grant allows in its own scope.
    pub(super) fn powers_of(&self, place: &NamespaceBindings, grant: &Grant) -> Powers {
        let powers = self.role_of(place, grant).powers();
        if place.name.is_empty() { powers } else { powers.namespaced() }
    }

    /// The scope of one of the subject's permissions in a namespace.
    #[must_use]
    pub fn extent(&self, who: &Who, right: Right, namespace: &str) -> Extent {
        let held = self.held(who, namespace);
        if held.wide.has(right) {
            return Extent::Cluster;
        }
        if held.here.has(right) {
            return Extent::Here;
        }
        if !held.all().has_some(right) {
            return Extent::Nothing;
        }
        let grants = self.grants(who, namespace);
        let given = grants.filter(|(place, grant)| self.powers_of(place, grant).has_some(right));
        let rules = given.filter_map(|(place, grant)| rules(self.role_of(place, grant)));
        let rules = rules.flatten().filter(|rule| covers(rule, right));
        Extent::Named(rules.flat_map(|rule| rule.resource_names.iter().cloned()).collect())
    }

    /// The chains that give the subject a permission in a namespace, even if only over named objects.
    #[must_use]
    pub fn chains(&self, who: &Who, right: Right, namespace: &str) -> Vec<Via> {
        let has =
            |(place, grant): &(&NamespaceBindings, &Grant)| self.powers_of(place, grant).has_some(right);
        let given = self.grants(who, namespace).filter(has).map(|(_, grant)| Via::Chain(grant.chain.clone()));
        let mut all: Vec<Via> = who.is_master().then_some(Via::Masters).into_iter().chain(given).collect();
        all.sort_unstable();
        all
    }

    pub(super) fn grants(
        &self,
        who: &Who,
        namespace: &str,
    ) -> impl Iterator<Item = (&NamespaceBindings, &Grant)> {
        let places = [Some(&*self.cluster), self.place(namespace)];
        places.into_iter().flatten().flat_map(|place| place.of(who).map(move |grant| (place, grant)))
    }
}

fn rules(found: Found<'_>) -> Option<impl Iterator<Item = &Rule>> {
    match found {
        Found::Role(role) => Some(role.rules()),
        Found::Everything | Found::Unseen(_) | Found::Nothing => None,
    }
}

fn covers(rule: &Rule, right: Right) -> bool {
    let wanted = right.wanted();
    let mut verbs = wanted.verbs.iter().filter(|verb| wanted.carries_name(verb));
    !rule.resource_names.is_empty() && verbs.any(|verb| wanted.covered_by(rule, verb))
}
