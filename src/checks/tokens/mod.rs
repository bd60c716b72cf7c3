//! Fact 1: a token carries no scope for Functions, so whoever accepts one token of an issuer accepts all.

pub mod interchangeable_tokens;
pub mod jwt_without_authorizations;
