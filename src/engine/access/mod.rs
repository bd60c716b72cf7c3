//! RBAC as the kube-apiserver's authorizer evaluates it (k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac).
//! A snapshot flows in; who may do what flows out, with the chain of binding and role, or with what was not
//! read.

mod action;
mod answer;
mod bindings;
mod escalation;
mod granted;
mod index;
mod permissions;
mod roles;
mod rule;
mod subject;
#[cfg(test)]
mod tests;
mod who_can;

pub use action::{Action, ActionTarget, Resource};
pub use answer::{AccessAnswer, Chain, Gap, Via};
pub use escalation::{Capability, EscalationPath, Path, Reach, WAYS};
pub use granted::{Extent, GrantedPermission};
pub use index::Access;
pub use permissions::{Powers, Right, Wanted};
pub use roles::parts;
pub use rule::allows;
pub use subject::{AUTHENTICATED, MASTERS, Who, account_name, account_parts};
pub use who_can::{Holder, Holders, Within};
