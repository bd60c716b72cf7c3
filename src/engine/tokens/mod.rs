//! The routes that accept a token: every route that requires one, and which kinds of tokens are
//! interchangeable.
//! Generated APIRules, a mesh and a snapshot flow in; routes by token flow out, found by evaluating policies.
//!
//! # Examples
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::mesh::{Mesh, Token, GenerationContext, generate};
//! use fnsec::engine::tokens::Locks;
//! use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
//!
//! let objects = [
//!     (Kind::APIRule, r#"{"apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule",
//!         "metadata": {"name": "orders", "namespace": "shop"},
//!         "spec": {"hosts": ["orders.example.com"], "gateway": "kyma-system/gateway",
//!             "service": {"name": "orders", "port": 80},
//!             "rules": [{"path": "/*", "methods": ["GET"], "jwt": {"authentications":
//!                 [{"issuer": "https://id.example.com", "jwksUri": "https://id.example.com/keys"}]}}]}}"#),
//!     (Kind::Service, r#"{"apiVersion": "v1", "kind": "Service",
//!         "metadata": {"name": "orders", "namespace": "shop"},
//!         "spec": {"selector": {"app": "orders"}, "ports": [{"port": 80}]}}"#),
//!     (Kind::Gateway, r#"{"apiVersion": "networking.istio.io/v1", "kind": "Gateway",
//!         "metadata": {"name": "gateway", "namespace": "kyma-system"},
//!         "spec": {"servers": [{"port": {"number": 443, "protocol": "HTTPS"}, "hosts": ["*.example.com"]}]}}"#),
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
//! let rules = snapshot.spaces().flat_map(|space| space.api_rules.values());
//! let all: Vec<_> = rules.map(|rule| generate(rule, &GenerationContext::cluster(&snapshot))).collect();
//! let locks = Locks::of(Mesh::intended(&snapshot, &all), &all, &snapshot);
//! let opened = |issuer: &str| locks.opened(&Token::of(issuer, &[], &[])).len();
//! assert_eq!((opened("https://id.example.com"), opened("https://other.example.com")), (1, 0));
//! ```

mod classes;
mod lock;
mod written;

pub use classes::{TokenClass, TokenKind};
pub use lock::{RouteLock, RouteTarget, TokenAccess};

use crate::engine::mesh::{GeneratedObjects, Mesh, Token};
use crate::model::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// Every route that requires a token, indexed by issuer.
pub struct Locks {
    mesh: Mesh,
    every: Vec<RouteLock>,
    by_issuer: BTreeMap<String, Vec<usize>>,
    /// Locks of the same pods: a token that one policy accepts may also be accepted through its neighbours.
    groups: BTreeMap<lock::PolicyPods, Vec<usize>>,
}

impl Locks {
    /// The locks of generated APIRules, of legacy ones, of manual policies and of Oathkeeper, in a mesh.
    pub fn of(mesh: Mesh, all: &[GeneratedObjects], snapshot: &Snapshot) -> Self {
        let mut locks: Vec<RouteLock> =
            all.iter().flat_map(|made| lock::of_apirule(made, snapshot)).collect();
        locks.extend(all.iter().flat_map(written::of_legacy));
        locks.extend(lock::by_hand(&mesh, snapshot));
        locks.extend(
            snapshot
                .spaces()
                .flat_map(|space| space.oathkeeper_rules.values())
                .flat_map(|oathkeeper_rule| written::of_proxy(oathkeeper_rule)),
        );
        let mut by_issuer: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut groups: BTreeMap<lock::PolicyPods, Vec<usize>> = BTreeMap::new();
        for (at, one) in locks.iter().enumerate() {
            for issuer in &one.issuers {
                by_issuer.entry(issuer.clone()).or_default().push(at);
            }
            groups.entry(one.group()).or_default().push(at);
        }
        Self { mesh, every: locks, by_issuer, groups }
    }

    #[must_use]
    pub fn all(&self) -> &[RouteLock] {
        &self.every
    }

    /// The routes that accept a token, or may accept it.
    #[must_use]
    pub fn opened(&self, token: &Token) -> Vec<TokenAccess> {
        let own = self.by_issuer.get(token.issuer()).into_iter().flatten();
        // A lock whose requirements the token does not meet stays closed, unless a neighbour's policy accepts
        // the token.
        let near: BTreeSet<usize> = own
            .filter_map(|at| self.every.get(*at))
            .filter(|lock| lock.may_open(token))
            .flat_map(|lock| self.groups.get(&lock.group()).into_iter().flatten().copied())
            .collect();
        let each = near.into_iter().filter_map(|at| Some((at, self.every.get(at)?)));
        each.filter_map(|(at, lock)| lock.open(at, &self.mesh, token)).collect()
    }
}
