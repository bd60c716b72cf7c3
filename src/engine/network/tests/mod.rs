//! What is claimed of NetworkPolicies, claim by claim and against a naive reading of the API's text.

mod claims;
mod naive;
mod property;
mod world;
