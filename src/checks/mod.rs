//! Checks are data: one folder per fact, one file per check, one pure function each.
//!
//! A [`Scope`](crate::model::Scope) flows in; findings flow out. What a check reads decides when it
//! runs again and when its verdict is *unknown*.

pub mod access;
pub mod check;
pub mod exposure;
pub mod finding;
pub mod fingerprint;
pub mod fix;
pub mod leakage;
pub mod page;
pub mod pod_security;
pub mod prelude;
pub mod reach;
pub mod registry;
pub mod report;
pub mod runtimes;
pub mod tokens;

pub use check::{Check, Family, Severity};
pub use finding::{Confidence, Finding};
pub use fix::{Edit, Fix, Need, Risk};
pub use report::{Counts, Report, Verdict};

/// Every check, in the order of the families and of their files.
pub static ALL: &[&Check] = &[
    &tokens::jwt_without_authorizations::CHECK,
    &runtimes::custom_runtime_image::CHECK,
    &runtimes::unpinned_runtime_image::CHECK,
    &runtimes::runtime_end_of_life::CHECK,
    &leakage::credentials_in_function::CHECK,
    &leakage::unpinned_dependencies::CHECK,
    &reach::no_ingress_restriction::CHECK,
    &reach::no_egress_restriction::CHECK,
    &reach::exposed_without_sidecar::CHECK,
    &access::who_reads_source::CHECK,
    &access::api_token_mounted::CHECK,
    &access::registry_credential_in_namespace::CHECK,
];

pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.id == id)
}

/// Where a check stands in [`ALL`].
pub fn position(id: &str) -> Option<usize> {
    ALL.iter().position(|check| check.id == id)
}
