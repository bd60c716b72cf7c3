//! The policies of v1beta1 rules, which the mesh enforces only where it checks tokens itself. None of them
//! names hosts or excludes paths: each applies to every host that leads to its pods.

use super::checker::Checker;
use super::written::OriginalRule;
use crate::engine::mesh::generate::policy::{GeneratedPolicy, allowing, entries, principals};
use crate::engine::mesh::generate::target::RuleTarget;
use crate::engine::mesh::request::INGRESS;
use crate::model::apirule::ApiRule;
use crate::model::index::jwt;
use crate::model::mesh::{CallerMatch, Operation};

/// The identity of Oathkeeper's certificate.
pub const OATHKEEPER: &str = "cluster.local/ns/kyma-system/sa/oathkeeper-maester-account";

/// One rule with `jwt` or `no_auth` is enough for every rule of the APIRule to get policies.
pub fn required(checker: Checker, written: &[OriginalRule]) -> bool {
    checker == Checker::Istio && written.iter().any(|one| one.has("jwt") || one.has("no_auth"))
}

/// The policies of one rule; `None` where its original methods are not known.
pub fn policies(
    rule: &ApiRule,
    at: usize,
    written: &OriginalRule,
    target: &RuleTarget,
) -> Option<Vec<GeneratedPolicy>> {
    let operation = Operation {
        methods: written.methods.clone()?,
        paths: vec![path(&written.path).to_owned()],
        ..Operation::default()
    };
    let config = rule.rules.get(at).and_then(jwt);
    let source = source(written, config.map(principals).unwrap_or_default());
    let make = |(index, entry)| {
        GeneratedPolicy::allowing(rule, (at, index), target, allowing(&operation, &source, &entry))
    };
    Some(entries(config).into_iter().enumerate().map(make).collect())
}

/// Only this expression is converted to policy syntax; others are compared literally.
pub fn path(written: &str) -> &str {
    if written == "/.*" { "/*" } else { written }
}

/// Rules that require tokens name no caller: any workload in the mesh with a token is admitted as well.
fn source(written: &OriginalRule, tokens: Vec<String>) -> CallerMatch {
    if written.has("jwt") {
        return CallerMatch { request_principals: tokens, ..CallerMatch::default() };
    }
    let caller = if written.is_proxied() { OATHKEEPER } else { INGRESS };
    CallerMatch { principals: vec![caller.into()], ..CallerMatch::default() }
}
