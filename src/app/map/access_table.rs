//! Who may do what in a namespace, as the Access screen shows it.

use crate::engine::access::{Access, Capability, GrantedPermission, Reach, Who};
use crate::model::rbac::Subject;
use crate::model::{Dirty, Snapshot};
use std::sync::Arc;

/// How a subject has a capability, sorted by extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
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
    pub marks: [Mark; Capability::ALL.len()],
}

/// What the default ServiceAccount of the namespace can do, and in how many namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blast {
    pub to: Capability,
    pub here: Mark,
    pub namespaces: usize,
}

#[derive(Debug, Clone)]
pub struct AccessTable {
    pub access: Access,
    pub namespace: String,
    /// Whether components of Kubernetes itself are listed too.
    pub system: bool,
    pub rows: Vec<SubjectRow>,
    pub blast: Vec<Blast>,
    /// What could not be read, as sentences.
    pub gaps: Vec<String>,
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
    pub fn after(self, snapshot: &Snapshot, dirty: &Dirty) -> Access {
        let mut access = self.access;
        access.update(snapshot, dirty);
        access
    }

    pub fn of(access: Access, namespace: &str, system: bool) -> Self {
        let somebody = Who::exactly("", [""; 0]);
        Self {
            rows: rows(&access, namespace, system),
            blast: blast(&access, namespace),
            gaps: access.gaps(&somebody, namespace).iter().map(ToString::to_string).collect(),
            namespace: namespace.to_owned(),
            system,
            access,
        }
    }
}

fn rows(access: &Access, namespace: &str, system: bool) -> Vec<SubjectRow> {
    let row = |subject: Arc<Subject>| {
        let who = Who::of(&subject);
        let held = access.held(&who, namespace);
        let blind = !access.gaps(&who, namespace).is_empty();
        SubjectRow { marks: Capability::ALL.map(|to| mark(held, to, blind)), subject }
    };
    let subjects = access.subjects(namespace).into_iter();
    let wanted = subjects.filter(|subject| system || !is_of_the_server(subject));
    let mut rows: Vec<SubjectRow> =
        wanted.map(row).filter(|row| row.marks.iter().any(|mark| *mark > Mark::Unknown)).collect();
    rows.sort_by(|one, other| strength(other).cmp(&strength(one)).then_with(|| one.key().cmp(&other.key())));
    rows
}

/// Whether a subject is a component of Kubernetes itself, whose roles come with it.
fn is_of_the_server(subject: &Subject) -> bool {
    let own = subject.name.starts_with("system:kube-") || subject.name.starts_with("system:node");
    own || (subject.kind == "ServiceAccount" && subject.namespace == "kube-system")
}

fn strength(row: &SubjectRow) -> (usize, usize) {
    let count = |least: Mark| row.marks.iter().filter(|mark| **mark >= least).count();
    (count(Mark::Indirect), count(Mark::Cluster))
}

fn mark(held: GrantedPermission, to: Capability, blind: bool) -> Mark {
    let wide = GrantedPermission { wide: held.wide, ..GrantedPermission::default() };
    match (wide.reach(to), held.reach(to)) {
        (Reach::Direct, _) => Mark::Cluster,
        (_, Reach::Direct) => Mark::Here,
        (_, Reach::Indirect) => Mark::Indirect,
        (_, Reach::Some) => Mark::Some,
        (_, Reach::No) if blind => Mark::Unknown,
        (_, Reach::No) => Mark::No,
    }
}

fn blast(access: &Access, namespace: &str) -> Vec<Blast> {
    let who = Who::account(namespace, "default");
    let here = access.held(&who, namespace);
    let blind = !access.gaps(&who, namespace).is_empty();
    let everywhere: Vec<GrantedPermission> =
        access.namespaces().map(|name| access.held(&who, name)).collect();
    let of = |to: Capability| {
        let namespaces = everywhere.iter().filter(|held| held.reach(to) > Reach::Some).count();
        Blast { to, here: mark(here, to, blind), namespaces }
    };
    Capability::ALL.map(of).to_vec()
}
