//! RBAC as the kube-apiserver's authorizer evaluates it (k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac).
//! A snapshot flows in; who may do what flows out, with the chain of binding and role, or with what was not
//! read.
//!
//! # Examples
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::access::{AccessIndex, AccessRequest, Who};
//! use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
//!
//! let objects = [
//!     (Kind::Role, r#"{"metadata": {"name": "reader", "namespace": "shop"},
//!         "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}"#),
//!     (Kind::RoleBinding, r#"{"metadata": {"name": "anna", "namespace": "shop"},
//!         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
//!         "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "anna"}]}"#),
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
//! let access = AccessIndex::of(&snapshot);
//! let anna = Who::logged_in("anna", [] as [&str; 0]);
//! assert!(access.can(&anna, &AccessRequest::on("get", "", "secrets", "shop")).is_allowed());
//! assert!(!access.can(&anna, &AccessRequest::on("list", "", "secrets", "shop")).is_allowed());
//! ```

mod action;
mod answer;
mod bindings;
mod escalation;
mod everywhere;
mod files;
mod granted;
mod index;
mod permissions;
mod roles;
mod rule;
mod subject;
#[cfg(test)]
mod tests;
mod who_can;

pub use action::{AccessRequest, ActionTarget, Resource};
pub use answer::{AccessAnswer, GrantChain, GrantedBy, UnreadGap};
pub use escalation::{Capability, CapabilityReach, EscalationPath, Path, WAYS};
pub use everywhere::{Everywhere, Extent};
pub use files::with_roles_of_files;
pub use granted::GrantedPermission;
pub use index::AccessIndex;
pub use permissions::{PermissionNeed, Powers, Right};
pub use roles::parts;
pub use rule::allows;
pub use subject::{AUTHENTICATED, MASTERS, Who, account_name, account_parts};
pub use who_can::{Holders, PermissionHolder, Within};
