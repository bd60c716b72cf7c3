//! Verdicts of many namespaces at once are those of one after the other.

use fnsec::decode;
use fnsec::model::calendar::Day;
use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
use fnsec::source::generate::{Size, estate};
use fnsec::verdicts::{Report, config};

const TODAY: Day = Day::new(2026, 11, 1);

fn generated() -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().into();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    for value in estate(Size { functions: 200, namespaces: 60, seed: 3 }) {
        let name = value["kind"].as_str().expect("a kind");
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.info().name == name) else { continue };
        let object = decode::object(kind, &value.to_string()).expect("decodes");
        snapshot.apply(Change::Put(object), &mut dirty);
    }
    snapshot
}

#[test]
fn many_namespaces_at_once_get_the_verdicts_of_one_after_the_other() {
    let snapshot = generated();
    let text =
        "exceptions: [{check: api-token-mounted, namespace: nowhere, reason: old, expires: 2026-01-01}]";
    let policy = config::read("fnsec.yaml", text).expect("reads").policy;
    let together = Report::by(policy.clone(), &snapshot, TODAY);
    assert!(together.findings().iter().any(|one| one.check == "exception-expired"));
    let mut single = Report::with(policy);
    single.mark_all(&snapshot);
    while single.step(&snapshot, TODAY) {}
    assert!(together.spaces().count() > 32 && together.is_settled());
    for ((name, one), (other_name, other)) in together.spaces().zip(single.spaces()) {
        assert_eq!((name, &one.verdicts, one.counts), (other_name, &other.verdicts, other.counts));
    }
    assert_eq!(
        (together.spaces().count(), together.generation),
        (single.spaces().count(), single.generation)
    );
}
