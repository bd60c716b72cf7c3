//! Estates for benches, decoded once.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use fnsec::decode;
use fnsec::model::calendar::Day;
use fnsec::model::{Change, Dirty, Feed, Kind, Object, Snapshot};
use fnsec::source::generate::{Size, estate};

pub const TODAY: Day = Day::new(2026, 11, 1);
pub const SIZES: [usize; 2] = [1_000, 20_000];

pub fn size(functions: usize) -> Size {
    Size { functions, namespaces: functions / 20 + 10, seed: 1 }
}

/// Every object as its kind and text.
pub fn texts(functions: usize) -> Vec<(Kind, String)> {
    let kind = |value: &serde_json::Value| {
        let name = value["kind"].as_str()?;
        Kind::ALL.into_iter().find(|kind| kind.info().name == name)
    };
    estate(size(functions)).filter_map(|value| Some((kind(&value)?, value.to_string()))).collect()
}

pub fn changes(functions: usize) -> Vec<Change> {
    let feeds = Kind::ALL.into_iter().map(|kind| {
        let namespace = kind.info().place().into();
        Change::Feed { kind, namespace, feed: Feed::Live }
    });
    let decoded = texts(functions).into_iter().filter_map(|(kind, text)| decode::object(kind, &text).ok());
    feeds.chain(decoded.map(Change::Put)).collect()
}

pub fn listed(changes: Vec<Change>) -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for change in changes {
        snapshot.apply(change, &mut dirty);
    }
    snapshot
}

/// Some Function of the estate with another image, each turn another.
pub fn changed_function(snapshot: &Snapshot, turn: u32) -> Change {
    let space = snapshot.spaces().find(|space| !space.functions.is_empty()).expect("Functions");
    let function = space.functions.values().next().expect("one");
    let mut function = (**function).clone();
    function.image_override = format!("example.com/own:{turn}").into();
    Change::Put(Object::Function(Box::new(function)))
}
