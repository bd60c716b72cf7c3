//! Tests of NetworkPolicies: rule by rule, and against a naive evaluator.

mod claims;
mod naive;
mod property;
mod world;
