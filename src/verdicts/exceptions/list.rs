//! The list of exceptions, indexed by what they name to find those that cover a finding.

use super::exception::{Exception, ExceptionTarget};
use crate::checks::{Finding, fingerprint};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

/// Exceptions in the order of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Exceptions {
    all: Vec<Exception>,
    index: OnceLock<Index>,
}

/// Positions of exceptions by check and target.
#[derive(Debug, Clone, Default)]
struct Index {
    fingerprints: BTreeMap<&'static str, BTreeMap<String, Vec<usize>>>,
    objects: BTreeMap<(&'static str, String), Vec<usize>>,
    namespaces: BTreeMap<(&'static str, String), Vec<usize>>,
}

impl Exceptions {
    /// Returns the positions of the exceptions that cover a finding, in ascending order.
    pub fn covering(&self, finding: &Finding) -> Vec<usize> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let index = self.index.get_or_init(|| Index::of(&self.all));
        let object = &finding.object;
        let place = key(&object.kind, &object.namespace, &object.name);
        let prints = index.fingerprints.get(finding.check);
        let by_print = prints.and_then(|prints| prints.get(&fingerprint::of(finding)));
        let by_object = index.objects.get(&(finding.check, place));
        let by_namespace = index.namespaces.get(&(finding.check, finding.home().to_owned()));
        let all = [by_print, by_object, by_namespace].into_iter().flatten().flatten();
        let mut all: Vec<usize> = all.copied().collect();
        all.sort_unstable();
        all
    }

    /// Returns the exceptions that only one of the two lists contains.
    #[must_use]
    pub fn changed(&self, other: &Self) -> Self {
        let [mine, theirs] = [self, other].map(|one| one.all.iter().collect::<BTreeSet<_>>());
        mine.symmetric_difference(&theirs).map(|exception| (*exception).clone()).collect::<Vec<_>>().into()
    }
}

impl Index {
    fn of(all: &[Exception]) -> Self {
        let mut index = Self::default();
        for (at, one) in all.iter().enumerate() {
            let slot = match &one.target {
                ExceptionTarget::Fingerprint(print) => {
                    index.fingerprints.entry(one.check).or_default().entry(print.clone()).or_default()
                }
                ExceptionTarget::Object { kind, namespace, name } => {
                    index.objects.entry((one.check, key(kind, namespace, name))).or_default()
                }
                ExceptionTarget::Namespace(name) => {
                    index.namespaces.entry((one.check, name.clone())).or_default()
                }
            };
            slot.push(at);
        }
        index
    }
}

/// Joins the parts with line ends, which no name contains.
fn key(kind: &str, namespace: &str, name: &str) -> String {
    format!("{kind}\n{namespace}\n{name}")
}

impl From<Vec<Exception>> for Exceptions {
    fn from(all: Vec<Exception>) -> Self {
        Self { all, index: OnceLock::new() }
    }
}

impl PartialEq for Exceptions {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl Eq for Exceptions {}

impl Deref for Exceptions {
    type Target = Vec<Exception>;

    fn deref(&self) -> &Vec<Exception> {
        &self.all
    }
}

impl DerefMut for Exceptions {
    fn deref_mut(&mut self) -> &mut Vec<Exception> {
        self.index = OnceLock::new();
        &mut self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Check;
    use crate::model::ObjectRef;
    use proptest::prelude::*;

    fn finding(check: &'static Check, space: &str, name: &str) -> Finding {
        Finding::new(check, ObjectRef::of("v1", "Service", space, name))
    }

    fn targets() -> impl Strategy<Value = ExceptionTarget> {
        let names = || proptest::sample::select(vec!["a", "b", "c"]);
        prop_oneof![
            names().prop_map(|name| ExceptionTarget::Namespace(name.into())),
            (names(), names()).prop_map(|(space, name)| ExceptionTarget::Object {
                kind: "Service".into(),
                namespace: space.into(),
                name: name.into()
            }),
            (0..2_usize, names(), names()).prop_map(|(at, space, name)| {
                let print = fingerprint::of(&finding(crate::checks::ALL[at], space, name));
                ExceptionTarget::Fingerprint(print)
            }),
        ]
    }

    proptest! {
        #[test]
        fn the_index_finds_the_exceptions_that_a_scan_finds(
            all in proptest::collection::vec((0..2_usize, targets()), 0..12),
        ) {
            let one = |(at, target): (usize, ExceptionTarget)| Exception {
                check: crate::checks::ALL[at].id,
                target,
                reason: "r".into(),
                by: String::new(),
                expires: None,
                sets: Vec::new(),
                place: String::new(),
            };
            let all: Exceptions = all.into_iter().map(one).collect::<Vec<_>>().into();
            for (at, space, name) in [(0, "a", "a"), (0, "b", "a"), (1, "a", "c"), (1, "c", "b")] {
                let finding = finding(crate::checks::ALL[at], space, name);
                let naive: Vec<usize> =
                    all.iter().enumerate().filter(|(_, one)| one.covers(&finding)).map(|(at, _)| at).collect();
                prop_assert_eq!(all.covering(&finding), naive);
            }
        }
    }
}
