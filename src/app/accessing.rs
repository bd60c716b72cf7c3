//! Who may do what in a namespace, as the Access screen shows it.

use crate::engine::access::{Access, Capability, Held, Reach, Who};
use crate::model::rbac::Subject;
use crate::model::{Dirty, Snapshot};
use std::sync::Arc;

/// How a subject holds a capability, sorted by how far it goes.
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
pub struct Accessing {
    pub access: Access,
    pub namespace: String,
    pub rows: Vec<SubjectRow>,
    pub blast: Vec<Blast>,
    /// What was not seen, in words.
    pub gaps: Vec<String>,
    pub dirty: Dirty,
    shown: Option<(String, bool)>,
}

impl SubjectRow {
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.subject.kind, self.subject.namespace, self.subject.name)
    }
}

impl Accessing {
    pub fn of(snapshot: &Snapshot) -> Self {
        Self {
            access: Access::of(snapshot),
            namespace: String::new(),
            rows: Vec::new(),
            blast: Vec::new(),
            gaps: Vec::new(),
            dirty: Dirty::default(),
            shown: None,
        }
    }

    /// Takes in what changed, and another namespace if that is what is looked at.
    pub fn refresh(&mut self, snapshot: &Snapshot, namespace: &str, system: bool) {
        let wanted = Some((namespace.to_owned(), system));
        if self.dirty.is_empty() && self.shown == wanted {
            return;
        }
        let dirty = std::mem::take(&mut self.dirty);
        self.access.update(snapshot, &dirty);
        self.shown = wanted;
        namespace.clone_into(&mut self.namespace);
        self.rows = rows(&self.access, namespace, system);
        self.blast = blast(&self.access, namespace);
        let somebody = Who::exactly("", [""; 0]);
        self.gaps = self.access.gaps(&somebody, namespace).iter().map(ToString::to_string).collect();
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

/// Parts of Kubernetes itself, whose roles come with it.
fn is_of_the_server(subject: &Subject) -> bool {
    let own = subject.name.starts_with("system:kube-") || subject.name.starts_with("system:node");
    own || (subject.kind == "ServiceAccount" && subject.namespace == "kube-system")
}

fn strength(row: &SubjectRow) -> (usize, usize) {
    let count = |least: Mark| row.marks.iter().filter(|mark| **mark >= least).count();
    (count(Mark::Indirect), count(Mark::Cluster))
}

fn mark(held: Held, to: Capability, blind: bool) -> Mark {
    let wide = Held { wide: held.wide, ..Held::default() };
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
    let everywhere: Vec<Held> = access.namespaces().map(|name| access.held(&who, name)).collect();
    let of = |to: Capability| {
        let namespaces = everywhere.iter().filter(|held| held.reach(to) > Reach::Some).count();
        Blast { to, here: mark(here, to, blind), namespaces }
    };
    Capability::ALL.map(of).to_vec()
}
