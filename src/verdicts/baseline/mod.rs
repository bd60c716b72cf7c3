//! A baseline: the findings that are known, so that a scan can report new ones.
//!
//! An entry is identified by its fingerprint ([`crate::checks::fingerprint`]): check, API group, kind, namespace and
//! name of the object, and the key of the finding in it. None of them is a position, so entries survive:
//!
//! - a rule that is inserted or moved: the key of a route is its methods and path, not its index;
//! - a file that is renamed, split or reformatted: no path of a file is part of it;
//! - a changed label, annotation or status, another version of the API, and another cluster.
//!
//! Sources of several sets have the same finding in each of them: an entry lists the sets in which it is accepted.
//!
//! They do not survive a renamed object or namespace, because that is another object.

mod read;
mod sets;
mod write;

pub use read::read;
pub use sets::Spread;
pub use write::text;

use crate::checks::{Finding, Severity, fingerprint};
use std::collections::{BTreeMap, BTreeSet};

/// How a finding compares with the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is not in the baseline.
    New,
    /// It is, with a lower severity.
    Worse,
    Known,
}

impl Standing {
    /// Compares a severity with the accepted one, if the finding is accepted.
    #[must_use]
    pub fn of(severity: Severity, accepted: Option<Severity>) -> Self {
        match accepted {
            None => Self::New,
            // Worse severities come first.
            Some(accepted) if severity < accepted => Self::Worse,
            Some(_) => Self::Known,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Known => "known",
        }
    }

    /// Returns whether `--fail-on-new` counts it.
    #[must_use]
    pub fn is_new(self) -> bool {
        self != Self::Known
    }
}

/// A known finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineEntry {
    /// The check, as it was named when the entry was written.
    pub check: String,
    /// Of several sets, the worst.
    pub severity: Severity,
    /// `Kind/namespace/name`, or `Kind/name` for cluster-wide objects.
    pub object: String,
    /// The namespace whose verdict it belongs to; empty for cluster-wide objects.
    pub namespace: String,
    /// The sets of files in which it is accepted, with its severity there; none if it is accepted everywhere.
    pub sets: BTreeMap<String, Severity>,
}

/// Known findings by fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    pub known: BTreeMap<String, BaselineEntry>,
    /// The sets of the source that it was written from; none if it was not divided.
    pub sets: BTreeSet<String>,
}

impl Baseline {
    /// Adds a finding; of two with one fingerprint, the more severe one is kept.
    pub fn add(&mut self, finding: &Finding) -> &mut BaselineEntry {
        let object = &finding.object;
        let names = [&*object.kind, &*object.namespace, &*object.name];
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        let known = BaselineEntry {
            check: finding.check.to_owned(),
            severity: finding.severity,
            object: names.join("/"),
            namespace: finding.home().to_owned(),
            sets: BTreeMap::new(),
        };
        let slot = self.known.entry(fingerprint::of(finding)).or_insert_with(|| known.clone());
        slot.severity = slot.severity.min(known.severity);
        slot
    }

    /// Compares a finding whose fingerprint is known with the baseline.
    #[must_use]
    pub fn standing_of(&self, print: &str, finding: &Finding) -> Standing {
        Standing::of(finding.severity, self.known.get(print).map(|known| known.severity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::ALL;
    use crate::model::{Kind, ObjectRef};

    fn standing(baseline: &Baseline, finding: &Finding) -> Standing {
        baseline.standing_of(&fingerprint::of(finding), finding)
    }

    fn finding(name: &str) -> Finding {
        let check = ALL.iter().find(|check| check.severity == Severity::Medium).expect("a check");
        Finding::new(check, ObjectRef::new(Kind::APIRule, "shop", name)).at("/spec/rules/0").key("GET /a")
    }

    #[test]
    fn a_moved_rule_is_known_and_a_worse_one_is_new() {
        let mut baseline = Baseline::default();
        baseline.add(&finding("orders"));
        let moved = finding("orders").at("/spec/rules/7");
        assert_eq!(standing(&baseline, &moved), Standing::Known);
        assert_eq!(standing(&baseline, &moved.clone().graded(Severity::Low, "")), Standing::Known);
        assert_eq!(standing(&baseline, &moved.graded(Severity::Critical, "")), Standing::Worse);
        assert_eq!(standing(&baseline, &finding("carts")), Standing::New);
    }

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let mut baseline = Baseline::default();
        for name in ["orders", "carts", "a: b", "\u{7f}#'\""] {
            baseline.add(&finding(name));
        }
        let written = text(&baseline);
        assert_eq!(read("b.yaml", &written), Ok(baseline.clone()), "{written}");
        assert_eq!(text(&baseline), written, "equal input gives equal text");
    }

    #[test]
    fn the_sets_of_an_entry_are_read_as_they_were_written_with_their_severities() {
        let mut baseline =
            Baseline { sets: ["dev", "prod", "a: b"].map(str::to_owned).into(), ..Baseline::default() };
        baseline.add_in(&finding("orders"), "dev");
        baseline.add_in(&finding("orders").graded(Severity::Critical, ""), "prod");
        baseline.add_in(&finding("carts"), "a: b");
        baseline.add_in(&finding("bills"), "");
        let written = text(&baseline);
        assert_eq!(read("b.yaml", &written), Ok(baseline.clone()), "{written}");
        let orders = fingerprint::of(&finding("orders"));
        let spread = Spread::default();
        let accepted = |set: &str| baseline.accepted(&orders, set, &spread);
        assert_eq!(accepted("dev"), Some(Severity::Medium));
        assert_eq!((accepted("prod"), accepted("a: b")), (Some(Severity::Critical), None));
        let bills = fingerprint::of(&finding("bills"));
        assert_eq!(baseline.accepted(&bills, "prod", &spread), Some(Severity::Medium), "accepted everywhere");
        let mut pruned = baseline.clone();
        pruned.remove(&orders, &["prod".to_owned()]);
        assert_eq!(pruned.known.get(&orders).map(|known| known.severity), Some(Severity::Medium));
        pruned.remove(&orders, &["dev".to_owned()]);
        assert_eq!(pruned.known.get(&orders), None, "an entry of no set is not one of all sets");
    }

    #[test]
    fn entries_are_sorted_by_object_so_that_a_change_is_one_hunk() {
        let mut baseline = Baseline::default();
        for name in ["c", "a", "b"] {
            baseline.add(&finding(name));
        }
        let written = text(&baseline);
        let objects: Vec<&str> = written.lines().filter_map(|line| line.strip_prefix("  object: ")).collect();
        assert_eq!(objects, ["APIRule/shop/a", "APIRule/shop/b", "APIRule/shop/c"]);
    }

    #[test]
    fn a_broken_baseline_names_the_line() {
        for (text, why) in [
            ("findings:\n- fingerprint: v1:a\n", "b.yaml:2: "),
            ("findings: 7\n", "b.yaml:1: "),
            ("version: 2\n", "b.yaml:1: "),
            ("version: 1\nsets: 7\n", "b.yaml:2: expected a list of names of sets"),
            ("fndings: []\n", "did you mean \"findings\"?"),
            ("- [\n", "b.yaml:"),
        ] {
            let fault = read("b.yaml", text).expect_err(text).to_string();
            assert!(fault.contains(why), "{text}: {fault}");
        }
    }
}
