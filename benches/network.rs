//! NetworkPolicies over a large cluster: 500 namespaces, 10,000 pods and 2,000 policies.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use divan::{Bencher, black_box};
use fnsec::engine::network::{ConnectionEnd, Network};
use fnsec::model::namespace::Namespace;
use fnsec::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use fnsec::model::pod::Pod;
use fnsec::model::{Change, Dirty, Feed, Kind, Meta, Object, Selector, Snapshot};

const SPACES: usize = 500;
const PODS: usize = 20;
const POLICIES: usize = 4;

fn main() {
    divan::main();
}

fn space(at: usize) -> String {
    format!("space-{at:03}")
}

fn meta(at: usize, name: String, labels: &[(&str, &str)]) -> Meta {
    Meta {
        namespace: space(at).into(),
        name: name.into(),
        labels: labels.iter().copied().collect(),
        ..Meta::default()
    }
}

fn labels(key: &str, value: &str) -> Selector {
    Selector::labels([(key, value)].into_iter().collect())
}

/// What namespaces usually hold: a wall, DNS, some callers by label, and a block of addresses.
fn policy(space: usize, at: usize) -> NetworkPolicy {
    let app = format!("app-{}", (space + at) % 8);
    let team = format!("team-{}", (space * 3 + at) % 40);
    let port = |number: u16| PolicyPort {
        protocol: Protocol::Tcp,
        port: Some(PortName::Number(number)),
        end_port: None,
    };
    let from = |peer: Peer, ports: Vec<PolicyPort>| NetworkRule { peers: vec![peer], ports };
    let pods = |namespaces, pods| Peer::Pods { namespaces, pods };
    let base = NetworkPolicy { meta: meta(space, format!("policy-{at}"), &[]), ..NetworkPolicy::default() };
    match at {
        0 => NetworkPolicy { ingress: Some(Vec::new()), ..base },
        1 => NetworkPolicy {
            ingress: Some(vec![from(
                pods(Some(labels("team", &team)), Some(labels("app", &app))),
                vec![port(8080)],
            )]),
            ..base
        },
        2 => NetworkPolicy {
            pods: labels("app", &app),
            egress: Some(vec![
                from(pods(Some(Selector::default()), Some(labels("k8s-app", "kube-dns"))), vec![port(53)]),
                from(pods(Some(labels("team", &team)), None), Vec::new()),
            ]),
            ..base
        },
        _ => NetworkPolicy {
            pods: labels("app", &app),
            ingress: Some(vec![from(
                Peer::Block { cidr: "10.0.0.0/8".into(), except: vec![format!("10.{}.0.0/16", space % 16)] },
                vec![port(443)],
            )]),
            ..base
        },
    }
}

fn cluster() -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    let mut apply = |change| snapshot.apply(change, &mut dirty);
    for kind in [Kind::Namespace, Kind::Pod, Kind::NetworkPolicy, Kind::Node] {
        apply(Change::Feed { kind, namespace: String::new(), feed: Feed::Live });
    }
    for kind in Kind::FOREIGN_POLICIES {
        apply(Change::Feed { kind, namespace: String::new(), feed: Feed::NotServed });
    }
    for at in 0..SPACES {
        let team = format!("team-{}", at % 40);
        let meta = |name: String, labels: &[(&str, &str)]| meta(at, name, labels);
        apply(Change::Put(Object::Namespace(Box::new(Namespace {
            meta: meta(space(at), &[("team", &team)]),
        }))));
        for pod in 0..PODS {
            let (app, hash) = (format!("app-{}", pod % 8), format!("{at:x}{pod:x}"));
            let meta = meta(format!("pod-{pod}"), &[("app", &app), ("pod-template-hash", &hash)]);
            let addresses = vec![format!("10.{}.{}.{}", at % 16, at / 16, pod + 1)];
            apply(Change::Put(Object::Pod(Box::new(Pod {
                meta,
                addresses: addresses.into_iter().map(Into::into).collect(),
                ..Pod::default()
            }))));
        }
        for one in 0..POLICIES {
            apply(Change::Put(Object::NetworkPolicy(Box::new(policy(at, one)))));
        }
    }
    snapshot
}

#[divan::bench]
fn build(bencher: Bencher) {
    let snapshot = cluster();
    bencher.bench(|| Network::of(black_box(&snapshot)));
}

#[divan::bench]
fn one_answer(bencher: Bencher) {
    let network = Network::of(&cluster());
    bencher.bench(|| {
        network.answer(
            black_box(ConnectionEnd::Pod("space-007", "pod-3")),
            ConnectionEnd::Pod("space-047", "pod-5"),
        )
    });
}

#[divan::bench]
fn whole_matrix(bencher: Bencher) {
    let network = Network::of(&cluster());
    bencher.bench(|| black_box(&network).matrix());
}

#[divan::bench]
fn one_changed_policy(bencher: Bencher) {
    let mut snapshot = cluster();
    let network = Network::of(&snapshot);
    let matrix = network.matrix();
    let mut dirty = Dirty::default();
    let changed = NetworkPolicy { ingress: Some(vec![NetworkRule::default()]), ..policy(33, 0) };
    snapshot.apply(Change::Put(Object::NetworkPolicy(Box::new(changed))), &mut dirty);
    bencher.with_inputs(|| (network.clone(), matrix.clone())).bench_values(|(mut network, mut matrix)| {
        let changed = network.update(&snapshot, &dirty).expect("only a policy changed");
        matrix.refresh(&network, |name| changed.contains(name));
        (network, matrix)
    });
}
