//! Checks are data: one folder per fact, one file per check, one pure function each.
//!
//! A [`Scope`] flows in; findings flow out. What a check reads decides when it
//! runs again and when its verdict is *unknown*.

pub mod access;
mod advisories;
pub mod check;
pub mod code;
pub mod destinations;
pub mod doubt;
pub mod exceptions;
pub mod exposure;
pub mod fields;
pub mod finding;
pub mod fingerprint;
pub mod fix;
mod guards;
pub mod hosts;
pub mod in_effect;
mod judge;
pub mod leakage;
pub mod migration;
pub mod page;
pub mod pod_security;
pub mod prelude;
pub mod reach;
pub mod registry;
pub mod reword;
pub mod runtimes;
pub mod severity;
pub mod termination;
pub mod tokens;
pub mod variables;

use crate::model::Scope;

pub use check::{Check, Family};
pub use finding::{Confidence, Finding};
pub use fix::{Edit, Fix, Need, Risk};
pub use judge::{Verdict, judge};
pub use severity::Severity;

/// Every check, in the order of the families and of their files.
pub static ALL: &[&Check] = &[
    &tokens::foreign_key_set::CHECK,
    &tokens::insecure_issuer::CHECK,
    &tokens::interchangeable_tokens::CHECK,
    &tokens::jwt_without_authorizations::CHECK,
    &tokens::jwt_without_issuer::CHECK,
    &tokens::token_conditions_all_required::CHECK,
    &tokens::token_in_url::CHECK,
    &runtimes::custom_runtime_image::CHECK,
    &runtimes::function_version_unserved::CHECK,
    &runtimes::image_drift::CHECK,
    &runtimes::image_signatures_unchecked::CHECK,
    &runtimes::mutable_git_reference::CHECK,
    &runtimes::orphaned_function::CHECK,
    &runtimes::refused_runtime_still_serving::CHECK,
    &runtimes::runtime_end_of_life::CHECK,
    &runtimes::unpinned_runtime_image::CHECK,
    &leakage::credentials_in_function::CHECK,
    &leakage::credentials_in_git_url::CHECK,
    &leakage::credentials_in_route::CHECK,
    &leakage::insecure_git_transport::CHECK,
    &leakage::redirected_endpoint::CHECK,
    &leakage::risky_environment::CHECK,
    &leakage::unpinned_dependencies::CHECK,
    &leakage::unscanned_image::CHECK,
    &leakage::untrusted_dependency_source::CHECK,
    &leakage::unverified_git_host::CHECK,
    &leakage::injection::code_injection::CHECK,
    &leakage::injection::command_injection::CHECK,
    &leakage::injection::cross_site_scripting::CHECK,
    &leakage::injection::header_injection::CHECK,
    &leakage::injection::ldap_injection::CHECK,
    &leakage::injection::log_injection::CHECK,
    &leakage::injection::nosql_injection::CHECK,
    &leakage::injection::open_redirect::CHECK,
    &leakage::injection::path_traversal::CHECK,
    &leakage::injection::prototype_pollution::CHECK,
    &leakage::injection::regex_denial_of_service::CHECK,
    &leakage::injection::sql_injection::CHECK,
    &leakage::injection::template_injection::CHECK,
    &leakage::injection::unsafe_deserialization::CHECK,
    &leakage::injection::xml_external_entities::CHECK,
    &leakage::packages::deprecated_package::CHECK,
    &leakage::packages::package_typosquat::CHECK,
    &leakage::packages::vulnerable_package::CHECK,
    &leakage::secrets::event_in_log::CHECK,
    &leakage::secrets::secret_in_log::CHECK,
    &leakage::secrets::secret_in_response::CHECK,
    &leakage::secrets::secret_sent_away::CHECK,
    &leakage::secrets::secret_with_fallback::CHECK,
    &leakage::secrets::stack_trace_in_response::CHECK,
    &leakage::weakened::predictable_random_value::CHECK,
    &leakage::weakened::secret_compared_by_equality::CHECK,
    &leakage::weakened::static_key::CHECK,
    &leakage::weakened::weak_cipher::CHECK,
    &leakage::weakened::weak_hash_for_password::CHECK,
    &reach::blocked_call::CHECK,
    &reach::event_delivery_denied::CHECK,
    &reach::events_open_to_anyone::CHECK,
    &reach::exposed_without_sidecar::CHECK,
    &reach::ineffective_network_policy::CHECK,
    &reach::ingress_gateway_cut_off::CHECK,
    &reach::labels_join_foreign_service::CHECK,
    &reach::mtls_relaxed::CHECK,
    &reach::no_egress_restriction::CHECK,
    &reach::no_ingress_restriction::CHECK,
    &reach::overbroad_allow_policy::CHECK,
    &reach::plaintext_http_to_public_host::CHECK,
    &reach::server_side_request_forgery::CHECK,
    &reach::service_taken_over::CHECK,
    &reach::sidecar_bypassed::CHECK,
    &reach::sidecar_injection_misplaced::CHECK,
    &reach::sidecar_injection_mistyped::CHECK,
    &reach::subscription_too_wide::CHECK,
    &pod_security::dangerous_secret_mount::CHECK,
    &pod_security::default_drop_lost::CHECK,
    &pod_security::git_function_in_restricted::CHECK,
    &pod_security::namespace_level_missing::CHECK,
    &pod_security::namespace_level_privileged::CHECK,
    &pod_security::pods_refused::CHECK,
    &pod_security::restricted_blocks_builds::CHECK,
    &pod_security::weak_security_context::CHECK,
    &registry::custom_build_arguments::CHECK,
    &registry::internal_registry_enabled::CHECK,
    &registry::legacy_build_mode::CHECK,
    &registry::module_policies_off::CHECK,
    &registry::registry_ambiguous::CHECK,
    &registry::registry_not_for_production::CHECK,
    &registry::registry_public::CHECK,
    &registry::restricted_blocks_registry::CHECK,
    &access::api_token_mounted::CHECK,
    &access::dead_registry_credentials::CHECK,
    &access::default_account_has_rights::CHECK,
    &access::many_secrets_in_function::CHECK,
    &access::package_registry_token_shared::CHECK,
    &access::registry_credential_in_namespace::CHECK,
    &access::role_beyond_code::CHECK,
    &access::secrets_by_function_author::CHECK,
    &access::unused_secret::CHECK,
    &access::who_becomes_code::CHECK,
    &access::who_deletes_policies::CHECK,
    &access::who_reads_source::CHECK,
    &exposure::drift::apirule_not_ready::CHECK,
    &exposure::drift::apirule_refused::CHECK,
    &exposure::gateway::cors_any_origin_with_credentials::CHECK,
    &exposure::auth::cors_any_origin_in_code::CHECK,
    &exposure::routes::cross_namespace_exposure::CHECK,
    &exposure::gateway::exposed_outside_apirule::CHECK,
    &exposure::routes::exposed_without_replicas::CHECK,
    &exposure::auth::external_authorizer_fails_open::CHECK,
    &exposure::auth::external_authorizer_only::CHECK,
    &exposure::drift::generated_policies_drifted::CHECK,
    &exposure::drift::hidden_legacy_rules::CHECK,
    &exposure::auth::identity_from_header::CHECK,
    &exposure::auth::jwt_not_verified::CHECK,
    &exposure::gateway::large_requests_allowed::CHECK,
    &exposure::routes::metrics_exposed::CHECK,
    &exposure::auth::mixed_authentication::CHECK,
    &exposure::gateway::no_rate_limit::CHECK,
    &exposure::gateway::no_resource_limits::CHECK,
    &exposure::drift::object_refused::CHECK,
    &exposure::routes::risky_methods::CHECK,
    &exposure::routes::route_shadowed_by_exclusion::CHECK,
    &exposure::routes::rule_order_bypass::CHECK,
    &exposure::auth::unauthenticated_route::CHECK,
    &exposure::auth::unauthenticated_write_route::CHECK,
    &exposure::auth::unguarded_change::CHECK,
    &exposure::drift::unreconciled_apirule::CHECK,
    &exposure::gateway::weak_gateway::CHECK,
    &exposure::auth::weakest_route_wins::CHECK,
    &exposure::auth::wildcard_host_shadows_token::CHECK,
    &exceptions::exception_expired::CHECK,
    &exceptions::exception_unmatched::CHECK,
];

/// Returns the proposed changes for a finding, the preferred one first.
pub fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    find(finding.check)
        .map_or_else(Vec::new, |check| termination::allowed(scope, (check.fixes)(scope, finding)))
}

#[must_use]
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.id == id)
}

/// Returns the position of a check in [`ALL`].
#[must_use]
pub fn position(id: &str) -> Option<usize> {
    ALL.iter().position(|check| check.id == id)
}
