//! Small clusters for tests.

use crate::model::namespace::Namespace;
use crate::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use crate::model::pod::Pod;
use crate::model::pod_spec::{Container, Port};
use crate::model::selector::Expression;
use crate::model::{Change, Dirty, Feed, Kind, Labels, Meta, Object, Selector, Snapshot};
use std::sync::Arc;

#[derive(Default)]
pub struct World {
    pub snapshot: Snapshot,
    pub dirty: Dirty,
}

impl World {
    pub fn new() -> Self {
        let mut world = Self::default();
        for kind in [Kind::NetworkPolicy, Kind::Pod, Kind::Namespace, Kind::Node] {
            world.feed(kind, Feed::Live);
        }
        for kind in Kind::FOREIGN_POLICIES {
            world.feed(kind, Feed::NotServed);
        }
        world
    }

    pub fn feed(&mut self, kind: Kind, feed: Feed) {
        self.apply(Change::Feed { kind, namespace: String::new(), feed });
    }

    pub fn apply(&mut self, change: Change) {
        self.snapshot.apply(change, &mut self.dirty);
    }

    pub fn space(&mut self, name: &str, labels: &[(&str, &str)]) {
        let meta = Meta { labels: labels.iter().copied().collect(), ..meta(name, name) };
        self.apply(Change::Put(Object::Namespace(Box::new(Namespace { meta }))));
    }

    pub fn pod(&mut self, pod: Pod) {
        self.apply(Change::Put(Object::Pod(Box::new(pod))));
    }

    pub fn policy(&mut self, policy: NetworkPolicy) {
        self.apply(Change::Put(Object::NetworkPolicy(Box::new(policy))));
    }
}

pub fn meta(namespace: &str, name: &str) -> Meta {
    Meta { namespace: namespace.into(), name: name.into(), ..Meta::default() }
}

pub fn pod(namespace: &str, name: &str, labels: &[(&str, &str)]) -> Pod {
    let meta = Meta { labels: labels.iter().copied().collect(), ..meta(namespace, name) };
    Pod { meta, ..Pod::default() }
}

/// A pod with a named port.
pub fn serving(mut pod: Pod, name: &str, port: i64) -> Pod {
    let port = Port { name: name.into(), container_port: port, ..Port::default() };
    let container = Container { ports: vec![port], ..Container::default() };
    pod.template = Arc::default();
    Arc::make_mut(&mut pod.template).spec.containers.push(container);
    pod
}

pub fn on_node(mut pod: Pod, node: &str) -> Pod {
    Arc::make_mut(&mut pod.template).spec.node_name = node.into();
    pod
}

pub fn of_host(mut pod: Pod) -> Pod {
    Arc::make_mut(&mut pod.template).spec.host_network = true;
    pod
}

pub fn at(mut pod: Pod, address: &str) -> Pod {
    pod.addresses.push(address.into());
    pod
}

pub fn deny(namespace: &str, name: &str) -> NetworkPolicy {
    NetworkPolicy { meta: meta(namespace, name), ingress: Some(Vec::new()), ..NetworkPolicy::default() }
}

pub fn admit(namespace: &str, name: &str, rule: NetworkRule) -> NetworkPolicy {
    NetworkPolicy { ingress: Some(vec![rule]), ..deny(namespace, name) }
}

pub fn from(peer: Peer) -> NetworkRule {
    NetworkRule { peers: vec![peer], ports: Vec::new() }
}

pub fn on(port: PortName, end: Option<u16>, protocol: Protocol) -> NetworkRule {
    NetworkRule { peers: Vec::new(), ports: vec![PolicyPort { protocol, port: Some(port), end_port: end }] }
}

pub fn labels(pairs: &[(&str, &str)]) -> Selector {
    Selector::labels(pairs.iter().copied().collect::<Labels>())
}

pub fn expression(key: &str, operator: &str, values: &[&str]) -> Selector {
    let values = values.iter().map(ToString::to_string).collect();
    let one = Expression { key: key.into(), operator: operator.into(), values };
    Selector { match_expressions: vec![one], ..Selector::default() }
}

pub fn block(cidr: &str, except: &[&str]) -> Peer {
    Peer::Block { cidr: cidr.into(), except: except.iter().map(ToString::to_string).collect() }
}
