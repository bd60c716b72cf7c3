//! The same over the demo's clusters and over generated ones, with several things taken away at once; and how a
//! scan of what is left ends.

use super::taken::{Taken, is_better, takes, verdict, without};
use crate::support::{Estate, TODAY};
use fnsec::checks::{self, Verdict};
use fnsec::cli::exit::{Exit, Outcome};
use fnsec::model::{Extent, Feed, Kind, ObjectRef, Snapshot};
use fnsec::output::unseen::not_seen;
use fnsec::source::demo;
use fnsec::source::generate::{Size, estate};
use fnsec::verdicts::Report;
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

/// A part of a cluster: one namespace, and what decides about all of them.
struct Part {
    name: String,
    estate: Estate,
    takes: Vec<Taken>,
    before: Vec<Verdict>,
}

const EVERYWHERE: [&str; 3] = ["", "kyma-system", "istio-system"];

fn objects() -> Vec<(String, Vec<Value>)> {
    let of_demo = demo::CONTEXTS.iter().map(|context| {
        let server = demo::cluster(context, TODAY, false).expect("a context");
        let all = Kind::ALL.into_iter().filter(|kind| kind.info().place().is_empty());
        ((*context).to_owned(), all.flat_map(|kind| server.objects(kind)).collect())
    });
    let made = estate(Size { functions: 60, namespaces: 12, seed: 7 }).collect();
    of_demo.chain([("generated".to_owned(), made)]).collect()
}

fn parts() -> Vec<Part> {
    let mut all = Vec::new();
    for (_, values) in objects() {
        let mut whole = Estate::default();
        for value in values {
            whole.put(value);
        }
        let mut names: Vec<String> = whole.objects.keys().map(|target| target.home().to_owned()).collect();
        names.sort();
        names.dedup();
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            for extent in [Extent::Cluster, Extent::Files] {
                let near = |target: &ObjectRef| target.home() == name || EVERYWHERE.contains(&target.home());
                let objects = whole.objects.iter().filter(|(target, _)| near(target));
                let objects = objects.map(|(target, value)| (target.clone(), value.clone())).collect();
                let estate = Estate { objects, extent, ..Estate::default() };
                let snapshot = estate.snapshot();
                let before =
                    checks::ALL.iter().map(|check| verdict(check, &snapshot, &name, &estate)).collect();
                let takes = takes(&estate).into_iter();
                let takes = takes.filter(|one| extent == Extent::Cluster || !matches!(one, Taken::Kind(..)));
                all.push(Part { name: name.clone(), takes: takes.collect(), estate, before });
            }
        }
    }
    all
}

static PARTS: LazyLock<Vec<Part>> = LazyLock::new(parts);

/// How a scan would end, as a number.
fn end(snapshot: &Snapshot) -> u8 {
    let report = Report::of(snapshot, TODAY);
    let worst = report.counts().worst();
    let known = report.spaces().flat_map(|(_, space)| space.verdicts.iter().flatten());
    let kinds = Kind::watched();
    let outcome = Outcome {
        findings: worst.is_some_and(|worst| worst <= checks::Severity::High),
        nothing: known.filter(|one| !matches!(one, Verdict::Unknown(_))).count() == 0,
        ..Outcome::of(&not_seen(snapshot, &kinds, &[], None), false)
    };
    outcome.exit().code()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_taken_away_makes_a_verdict_of_a_cluster_a_pass(
        at in any::<prop::sample::Index>(),
        which in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let part = at.get(&PARTS);
        let taken: Vec<&Taken> = which.iter().map(|one| one.get(&part.takes)).collect();
        let less = without(&part.estate, &taken);
        for (check, before) in checks::ALL.iter().zip(&part.before) {
            let after = verdict(check, &less, &part.name, &part.estate);
            prop_assert!(!is_better(before, &after), "{} in {} {:?} without {taken:?}", check.id, part.name, part.estate.extent);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_taken_away_makes_a_scan_end_better(
        at in any::<prop::sample::Index>(),
        which in prop::collection::vec(any::<prop::sample::Index>(), 1..3),
    ) {
        let part = at.get(&PARTS);
        let taken: Vec<&Taken> = which.iter().map(|one| one.get(&part.takes)).collect();
        // What was not asked for is a choice, and is not reported on.
        prop_assume!(!taken.iter().any(|one| matches!(one, Taken::Kind(_, Feed::NotAsked))));
        let (before, after) = (end(&part.estate.snapshot()), end(&without(&part.estate, &taken)));
        prop_assert!(after >= before, "{after} and not {before} in {} without {taken:?}", part.name);
        // A field that no check reads may go unnoticed.
        let is_read = taken.iter().any(|one| !matches!(one, Taken::Field(..)));
        prop_assert!(!is_read || after != Exit::Clean.code(), "clean in {} without {taken:?}", part.name);
    }
}
