//! NetworkPolicies as the API documents them (networking.k8s.io/v1): who can open a connection to whom.
//!
//! Pods that no policy can distinguish form a class; each selector is evaluated once for all classes and
//! namespaces, so that a query costs a few bit tests. Every answer separates allowed, denied and unknown, and
//! names the policies that decided it.
//!
//! # Examples
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::network::{ConnectionEnd, Network, Reachability};
//! use fnsec::model::network_policy::Protocol;
//! use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
//!
//! let objects = [
//!     (Kind::Namespace, r#"{"metadata": {"name": "shop"}}"#),
//!     (Kind::Pod, r#"{"metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}},
//!         "spec": {"containers": []}}"#),
//!     (Kind::Pod, r#"{"metadata": {"name": "db", "namespace": "shop", "labels": {"app": "db"}},
//!         "spec": {"containers": []}}"#),
//!     (Kind::NetworkPolicy, r#"{"metadata": {"name": "db", "namespace": "shop"},
//!         "spec": {"podSelector": {"matchLabels": {"app": "db"}}, "policyTypes": ["Ingress"],
//!             "ingress": [{"ports": [{"protocol": "TCP", "port": 5432}]}]}}"#),
//! ];
//! let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
//! for kind in Kind::ALL {
//!     let namespace = kind.info().place().to_owned();
//!     snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
//! }
//! for (kind, text) in objects {
//!     snapshot.apply(Change::Put(decode::object(kind, text).expect("valid")), &mut dirty);
//! }
//!
//! let network = Network::of(&snapshot);
//! let answer = network.answer(ConnectionEnd::Pod("shop", "web"), ConnectionEnd::Pod("shop", "db")).expect("both pods are known");
//! assert_eq!(answer.verdict(Protocol::Tcp, 5432), Reachability::Allowed);
//! assert_eq!(answer.verdict(Protocol::Tcp, 22), Reachability::Denied);
//! ```

mod answer;
mod bits;
mod block;
mod class;
mod decide;
mod index;
mod matrix;
mod outlets;
mod pairs;
mod policy;
mod ports;
mod service;
pub mod stand_ins;
#[cfg(test)]
mod tests;

pub use answer::{ConnectionAnswer, DirectionAnswer, Reachability};
pub use block::{AddressBlock, address};
pub use decide::ConnectionEnd;
pub use index::Network;
pub use matrix::{Cell, Matrix, Openness};
pub use outlets::{Outlet, OutletAnswer, Outlets, PRIVATE, PUBLIC};
pub use pairs::{ConnectionPair, ConnectionPairs};
pub use ports::{Ports, Range};
pub use service::{Backend, UnresolvedService};
