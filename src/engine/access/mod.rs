//! RBAC as the kube-apiserver's authorizer evaluates it (k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac).
//! A snapshot flows in; who may do what flows out, with the chain of binding and role, or with what was not
//! read.

mod action;
mod answer;
mod held;
mod holders;
mod index;
mod place;
mod powers;
mod roles;
mod rule;
#[cfg(test)]
mod tests;
mod ways;
mod who;

pub use action::{Action, Resource, Target};
pub use answer::{Answer, Chain, Gap, Via};
pub use held::{Extent, GrantedPermission};
pub use holders::{Holder, Holders, Within};
pub use index::Access;
pub use powers::{Powers, Right, Wanted};
pub use roles::parts;
pub use rule::allows;
pub use ways::{Capability, EscalationPath, Path, Reach, WAYS};
pub use who::{AUTHENTICATED, MASTERS, Who, account_name, account_parts};
