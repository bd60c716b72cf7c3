//! Fact 1: a token has no scope for Functions, so a Function that accepts one token of an issuer accepts all.

pub mod foreign_key_set;
pub mod insecure_issuer;
pub mod interchangeable_tokens;
pub mod jwt_without_authorizations;
pub mod jwt_without_issuer;
pub mod token_conditions_all_required;
mod token_groups;
pub mod token_in_url;
mod trusted;
