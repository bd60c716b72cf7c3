//! The named permissions of a subject: cluster-wide, in a namespace, or over named objects.

use super::answer::GrantedBy;
use super::bindings::{Grant, NamespaceBindings};
use super::index::AccessIndex;
use super::permissions::{Powers, Right};
use super::subject::Who;

/// Cluster-wide permissions, and those that a namespace adds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GrantedPermission {
    pub wide: Powers,
    pub here: Powers,
}

impl GrantedPermission {
    #[must_use]
    pub fn all(self) -> Powers {
        self.wide | self.here
    }
}

impl AccessIndex {
    /// The subject's permissions in a namespace; without one, cluster-wide.
    #[must_use]
    pub fn permission_of(&self, who: &Who, namespace: &str) -> GrantedPermission {
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

    /// The chains that give the subject a permission in a namespace, even if only over named objects.
    #[must_use]
    pub fn chains(&self, who: &Who, right: Right, namespace: &str) -> Vec<GrantedBy> {
        let has =
            |(place, grant): &(&NamespaceBindings, &Grant)| self.powers_of(place, grant).has_some(right);
        let given =
            self.grants(who, namespace).filter(has).map(|(_, grant)| GrantedBy::Chain(grant.chain.clone()));
        let mut all: Vec<GrantedBy> =
            who.is_master().then_some(GrantedBy::Masters).into_iter().chain(given).collect();
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
