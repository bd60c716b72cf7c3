//! The rules of the API, one test each.

use super::super::{ConnectionEnd, Network, Openness, Outlet, Outlets, Reachability, address};
use super::world::*;
use crate::model::account::MetadataOnly;
use crate::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use crate::model::{Change, Feed, Kind, Object, Selector};

const A: ConnectionEnd<'static> = ConnectionEnd::Pod("a", "client");
const B: ConnectionEnd<'static> = ConnectionEnd::Pod("b", "server");

fn world() -> World {
    let mut world = World::new();
    world.space("a", &[("team", "x")]);
    world.space("b", &[]);
    world.pod(pod("a", "client", &[("app", "client")]));
    world.pod(serving(pod("b", "server", &[("app", "server")]), "http", 8080));
    world
}

fn verdict(world: &World, from: ConnectionEnd<'_>, to: ConnectionEnd<'_>, port: u16) -> Reachability {
    let answer = Network::of(&world.snapshot).answer(from, to).expect("both are known");
    answer.verdict(Protocol::Tcp, port)
}

fn with(policy: NetworkPolicy) -> World {
    let mut world = world();
    world.policy(policy);
    world
}

fn pods(namespaces: Option<Selector>, pods: Option<Selector>) -> Peer {
    Peer::Pods { namespaces, pods }
}

#[test]
fn nothing_isolates_pods_without_policies() {
    assert_eq!(verdict(&world(), A, B, 80), Reachability::Allowed);
}

#[test]
fn a_policy_without_rules_denies_all_ingress() {
    let world = with(deny("b", "deny"));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
    assert_eq!(verdict(&world, B, A, 80), Reachability::Allowed);
    let answer = Network::of(&world.snapshot).answer(A, B).expect("known");
    assert!(answer.ingress.isolated && !answer.egress.isolated);
    assert_eq!(answer.ingress.policies.iter().map(|policy| &**policy).collect::<Vec<_>>(), ["b/deny"]);
}

#[test]
fn an_empty_rule_allows_every_peer() {
    assert_eq!(verdict(&with(admit("b", "open", NetworkRule::default())), A, B, 80), Reachability::Allowed);
}

#[test]
fn a_pod_selector_alone_means_the_policys_own_namespace() {
    let rule = || from(pods(None, Some(labels(&[("app", "client")]))));
    let mut world = with(admit("b", "own", rule()));
    world.pod(pod("b", "friend", &[("app", "client")]));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
    assert_eq!(verdict(&world, ConnectionEnd::Pod("b", "friend"), B, 80), Reachability::Allowed);
}

#[test]
fn both_selectors_of_a_peer_must_match() {
    let rule = |team: &str, app: &str| {
        admit("b", "both", from(pods(Some(labels(&[("team", team)])), Some(labels(&[("app", app)])))))
    };
    assert_eq!(verdict(&with(rule("x", "client")), A, B, 80), Reachability::Allowed);
    assert_eq!(verdict(&with(rule("x", "other")), A, B, 80), Reachability::Denied);
    assert_eq!(verdict(&with(rule("y", "client")), A, B, 80), Reachability::Denied);
}

#[test]
fn an_empty_namespace_selector_means_every_namespace() {
    let rule = from(pods(Some(Selector::default()), None));
    assert_eq!(verdict(&with(admit("b", "all", rule)), A, B, 80), Reachability::Allowed);
}

#[test]
fn each_namespace_has_the_label_of_its_name() {
    let by_name = labels(&[("kubernetes.io/metadata.name", "a")]);
    assert_eq!(
        verdict(&with(admit("b", "name", from(pods(Some(by_name), None)))), A, B, 80),
        Reachability::Allowed
    );
}

#[test]
fn an_empty_peer_matches_nothing() {
    assert_eq!(verdict(&with(admit("b", "nobody", from(pods(None, None)))), A, B, 80), Reachability::Denied);
}

#[test]
fn a_named_port_is_what_the_destination_calls_so() {
    let world = with(admit("b", "named", on(PortName::Name("http".into()), None, Protocol::Tcp)));
    assert_eq!(verdict(&world, A, B, 8080), Reachability::Allowed);
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
}

#[test]
fn a_named_port_counts_for_its_protocol_alone() {
    let world = with(admit("b", "named", on(PortName::Name("http".into()), None, Protocol::Udp)));
    assert_eq!(verdict(&world, A, B, 8080), Reachability::Denied);
}

#[test]
fn a_range_of_ports_has_both_its_ends() {
    let world = with(admit("b", "range", on(PortName::Number(8000), Some(8080), Protocol::Tcp)));
    let answers = [7999, 8000, 8080, 8081].map(|port| verdict(&world, A, B, port));
    assert_eq!(
        answers,
        [Reachability::Denied, Reachability::Allowed, Reachability::Allowed, Reachability::Denied]
    );
}

#[test]
fn a_protocol_without_port_is_all_of_it() {
    let port = PolicyPort { protocol: Protocol::Sctp, port: None, end_port: None };
    let world = with(admit("b", "sctp", NetworkRule { peers: Vec::new(), ports: vec![port] }));
    let answer = Network::of(&world.snapshot).answer(A, B).expect("known");
    assert_eq!(answer.verdict(Protocol::Sctp, 9), Reachability::Allowed);
    assert_eq!(answer.verdict(Protocol::Tcp, 9), Reachability::Denied);
    assert_eq!(answer.sure().to_string(), "SCTP *");
}

#[test]
fn policies_add_up_and_never_take_away() {
    let mut world = with(deny("b", "deny"));
    world.policy(admit("b", "open", NetworkRule::default()));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Allowed);
}

#[test]
fn both_ends_must_let_a_connection_through() {
    let mut world = world();
    world.policy(NetworkPolicy { egress: Some(Vec::new()), ingress: None, ..deny("a", "shut") });
    world.policy(admit("b", "open", NetworkRule::default()));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
}

#[test]
fn a_pod_always_reaches_itself() {
    assert_eq!(verdict(&with(deny("b", "deny")), B, B, 80), Reachability::Allowed);
}

#[test]
fn a_block_contains_addresses_but_not_its_exceptions() {
    let world = with(admit("b", "block", from(block("10.0.0.0/8", &["10.1.0.0/16"]))));
    let from =
        |text: &str| verdict(&world, ConnectionEnd::Address(address(text).expect("an address")), B, 80);
    assert_eq!(
        [from("10.2.3.4"), from("10.1.3.4"), from("11.0.0.1")],
        [Reachability::Allowed, Reachability::Denied, Reachability::Denied]
    );
    assert_eq!(from("::ffff:10.2.3.4"), Reachability::Allowed);
    assert_eq!(from("fd00::1"), Reachability::Denied);
}

#[test]
fn a_pod_whose_address_is_unknown_is_in_no_block_and_that_is_said() {
    let world = with(admit("b", "block", from(block("10.0.0.0/8", &[]))));
    let answer = Network::of(&world.snapshot).answer(A, B).expect("known");
    assert_eq!(answer.verdict(Protocol::Tcp, 80), Reachability::Denied);
    assert!(answer.notes.iter().any(|note| note.contains("unknown")), "{:?}", answer.notes);
}

#[test]
fn a_block_contains_a_pod_by_its_address_and_notes_that_plugins_differ() {
    let mut world = with(admit("b", "block", from(block("10.0.0.0/8", &[]))));
    world.pod(at(pod("a", "client", &[]), "10.4.0.1"));
    let answer = Network::of(&world.snapshot).answer(A, B).expect("known");
    assert_eq!(answer.verdict(Protocol::Tcp, 80), Reachability::Allowed);
    assert_eq!(answer.notes.len(), 1);
}

#[test]
fn policies_do_not_isolate_pods_of_the_host_network() {
    let mut world = with(deny("b", "deny"));
    world.pod(of_host(pod("b", "server", &[])));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Allowed);
}

#[test]
fn selectors_do_not_see_pods_of_the_host_network() {
    let mut world = with(admit("b", "all", from(pods(Some(Selector::default()), None))));
    world.pod(on_node(of_host(pod("a", "client", &[])), "n1"));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
}

#[test]
fn a_node_reaches_the_pods_it_runs() {
    let mut world = with(deny("b", "deny"));
    world.pod(on_node(of_host(pod("a", "client", &[])), "n1"));
    world.pod(on_node(pod("b", "server", &[]), "n1"));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Allowed);
    world.pod(on_node(pod("b", "server", &[]), "n2"));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
}

#[test]
fn expressions_select_as_the_server_does() {
    let rule = |selector: Selector| with(admit("b", "some", from(pods(Some(selector), None))));
    assert_eq!(verdict(&rule(expression("team", "In", &["x", "y"])), A, B, 80), Reachability::Allowed);
    assert_eq!(verdict(&rule(expression("team", "NotIn", &["x"])), A, B, 80), Reachability::Denied);
    assert_eq!(verdict(&rule(expression("team", "DoesNotExist", &[])), A, B, 80), Reachability::Denied);
}

#[test]
fn finished_pods_have_no_network() {
    let mut world = world();
    let mut done = pod("a", "client", &[]);
    done.phase = "Succeeded".into();
    world.pod(done);
    assert!(Network::of(&world.snapshot).answer(A, B).is_none());
}

#[test]
fn policies_that_may_not_be_read_make_it_unknown() {
    let mut world = world();
    world.feed(Kind::NetworkPolicy, Feed::Forbidden("no".into()));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Unknown);
}

#[test]
fn a_policy_of_another_make_makes_it_unknown_and_is_named() {
    let mut world = world();
    world.feed(Kind::CiliumNetworkPolicy, Feed::Live);
    let sealed = MetadataOnly { meta: meta("b", "x") };
    world.apply(Change::Put(Object::CiliumNetworkPolicy(Box::new(sealed))));
    let answer = Network::of(&world.snapshot).answer(A, B).expect("known");
    assert_eq!(answer.verdict(Protocol::Tcp, 80), Reachability::Unknown);
    assert!(answer.why.iter().any(|why| why.contains("CiliumNetworkPolicy")), "{:?}", answer.why);
}

#[test]
fn a_certain_denial_stays_despite_unknowns() {
    let mut world = world();
    world.policy(NetworkPolicy { egress: Some(Vec::new()), ingress: None, ..deny("a", "shut") });
    world.apply(Change::Feed {
        kind: Kind::NetworkPolicy,
        namespace: "b".into(),
        feed: Feed::Forbidden("no".into()),
    });
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
}

#[test]
fn labels_of_a_namespace_that_was_not_seen_are_open_but_its_name_is_not() {
    let mut world = World::new();
    world.pod(pod("a", "client", &[]));
    world.pod(pod("b", "server", &[]));
    world.policy(admit("b", "team", from(pods(Some(labels(&[("team", "x")])), None))));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Unknown);
    world.policy(admit(
        "b",
        "team",
        from(pods(Some(labels(&[("kubernetes.io/metadata.name", "c"), ("team", "x")])), None)),
    ));
    assert_eq!(verdict(&world, A, B, 80), Reachability::Denied);
}

#[test]
fn an_address_of_a_pod_means_the_pod() {
    let mut world = with(admit("b", "own", from(pods(Some(labels(&[("team", "x")])), None))));
    world.pod(at(pod("a", "client", &[]), "10.4.0.1"));
    let address = ConnectionEnd::Address(address("10.4.0.1").expect("an address"));
    assert_eq!(verdict(&world, address, B, 80), Reachability::Allowed);
}

#[test]
fn the_matrix_distinguishes_all_some_and_none() {
    let mut world = with(admit("b", "http", on(PortName::Number(80), None, Protocol::Tcp)));
    world.space("c", &[]);
    world.pod(pod("c", "lone", &[]));
    world.policy(deny("c", "deny"));
    world.space("d", &[]);
    let network = Network::of(&world.snapshot);
    let open = |from: &str, to: &str| network.cell(from, to).expect("known").openness;
    assert_eq!(open("b", "a"), Openness::All);
    assert_eq!(open("a", "b"), Openness::Some);
    assert_eq!(open("a", "c"), Openness::None);
    assert_eq!(open("a", "d"), Openness::Empty);
    assert_eq!(network.cell("a", "b").expect("known").ports.to_string(), "TCP 80");
}

#[test]
fn a_changed_policy_changes_its_namespace_alone() {
    let mut world = world();
    let mut network = Network::of(&world.snapshot);
    let mut matrix = network.matrix();
    world.policy(deny("b", "first"));
    let changed = {
        let dirty = std::mem::take(&mut world.dirty);
        network.update(&world.snapshot, &dirty)
    };
    if let Some(changed) = changed {
        matrix.refresh(&network, |name| changed.contains(name));
    } else {
        matrix = network.matrix();
    }
    assert_eq!(matrix, Network::of(&world.snapshot).matrix());
    world.dirty = crate::model::Dirty::default();
    world.policy(admit("b", "first", NetworkRule::default()));
    let dirty = std::mem::take(&mut world.dirty);
    let changed = network.update(&world.snapshot, &dirty).expect("only policies changed");
    matrix.refresh(&network, |name| changed.contains(name));
    assert_eq!(matrix, Network::of(&world.snapshot).matrix());
}

fn outlets(world: &World) -> [Reachability; 4] {
    let network = Network::of(&world.snapshot);
    let all = Outlets::of(&world.snapshot, &network).from(&network, A);
    Outlet::ALL.map(|outlet| all.iter().find(|reached| reached.outlet == outlet).expect("each").verdict)
}

fn egress(rules: Vec<NetworkRule>) -> NetworkPolicy {
    NetworkPolicy { egress: Some(rules), ingress: None, ..deny("a", "out") }
}

/// With DNS where Kubernetes runs it.
fn with_dns(policy: Option<NetworkPolicy>) -> World {
    use crate::model::service::{Port, Service};
    let mut world = world();
    world.space("kube-system", &[]);
    world.pod(pod("kube-system", "coredns-1", &[("k8s-app", "kube-dns")]));
    let port = Port { port: 53, target: "8053".into(), protocol: "UDP".into(), ..Port::default() };
    let selector = [("k8s-app", "kube-dns")].into_iter().collect();
    let service =
        Service { meta: meta("kube-system", "kube-dns"), selector, ports: vec![port], ..Service::default() };
    world.apply(Change::Put(Object::Service(Box::new(service))));
    if let Some(one) = policy {
        world.policy(one);
    }
    world
}

#[test]
fn without_policies_every_outlet_is_open_and_a_missing_one_is_not_known() {
    use Reachability::{Allowed, Unknown};
    assert_eq!(outlets(&with_dns(None)), [Unknown, Allowed, Allowed, Allowed]);
}

#[test]
fn name_lookups_are_judged_at_the_port_of_the_pods() {
    let lookups = |port| {
        let mut rule = on(PortName::Number(port), None, Protocol::Udp);
        rule.peers = vec![pods(Some(Selector::default()), None)];
        outlets(&with_dns(Some(egress(vec![rule]))))[1]
    };
    assert_eq!((lookups(8053), lookups(53)), (Reachability::Allowed, Reachability::Denied));
}

#[test]
fn closed_to_addresses_is_closed_and_open_to_some_is_not_known() {
    use Reachability::{Allowed, Denied, Unknown};
    let outside = |peers: Vec<Peer>| {
        let all = outlets(&with_dns(Some(egress(peers.into_iter().map(from).collect()))));
        (all[2], all[3])
    };
    assert_eq!(outside(vec![pods(Some(Selector::default()), None)]), (Denied, Denied));
    assert_eq!(outside(vec![block("0.0.0.0/0", &[])]), (Allowed, Allowed));
    assert_eq!(outside(vec![block("0.0.0.0/0", &["10.0.0.0/8"])]), (Unknown, Allowed));
    assert_eq!(outside(vec![block("52.1.2.0/24", &[])]), (Unknown, Unknown));
}
