//! NetworkPolicies as the API documents them (networking.k8s.io/v1): who can open a connection to whom.
//!
//! Pods that no policy can distinguish form a class; each selector is evaluated once for all classes and
//! namespaces, so that a query costs a few bit tests. Every answer separates allowed, denied and unknown, and
//! names the policies that decided it.

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
#[cfg(test)]
mod tests;

pub use answer::{ConnectionAnswer, Reachability, Side};
pub use block::{Block, address};
pub use decide::End;
pub use index::Network;
pub use matrix::{Cell, Matrix, Openness};
pub use outlets::{Outlet, Outlets, PRIVATE, PUBLIC, Reached};
pub use pairs::{Pair, Pairs};
pub use ports::{Ports, Range};
pub use service::{Backend, Unresolved};
