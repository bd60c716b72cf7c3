//! A finding in a scan: its check, its place in the files, and the changes that would resolve it.

use super::object::ObjectPlaces;
use super::replacement::TextFix;
use super::sets::InSets;
use crate::checks::{Check, Finding, Fix, Severity, fingerprint};
use crate::source::manifests::ManifestIndex;
use crate::verdicts::baseline::Standing;
use std::sync::Arc;

/// A finding with its check and the changes that would resolve it.
pub struct Item {
    pub check: &'static Check,
    pub finding: Arc<Finding>,
    pub fixes: Vec<Fix>,
    /// The files that it relates to.
    pub files: ObjectPlaces,
    /// Line and column of the field in its file, if they were located.
    pub at: Option<(usize, usize)>,
    /// The same for each step of its flow; empty if they were not located.
    pub steps: Vec<(usize, usize)>,
    /// Fixes as replacements of text, if an output shows them.
    pub replacements: Vec<TextFix>,
    /// How it compares with a baseline, if there is one.
    pub standing: Option<Standing>,
    /// The sets of files that it is in, if there are several.
    pub sets: Vec<String>,
    /// The sets of files in which it is new or worse, if there are several.
    pub new_in: Vec<String>,
}

/// A value that belongs to one set of files, or to a cluster.
pub struct Of<T> {
    pub what: T,
    pub files: ObjectPlaces,
    /// The sets of files that it is in, if there are several.
    pub sets: Vec<String>,
}

/// What identifies a finding across sets: the finding, and where its object is in the files.
pub(super) type ObjectPlace = (String, Option<(String, usize)>);

impl Item {
    #[must_use]
    pub fn new(check: &'static Check, finding: Arc<Finding>, changes: Vec<Fix>, files: ObjectPlaces) -> Self {
        Self {
            check,
            finding,
            fixes: changes,
            files,
            at: None,
            steps: Vec::new(),
            replacements: Vec::new(),
            standing: None,
            sets: Vec::new(),
            new_in: Vec::new(),
        }
    }

    pub(super) fn place(&self) -> ObjectPlace {
        let place = self.files.as_ref().and_then(|files| files.place(&self.finding.object));
        (fingerprint::of(&self.finding), place.map(|place| (place.file.clone(), place.doc)))
    }

    /// Returns the sets that it is in, of a source with so many.
    #[must_use]
    pub fn in_sets(&self, of: usize) -> InSets<'_> {
        InSets { sets: &self.sets, new_in: &self.new_in, of }
    }

    /// Returns the index of the files it relates to.
    #[must_use]
    pub fn index(&self) -> Option<&ManifestIndex> {
        self.files.as_deref()
    }
}

pub(super) type Order<'a> = (bool, &'a str, Severity, &'a str, &'a str, &'a str, &'a str, u32, u32);

/// Orders by namespace, cluster-wide findings last; within a namespace the worst first.
pub(super) fn order(item: &Item) -> Order<'_> {
    let one = &item.finding;
    let object = &one.object;
    let place = (one.path.as_str(), one.line, one.column);
    let home = one.home();
    (home.is_empty(), home, one.severity, one.check, &object.kind, &object.name, place.0, place.1, place.2)
}
