//! Fact 1: a token carries no scope for Functions, so whoever accepts one token of an issuer accepts all.

pub mod jwt_without_authorizations;
