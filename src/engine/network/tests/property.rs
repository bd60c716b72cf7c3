//! Generated clusters: the engine and the naive evaluator never differ.

use super::super::{ConnectionEnd, Network, Reachability};
use super::naive::{self, NaiveEnd};
use super::world::*;
use crate::model::Selector;
use crate::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use crate::model::pod::Pod;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const SPACES: [&str; 3] = ["a", "b", "c"];
/// Addresses inside, outside and at the ends of every block that policies here can name.
const PROBES: [(Protocol, u16); 15] = [
    (Protocol::Tcp, 7),
    (Protocol::Tcp, 53),
    (Protocol::Tcp, 80),
    (Protocol::Tcp, 91),
    (Protocol::Tcp, 8080),
    (Protocol::Udp, 7),
    (Protocol::Udp, 53),
    (Protocol::Udp, 80),
    (Protocol::Udp, 91),
    (Protocol::Udp, 8080),
    (Protocol::Sctp, 7),
    (Protocol::Sctp, 53),
    (Protocol::Sctp, 80),
    (Protocol::Sctp, 91),
    (Protocol::Sctp, 8080),
];

fn selector() -> impl Strategy<Value = Selector> {
    let key = select(vec!["app", "tier"]);
    let value = select(vec!["x", "y"]);
    let operator = select(vec!["In", "NotIn", "Exists", "DoesNotExist"]);
    let by_label = (key.clone(), value.clone()).prop_map(|(key, value)| labels(&[(key, value)]));
    let by_expression = (key, operator, value).prop_map(|(key, operator, value)| {
        let values = [value];
        expression(key, operator, if operator.ends_with("In") { &values } else { &[] })
    });
    prop_oneof![Just(Selector::default()), by_label, by_expression]
}

fn peer() -> impl Strategy<Value = Peer> {
    let pods = (option::of(selector()), option::of(selector()))
        .prop_map(|(namespaces, pods)| Peer::Pods { namespaces, pods });
    let blocks = select(vec!["10.0.0.0/8", "10.0.1.0/24", "0.0.0.0/0", "192.168.0.0/16"]);
    let except = option::of(select(vec!["10.0.1.0/25", "10.0.0.0/16"]));
    let block = (blocks, except).prop_map(|(cidr, except)| block(cidr, except.as_slice()));
    prop_oneof![3 => pods, 1 => block]
}

fn port() -> impl Strategy<Value = PolicyPort> {
    let protocol = select(Protocol::ALL.to_vec());
    let number = (select(vec![80_u16, 8080, 53]), option::of(Just(90_u16)));
    let port = prop_oneof![
        Just((None, None)),
        number.prop_map(|(first, end)| (Some(PortName::Number(first)), end.filter(|end| *end > first))),
        select(vec!["http", "dns"]).prop_map(|name| (Some(PortName::Name(name.into())), None)),
    ];
    (protocol, port).prop_map(|(protocol, (port, end))| PolicyPort { protocol, port, end_port: end })
}

fn rules() -> impl Strategy<Value = Option<Vec<NetworkRule>>> {
    let rule = (vec(peer(), 0..3), vec(port(), 0..3)).prop_map(|(peers, ports)| NetworkRule { peers, ports });
    option::of(vec(rule, 0..3))
}

fn policy() -> impl Strategy<Value = NetworkPolicy> {
    (select(SPACES.to_vec()), 0..3_u8, selector(), rules(), rules()).prop_map(
        |(space, name, pods, ingress, egress)| NetworkPolicy {
            meta: meta(space, &format!("p{name}")),
            pods,
            ingress,
            egress,
        },
    )
}

fn a_pod() -> impl Strategy<Value = Pod> {
    let label = || option::of(select(vec!["x", "y"]));
    let parts = (select(SPACES.to_vec()), 0..3_u8, label(), label(), any::<bool>(), 0..8_u8);
    (parts, 0..4_u8, 0..3_u8).prop_map(|((space, name, app, tier, named, host), address, node)| {
        let app = app.map(|value| ("app", value));
        let own: Vec<(&str, &str)> = app.into_iter().chain(tier.map(|value| ("tier", value))).collect();
        let mut pod = at(pod(space, &format!("w{name}"), &own), &format!("10.0.{address}.{}", name + 1));
        if named {
            pod = serving(pod, "http", 8080);
        }
        if host == 0 {
            pod = of_host(pod);
        }
        on_node(pod, ["", "n1", "n2"][usize::from(node)])
    })
}

fn world(pods: Vec<Pod>, policies: Vec<NetworkPolicy>) -> World {
    let mut world = World::new();
    world.space("a", &[("app", "x")]);
    world.space("b", &[("tier", "y")]);
    world.space("c", &[]);
    for pod in pods {
        world.pod(pod);
    }
    for policy in policies {
        world.policy(policy);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_that_of_the_plain_reading(
        pods in vec(a_pod(), 1..7),
        policies in vec(policy(), 0..6),
    ) {
        let world = world(pods, policies);
        let network = Network::of(&world.snapshot);
        let pods: Vec<Pod> = world.snapshot.spaces().flat_map(|space| space.pods.values()).map(|pod| (**pod).clone()).collect();
        let outside: std::net::IpAddr = "192.168.3.4".parse().expect("an address");
        let mut ends: Vec<(ConnectionEnd<'_>, NaiveEnd<'_>)> =
            pods.iter().map(|pod| (ConnectionEnd::Pod(&pod.meta.namespace, &pod.meta.name), NaiveEnd::Pod(pod))).collect();
        ends.push((ConnectionEnd::Address(outside), NaiveEnd::Address(outside)));
        for (from, source) in &ends {
            for (to, target) in &ends {
                let answer = network.answer(*from, *to).expect("known");
                for (protocol, port) in PROBES {
                    let expected = naive::allowed(&world.snapshot, *source, *target, protocol, port);
                    let got = answer.verdict(protocol, port);
                    prop_assert_eq!(got == Reachability::Allowed, expected, "{:?} {:?} {:?} {}", from, to, protocol, port);
                    prop_assert!(got != Reachability::Unknown);
                }
            }
        }
    }

    #[test]
    fn every_cell_is_that_of_the_plain_reading(
        pods in vec(a_pod(), 1..7),
        policies in vec(policy(), 0..6),
    ) {
        let world = world(pods, policies);
        let network = Network::of(&world.snapshot);
        for from in SPACES {
            for to in SPACES {
                let cell = network.cell(from, to).expect("known");
                prop_assert_eq!(cell.openness, naive::openness(&world.snapshot, from, to, &PROBES), "{} to {}", from, to);
            }
        }
    }

    #[test]
    fn taking_in_changes_comes_to_the_same_as_starting_anew(
        pods in vec(a_pod(), 1..5),
        before in vec(policy(), 0..4),
        after in vec(policy(), 0..4),
    ) {
        let mut world = world(pods, before);
        let mut network = Network::of(&world.snapshot);
        let mut matrix = network.matrix();
        world.dirty = crate::model::Dirty::default();
        for policy in after {
            world.policy(policy);
        }
        match network.update(&world.snapshot, &world.dirty) {
            Some(changed) => matrix.refresh(&network, |name| changed.contains(name)),
            None => matrix = network.matrix(),
        }
        prop_assert_eq!(matrix, Network::of(&world.snapshot).matrix());
    }
}
