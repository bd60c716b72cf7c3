//! Fact 7: anyone with access to a namespace can read its Functions' source and its registry Secrets.

pub mod api_token_mounted;
pub mod dead_registry_credentials;
pub mod default_account_has_rights;
mod external_subjects;
mod grants;
mod least_privilege;
pub mod many_secrets_in_function;
pub mod package_registry_token_shared;
pub mod registry_credential_in_namespace;
pub mod role_beyond_code;
pub mod secrets_by_function_author;
mod subjects;
pub mod unused_secret;
pub mod who_becomes_code;
pub mod who_deletes_policies;
pub mod who_reads_source;
