//! Who may do what in a namespace or anywhere, as the Access screen shows it.

use crate::engine::access::{
    AccessIndex, Capability, CapabilityReach, Everywhere, Extent, GrantedPermission, Who,
};
use crate::model::rbac::Subject;
use crate::model::{Dirty, Snapshot};
use std::sync::Arc;

/// How a subject has a capability, sorted by extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessMark {
    No,
    Unknown,
    Some,
    Indirect,
    Here,
    Cluster,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    pub subject: Arc<Subject>,
    pub marks: [AccessMark; Capability::ALL.len()],
    /// In how many namespaces, where the mark is not about the whole cluster; 0 in the table of one namespace.
    pub counts: [usize; Capability::ALL.len()],
}

/// Where the selected subject has the selected capability besides the whole cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    pub(in crate::app) of: (usize, usize),
    pub namespaces: Vec<(Arc<str>, CapabilityReach)>,
}

/// What the default ServiceAccount of the namespace can do, and in how many namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blast {
    pub to: Capability,
    pub here: AccessMark,
    pub namespaces: usize,
}

#[derive(Debug, Clone)]
pub struct AccessTable {
    pub access: AccessIndex,
    /// Empty for the table of all namespaces.
    pub namespace: String,
    /// Whether components of Kubernetes itself are listed too.
    pub system: bool,
    pub rows: Vec<SubjectRow>,
    pub blast: Vec<Blast>,
    /// What could not be read, as sentences.
    pub gaps: Vec<String>,
    /// Whether there may be more than was read, in the table of all namespaces.
    pub is_blind: bool,
    pub spread: Option<Spread>,
}

impl SubjectRow {
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.subject.kind, self.subject.namespace, self.subject.name)
    }
}

impl AccessTable {
    /// Returns the index, updated by what changed since.
    #[must_use]
    pub fn after(self, snapshot: &Snapshot, dirty: &Dirty) -> AccessIndex {
        let mut access = self.access;
        access.update(snapshot, dirty);
        access
    }

    pub fn of(access: AccessIndex, namespace: &str, system: bool) -> Self {
        let somebody = Who::exactly("", [""; 0]);
        let all = namespace.is_empty();
        let is_blind = all && access.is_blind();
        let mut gaps: Vec<String> =
            access.gaps(&somebody, namespace).iter().map(ToString::to_string).collect();
        if is_blind && gaps.is_empty() {
            gaps.push("RoleBindings of some namespaces".into());
        }
        Self {
            rows: if all { rows_of_all(&access, system, is_blind) } else { rows(&access, namespace, system) },
            blast: if all { Vec::new() } else { blast(&access, namespace) },
            gaps,
            namespace: namespace.to_owned(),
            system,
            access,
            is_blind,
            spread: None,
        }
    }

    /// Looks up the namespaces of the selected cell, in the table of all namespaces.
    pub fn look_into(&mut self, row: usize, column: usize) {
        let of = (row, column);
        if !self.namespace.is_empty() || self.spread.as_ref().is_some_and(|spread| spread.of == of) {
            return;
        }
        let found = self.rows.get(row).zip(Capability::ALL.get(column));
        self.spread = found.map(|(row, to)| {
            let namespaces = self.access.namespaces_of(&Who::of(&row.subject), *to);
            Spread { of, namespaces }
        });
    }
}

fn rows_of_all(access: &AccessIndex, system: bool, is_blind: bool) -> Vec<SubjectRow> {
    let all = access.everywhere().into_iter();
    let wanted = all.filter(|one| system || !is_of_the_server(&one.subject));
    let row = |everywhere: Everywhere| {
        let cells = everywhere.extents.map(|extent| of_all(extent, is_blind || everywhere.is_partial));
        SubjectRow {
            subject: everywhere.subject,
            marks: cells.map(|cell| cell.0),
            counts: cells.map(|cell| cell.1),
        }
    };
    let mut rows: Vec<SubjectRow> =
        wanted.map(row).filter(|row| row.marks.iter().any(|mark| *mark > AccessMark::Unknown)).collect();
    let strength = |row: &SubjectRow| {
        let (reached, wide) = strength(row);
        (wide, reached, row.counts.iter().sum::<usize>())
    };
    rows.sort_by(|one, other| strength(other).cmp(&strength(one)).then_with(|| one.key().cmp(&other.key())));
    rows
}

/// Returns the mark of a capability anywhere, and in how many namespaces if not in the whole cluster.
fn of_all(extent: Extent, is_blind: bool) -> (AccessMark, usize) {
    match (extent.wide, extent.direct, extent.indirect) {
        (CapabilityReach::Direct, ..) => (AccessMark::Cluster, 0),
        (CapabilityReach::Indirect, ..) => (AccessMark::Indirect, 0),
        (_, 0, 0) if extent.wide == CapabilityReach::Some || extent.some > 0 => {
            (AccessMark::Some, extent.some)
        }
        (_, 0, 0) if is_blind => (AccessMark::Unknown, 0),
        (_, 0, 0) => (AccessMark::No, 0),
        (_, 0, indirect) => (AccessMark::Indirect, indirect),
        (_, direct, indirect) => (AccessMark::Here, direct + indirect),
    }
}

fn rows(access: &AccessIndex, namespace: &str, system: bool) -> Vec<SubjectRow> {
    let row = |subject: Arc<Subject>| {
        let who = Who::of(&subject);
        let held = access.permission_of(&who, namespace);
        let blind = !access.gaps(&who, namespace).is_empty();
        let marks = Capability::ALL.map(|to| mark(held, to, blind));
        SubjectRow { marks, subject, counts: [0; Capability::ALL.len()] }
    };
    let subjects = access.subjects(namespace).into_iter();
    let wanted = subjects.filter(|subject| system || !is_of_the_server(subject));
    let mut rows: Vec<SubjectRow> =
        wanted.map(row).filter(|row| row.marks.iter().any(|mark| *mark > AccessMark::Unknown)).collect();
    rows.sort_by(|one, other| strength(other).cmp(&strength(one)).then_with(|| one.key().cmp(&other.key())));
    rows
}

/// Whether a subject is a component of Kubernetes itself, whose roles come with it.
fn is_of_the_server(subject: &Subject) -> bool {
    let own = subject.name.starts_with("system:kube-") || subject.name.starts_with("system:node");
    own || (subject.kind == "ServiceAccount" && subject.namespace == "kube-system")
}

fn strength(row: &SubjectRow) -> (usize, usize) {
    let count = |least: AccessMark| row.marks.iter().filter(|mark| **mark >= least).count();
    (count(AccessMark::Indirect), count(AccessMark::Cluster))
}

fn mark(held: GrantedPermission, to: Capability, blind: bool) -> AccessMark {
    let wide = GrantedPermission { wide: held.wide, ..GrantedPermission::default() };
    match (wide.reach(to), held.reach(to)) {
        (CapabilityReach::Direct, _) => AccessMark::Cluster,
        (_, CapabilityReach::Direct) => AccessMark::Here,
        (_, CapabilityReach::Indirect) => AccessMark::Indirect,
        (_, CapabilityReach::Some) => AccessMark::Some,
        (_, CapabilityReach::No) if blind => AccessMark::Unknown,
        (_, CapabilityReach::No) => AccessMark::No,
    }
}

fn blast(access: &AccessIndex, namespace: &str) -> Vec<Blast> {
    let who = Who::account(namespace, "default");
    let here = access.permission_of(&who, namespace);
    let blind = !access.gaps(&who, namespace).is_empty();
    let everywhere: Vec<GrantedPermission> =
        access.namespaces().map(|name| access.permission_of(&who, name)).collect();
    let of = |to: Capability| {
        let namespaces = everywhere.iter().filter(|held| held.reach(to) > CapabilityReach::Some).count();
        Blast { to, here: mark(here, to, blind), namespaces }
    };
    Capability::ALL.map(of).to_vec()
}
