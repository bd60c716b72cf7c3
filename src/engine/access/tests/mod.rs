//! Tests of the authorizer: rule by rule, and against a naive evaluator.

mod authorizer;
mod honesty;
mod naive;
mod property;
mod ways;
mod world;
