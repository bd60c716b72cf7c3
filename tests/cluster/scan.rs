//! Dozens of objects of every kind in a live cluster: what the watches make of them is what is
//! concluded from the same objects without any server.

use fnsec::checks::fingerprint;
use fnsec::decode;
use fnsec::model::calendar::Day;
use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
use fnsec::source::watches::WatchScope;
use fnsec::verdicts::Report;
use kube::Client;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::access::ADMIN;
use super::crds::upstream;
use super::fixtures::fixtures;
use super::objects::{list, put, reference};
use super::server::Cluster;
use crate::conformance::listen::Listener;

const TODAY: Day = Day::new(2026, 11, 1);
/// How many objects were taken and how many refused, by kind, with the last refusal.
async fn load(client: &Client) -> BTreeMap<Kind, (usize, usize, String)> {
    let mut tally: BTreeMap<Kind, (usize, usize, String)> = BTreeMap::new();
    for object in fixtures().into_iter().flatten() {
        let kind = reference(&object).known().expect("a kind we read");
        let (taken, refused, why) = tally.entry(kind).or_default();
        match put(client, &object).await {
            Ok(_) => *taken += 1,
            // What several fixtures share is there already.
            Err(kube::Error::Api(status)) if status.reason == "AlreadyExists" => {}
            Err(trouble) => {
                *refused += 1;
                *why = trouble.to_string();
            }
        }
    }
    tally
}

/// What is concluded from the objects as they are, each read by its own list.
async fn offline(client: &Client, like: &Snapshot) -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    let mut apply = |change| snapshot.apply(change, &mut dirty);
    like.schema().into_iter().for_each(|schema| apply(Change::Schema(schema.clone())));
    for kind in Kind::watched() {
        let namespace = kind.info().place().to_owned();
        for object in list(client, kind).await {
            if kind.info().includes(&object) {
                apply(Change::Put(decode::object(kind, &object.to_string()).expect("it reads")));
            }
        }
        apply(Change::Feed { kind, namespace, feed: Feed::Live });
    }
    snapshot
}

/// Every finding with all it says, and every unknown.
fn said(report: &Report) -> BTreeSet<String> {
    let findings = report.findings();
    let mut all: BTreeSet<String> =
        findings.iter().map(|one| format!("{} {one:?}", fingerprint::of(one))).collect();
    for (name, space) in report.spaces() {
        all.extend(space.unknown().map(|(check, missing)| format!("{name} {}: {missing:?}", check.id)));
    }
    all
}

/// Brings a report up to date the way the explorer does: only what became dirty is looked at.
fn keep_up(report: &mut Report, listener: &mut Listener) {
    report.mark(&listener.snapshot, &std::mem::take(&mut listener.dirty));
    while report.step(&listener.snapshot, TODAY) {}
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_live_cluster_gets_the_report_of_its_objects() {
    let cluster = Cluster::start().await;
    cluster.apply_crds().await;
    let client = cluster.client(ADMIN);
    let mut early = Listener::settled(client.clone(), WatchScope::default()).await;
    let mut report = Report::default();
    let loaded = load(&client).await;
    // Some fixtures are of objects that only older versions of a schema took.
    let share = if upstream().is_some() { 3 } else { 4 };
    for (kind, (taken, refused, why)) in &loaded {
        assert!(refused * share <= *taken, "{kind:?}: {taken} taken, {refused} refused: {why}");
    }
    let (mut seen, mut wanted) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..40 {
        // Controllers may still be at work: both sides are looked at until they stand still.
        while !early.silent(Duration::from_millis(250)).await {
            keep_up(&mut report, &mut early);
        }
        seen = said(&report);
        wanted = said(&Report::of(&offline(&client, &early.snapshot).await, TODAY));
        if seen == wanted {
            break;
        }
    }
    let differing: Vec<&String> = seen.symmetric_difference(&wanted).take(10).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(wanted.len() > 100, "{} findings", wanted.len());
    let kept = loaded.iter().filter(|(_, (taken, _, _))| *taken > 0).map(|(kind, _)| *kind);
    let absent = kept.clone().find(|kind| early.snapshot.count(*kind) == 0);
    assert_eq!(absent, None, "what the server took is there");
    assert!(kept.count() >= 15, "the fixtures are of many kinds");
    let mut late = Listener::settled(client, WatchScope::default()).await;
    let agrees = |now: &Listener| said(&Report::of(&now.snapshot, TODAY)) == wanted;
    late.until("who comes late sees the same", agrees).await;
}
