//! A token is decoded without verifying its signature.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "jwt-not-verified",
    family: Exposure,
    severity: High,
    title: "A token is read without being verified",
    why: "Anyone can write a token with any claims. Where the route does not verify it either, callers choose who they are.",
    page: include_str!("jwt_not_verified.md"),
    reads: code::READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::TokenNotVerified], says)
}

fn says(flow: &Flow) -> String {
    format!("{} reads a token without verifying its signature", flow.sink.name)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    const COSTS: &str = "The pods are replaced. Tokens that are expired, or for another audience, are refused from then on: name the audience in the call if they have one.";
    code::rewrite(scope, finding, CodeRule::TokenNotVerified, "Verify the signature", Risk::MayBreak, COSTS)
}
