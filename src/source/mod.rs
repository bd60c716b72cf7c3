//! Everything that speaks the Kubernetes API: connections, watches, writes, manifests, the demo.
//!
//! All of them have one shape: a `kube::Client` with any server behind it, and a stream of changes. Live
//! clusters, folders of manifests and the demo share every line above this layer.

pub mod access;
mod bounds;
pub mod connect;
pub mod courier;
pub mod demo;
pub mod discover;
pub mod embedded;
mod failure;
pub mod files;
pub mod flight;
pub mod follow;
#[cfg(any(test, feature = "testing"))]
pub mod generate;
pub mod git;
pub mod inspect;
pub mod journal;
pub mod kubeconfig;
pub mod ledger;
mod link;
pub mod log;
pub mod login;
pub mod manifests;
pub mod memory;
pub mod message;
mod network;
pub mod osv;
pub mod outline;
mod path;
pub mod ping;
pub mod private;
pub mod program;
pub mod recording;
pub mod render;
pub mod rendering;
pub mod replace;
pub mod rights;
mod source_request;
pub mod sources;
pub mod submit;
pub mod tree;
pub mod trend;
pub mod trouble;
pub mod watches;
mod wire;

pub use bounds::NO_LIMIT;
pub use connect::{Connection, Origin};
pub use source_request::{Opening, SourceRequest};
pub use trouble::Trouble;
pub use watches::{News, Watches};
