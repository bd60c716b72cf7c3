//! Ways by events over large estates: a Subscription for each Function.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use divan::Bencher;
use fnsec::engine::events::EventWay;
use fnsec::engine::mesh::Mesh;
use fnsec::engine::network::Network;
use fnsec::model::event::Subscription;
use fnsec::model::pod::Pod;
use fnsec::model::{Change, Dirty, Meta, Object, Snapshot};

fn main() {
    divan::main();
}

fn meta(namespace: &str, name: &str) -> Meta {
    Meta { namespace: namespace.into(), name: name.into(), ..Meta::default() }
}

fn subscribed(functions: usize) -> Snapshot {
    let (mut snapshot, mut dirty) = (support::listed(support::changes(functions)), Dirty::default());
    let mut sender = Pod { meta: meta("kyma-system", "eventing-manager-1"), ..Pod::default() };
    sender.meta.labels = [("app.kubernetes.io/name", "eventing-manager")].into_iter().collect();
    let subscription = |namespace: &str, name: &str| Subscription {
        meta: meta(namespace, name),
        sink: format!("http://{name}.{namespace}.svc.cluster.local"),
        types: vec!["order.paid.v1".into()],
        ..Subscription::default()
    };
    let each = snapshot.spaces().flat_map(|space| {
        space.functions.keys().map(|name| Object::Subscription(Box::new(subscription(&space.name, name))))
    });
    let objects: Vec<Object> = each.chain([Object::Pod(Box::new(sender))]).collect();
    for object in objects {
        snapshot.apply(Change::Put(object), &mut dirty);
    }
    snapshot
}

#[divan::bench(args = support::SIZES, sample_count = 5, sample_size = 1)]
fn all_ways(bencher: Bencher<'_, '_>, functions: usize) {
    let snapshot = subscribed(functions);
    let (network, mesh) = (Network::of(&snapshot), Mesh::of(&snapshot));
    bencher.bench(|| EventWay::all(&snapshot, &network, &mesh).len());
}
