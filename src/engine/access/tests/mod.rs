//! What is claimed of the authorizer, claim by claim and against a naive one.

mod authorizer;
mod honesty;
mod naive;
mod property;
mod ways;
mod world;
