//! Fact 7: who has access to a namespace reads its Functions' source and its registry's Secrets.

pub mod api_token_mounted;
mod grants;
pub mod registry_credential_in_namespace;
pub mod who_reads_source;
