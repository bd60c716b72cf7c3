//! The index of objects by file and place, and of what could not be used.

use super::document::DocumentObject;
use super::unread::SkippedInput;
use crate::model::space::DOCUMENT;
use crate::model::{Kind, ObjectRef, UnreadPart};
use crate::source::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The place of an object in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLocation {
    pub file: String,
    /// Index of the document in the file, from 0.
    pub doc: usize,
    /// First line of the document, from 1.
    pub line: usize,
    /// Where the object begins in the document: empty, or an item of a list.
    pub pointer: String,
}

/// Counts of documents that no check reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoredCounts {
    pub yaml: usize,
    pub json: usize,
    /// Kubernetes objects of kinds that fnsec does not read.
    pub others: usize,
    /// Links that were not followed.
    pub links: usize,
    /// Folders with dependencies that were not entered.
    pub foreign: usize,
    /// Objects of namespaces other than the requested ones.
    pub elsewhere: usize,
}

impl IgnoredCounts {
    /// Returns one line for people; empty if there is nothing to report.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        let mut say = |count: usize, one: &str, many: &str| {
            if count > 0 {
                parts.push(format!("{count} {}", if count == 1 { one } else { many }));
            }
        };
        say(
            self.yaml,
            "YAML document that is not a Kubernetes object",
            "YAML documents that are not Kubernetes objects",
        );
        say(
            self.json,
            "JSON document that is not a Kubernetes object",
            "JSON documents that are not Kubernetes objects",
        );
        say(self.others, "object of a kind that no check reads", "objects of kinds that no check reads");
        say(
            self.elsewhere,
            "object of another namespace, for context only",
            "objects of other namespaces, for context only",
        );
        say(self.links, "link that was not followed", "links that were not followed");
        say(self.foreign, "folder with dependencies", "folders with dependencies");
        let mut line = String::new();
        if !parts.is_empty() {
            let _ = write!(line, "Left out: {}.", parts.join("; "));
        }
        line
    }
}

/// The places of objects, and what could not be used.
#[derive(Debug, Clone, Default)]
pub struct ManifestIndex {
    places: BTreeMap<(String, String, String, String), FileLocation>,
    pub troubles: Vec<SkippedInput>,
    pub aside: IgnoredCounts,
    pub objects: usize,
    /// Where the files were read from.
    pub tree: Tree,
}

impl ManifestIndex {
    /// Returns the text of a file, as it was read.
    #[must_use]
    pub fn text_of(&self, file: &str) -> Option<String> {
        super::text::read(&self.tree, std::path::Path::new(file)).ok()
    }

    #[must_use]
    pub fn place(&self, object: &ObjectRef) -> Option<&FileLocation> {
        self.places.get(&key(object))
    }

    /// Returns the text on the disk that a rendered text was made from.
    #[must_use]
    pub fn source_of(&self, file: &str) -> Option<String> {
        let read = || super::text::read(&Tree::Disk, std::path::Path::new(file)).ok();
        self.tree.is_rendered().then(read).flatten()
    }

    /// Returns the files that contain objects, each once.
    #[must_use]
    pub fn files(&self) -> BTreeSet<&str> {
        self.places.values().map(|place| place.file.as_str()).collect()
    }

    /// Returns every object, as `Kind/namespace/name`, or `Kind/name` if it is cluster-wide.
    pub fn objects(&self) -> impl Iterator<Item = String> {
        self.places.keys().map(|(kind, _, namespace, name)| {
            let parts = [kind.as_str(), namespace, name];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
        })
    }

    /// Returns the namespaces that contain objects or are objects themselves; cluster-wide objects have none.
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(
            |(kind, _, namespace, name)| if kind == "Namespace" { name.as_str() } else { namespace.as_str() },
        )
    }

    /// Returns how many objects are in other namespaces than these.
    #[must_use]
    pub fn outside(&self, namespaces: &[String]) -> usize {
        let within = |one: &&str| one.is_empty() || namespaces.iter().any(|name| name == one);
        self.namespaces().filter(|namespace| !within(namespace)).count()
    }

    /// Returns documents in the form that the snapshot uses: as objects that could not be read, of every kind and
    /// in every namespace that they may have had.
    #[must_use]
    pub fn unread(&self, home: &str) -> Vec<UnreadPart> {
        let own = self.namespaces().filter(|name| !name.is_empty());
        let mut spaces: BTreeSet<String> = own.map(str::to_owned).collect();
        if spaces.is_empty() {
            spaces.insert(home.to_owned());
        }
        let mut known: BTreeMap<(Kind, String), (String, String, usize)> = BTreeMap::new();
        for skipped in self.troubles.iter().filter(|trouble| trouble.matters()) {
            let kinds = skipped.kinds.clone().unwrap_or_else(|| Kind::ALL.to_vec());
            for kind in kinds {
                let homes: Vec<String> =
                    match (&skipped.namespace, kind.info().namespaced() || kind == Kind::Namespace) {
                        (_, false) => vec![String::new()],
                        (Some(name), true) => vec![name.clone()],
                        (None, true) => spaces.iter().cloned().collect(),
                    };
                for space in homes {
                    let entry = known
                        .entry((kind, space))
                        .or_insert_with(|| (skipped.place(), skipped.why.clone(), 0));
                    entry.2 += 1;
                }
            }
        }
        let change = |((kind, namespace), (place, why, count)): ((Kind, String), (String, String, usize))| {
            let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            UnreadPart { kind, namespace, name: format!("{DOCUMENT}{place}"), why: format!("{why}{more}") }
        };
        known.into_iter().map(change).collect()
    }

    /// Adds an object that is in a file as a whole, such as a recording.
    pub fn add(&mut self, object: &ObjectRef, file: &str) {
        let place = FileLocation { file: file.to_owned(), doc: 0, line: 1, pointer: String::new() };
        self.places.insert(key(object), place);
        self.objects += 1;
    }

    pub(super) fn put(&mut self, found: &DocumentObject, file: &str) {
        let place = FileLocation {
            file: file.to_owned(),
            doc: found.doc,
            line: found.line,
            pointer: found.pointer.clone(),
        };
        self.places.insert(key(&found.reference), place);
    }
}

/// Kind, group, namespace and name: all versions of one object are one object.
fn key(object: &ObjectRef) -> (String, String, String, String) {
    let group = object.api_version.split_once('/').map_or("", |(group, _)| group);
    (object.kind.to_string(), group.to_owned(), object.namespace.clone().into(), object.name.clone().into())
}
