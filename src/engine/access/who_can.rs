//! The reverse look-up: an action flows in, every subject that may do it flows out, with the chains.

use super::action::{AccessRequest, ActionTarget};
use super::answer::{GrantedBy, UnreadGap};
use super::bindings::{Grant, NamespaceBindings};
use super::index::AccessIndex;
use super::subject::MASTERS;
use crate::model::rbac::Subject;
use std::collections::HashMap;
use std::sync::Arc;

/// Where bindings are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within<'a> {
    /// The cluster's bindings and those of every namespace.
    Every,
    These(&'a [String]),
}

/// A subject with a permission, and its scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionHolder {
    pub subject: Arc<Subject>,
    /// Empty when it applies cluster-wide.
    pub namespace: Arc<str>,
    pub via: Vec<GrantedBy>,
}

/// Every subject with the permission, cluster-wide ones first, and what was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holders {
    pub rows: Vec<PermissionHolder>,
    pub gaps: Vec<UnreadGap>,
}

impl AccessIndex {
    /// Every subject that the bindings of a namespace or of the cluster name, each once.
    pub fn subjects(&self, namespace: &str) -> Vec<Arc<Subject>> {
        let places = [Some(&*self.cluster), self.place(namespace)];
        let grants = places.into_iter().flatten().flat_map(|place| &place.grants);
        let mut all: Vec<Arc<Subject>> = grants.flat_map(Grant::holders).cloned().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns who may perform an action; the action's own namespace does not matter.
    #[must_use]
    pub fn who_can(&self, action: &AccessRequest, within: Within<'_>) -> Holders {
        let mut search = Search { access: self, action, known: HashMap::new(), found: Holders::default() };
        search.look(&self.cluster);
        let of_path = matches!(action.target, ActionTarget::Path(_));
        match within {
            _ if of_path => {}
            Within::Every => {
                self.spaces.values().for_each(|place| search.look(place));
                search.found.gaps.extend(self.unlisted(""));
            }
            Within::These(names) => {
                for name in names {
                    search.look_at(name);
                }
            }
        }
        search.found
    }
}

struct Search<'a> {
    access: &'a AccessIndex,
    action: &'a AccessRequest,
    /// Results for cluster roles, which many namespaces share.
    known: HashMap<&'a str, bool>,
    found: Holders,
}

impl<'a> Search<'a> {
    fn look_at(&mut self, name: &str) {
        match self.access.spaces.get(name) {
            Some(place) => self.look(place),
            None => self.found.gaps.extend(self.access.unlisted(name)),
        }
    }

    fn look(&mut self, place: &'a NamespaceBindings) {
        let mut held: Vec<(Arc<Subject>, GrantedBy)> = Vec::new();
        if place.name.is_empty() {
            held.push((masters(), GrantedBy::Masters));
        }
        for grant in &place.grants {
            if self.allows(place, grant) {
                let via = || GrantedBy::Chain(grant.chain.clone());
                held.extend(grant.holders().map(|subject| (subject.clone(), via())));
            } else {
                self.found.gaps.extend(self.access.role_gap(place, grant));
            }
        }
        self.found.gaps.extend(place.blind.iter().cloned());
        held.sort_unstable();
        held.dedup();
        for same in held.chunk_by(|one, other| one.0 == other.0) {
            let Some((subject, _)) = same.first() else { continue };
            let via = same.iter().map(|(_, via)| via.clone()).collect();
            let holder = PermissionHolder { subject: subject.clone(), namespace: place.name.clone(), via };
            self.found.rows.push(holder);
        }
    }

    fn allows(&mut self, place: &'a NamespaceBindings, grant: &'a Grant) -> bool {
        let role = self.access.role_of(place, grant);
        if grant.chain.role.kind != "ClusterRole" {
            return role.allows(self.action);
        }
        *self.known.entry(&grant.chain.role.name).or_insert_with(|| role.allows(self.action))
    }
}

fn masters() -> Arc<Subject> {
    Arc::new(Subject { kind: "Group".into(), name: MASTERS.into(), namespace: String::new() })
}
