//! Data of a caller that reaches a call which does harm with it.

pub mod code_injection;
pub mod command_injection;
pub mod cross_site_scripting;
pub mod header_injection;
pub mod ldap_injection;
pub mod log_injection;
pub mod nosql_injection;
pub mod open_redirect;
pub mod path_traversal;
pub mod prototype_pollution;
pub mod regex_denial_of_service;
pub mod sql_injection;
pub mod template_injection;
pub mod unsafe_deserialization;
pub mod xml_external_entities;
