//! Plain values: the known state of the cluster, without I/O, clocks or terminals.
//!
//! Objects come in through `source`, reduced and already analysed; `Snapshot::apply` takes them in one
//! change at a time and reports what became dirty.

pub mod account;
pub mod advisories;
pub mod apirule;
pub mod calendar;
pub mod change;
pub mod code;
pub mod columns;
mod concern;
pub mod event;
pub mod external_reports;
pub mod fault;
pub mod feed;
pub mod function;
pub mod index;
pub mod kind;
pub mod labels;
pub mod leak;
pub mod legacy;
pub mod lenient;
pub mod letters;
pub mod memo;
pub mod mesh;
pub mod meta;
pub mod module;
pub mod namespace;
pub mod network_policy;
pub mod oathkeeper;
pub mod object_kind;
pub mod parallel;
pub mod parameters;

pub mod platform;
pub mod pod;
pub mod pod_spec;
pub mod rbac;
pub mod reads;
pub mod recent;
pub mod route;
pub mod scope;
pub mod selector;
pub mod serverless;
pub mod service;
pub mod snapshot;
pub mod space;
pub mod strings;
pub mod tri;
pub mod workload;

pub use change::{Change, Dirty, UnreadPart};
pub use fault::TypeFault;
pub use feed::{Feed, Feeds, Loss, Progress};
pub use kind::{Bits, Kind};
pub use labels::Labels;
pub use memo::Memo;
pub use meta::{Meta, ObjectRef};
pub use object_kind::ObjectKind;
pub use scope::Scope;
pub use selector::Selector;
pub use snapshot::{Extent, Snapshot};
pub use space::{Object, Space};
pub use tri::Tri;
