//! The policies of v1beta1 rules, which the mesh enforces only where it checks tokens itself.
//! None is ever about hosts, and none leaves paths out: each holds for every host that leads to its pods.

use super::checker::Checker;
use super::written::Written;
use crate::engine::mesh::generate::policy::{Policy, allowing, entries, principals};
use crate::engine::mesh::generate::target::Target;
use crate::engine::mesh::request::INGRESS;
use crate::model::apirule::ApiRule;
use crate::model::index::jwt;
use crate::model::mesh::{Operation, Source};

/// The certificate of the old proxy.
pub const OATHKEEPER: &str = "cluster.local/ns/kyma-system/sa/oathkeeper-maester-account";

/// One rule with `jwt` or `no_auth` is enough: then every rule of the APIRule gets policies.
pub fn required(checker: Checker, written: &[Written]) -> bool {
    checker == Checker::Istio && written.iter().any(|one| one.has("jwt") || one.has("no_auth"))
}

/// The policies of one rule; nothing where the methods it was written with are not known.
pub fn policies(rule: &ApiRule, at: usize, written: &Written, target: &Target) -> Option<Vec<Policy>> {
    let operation = Operation {
        methods: written.methods.clone()?,
        paths: vec![path(&written.path).to_owned()],
        ..Operation::default()
    };
    let config = rule.rules.get(at).and_then(jwt);
    let source = source(written, config.map(principals).unwrap_or_default());
    let make =
        |(index, entry)| Policy::allowing(rule, (at, index), target, allowing(&operation, &source, &entry));
    Some(entries(config).into_iter().enumerate().map(make).collect())
}

/// Only this one expression is turned into what policies know; others are compared letter by letter.
pub fn path(written: &str) -> &str {
    if written == "/.*" { "/*" } else { written }
}

/// Who asks for tokens names no caller: whoever in the mesh has one gets in as well.
fn source(written: &Written, tokens: Vec<String>) -> Source {
    if written.has("jwt") {
        return Source { request_principals: tokens, ..Source::default() };
    }
    let caller = if written.is_proxied() { OATHKEEPER } else { INGRESS };
    Source { principals: vec![caller.into()], ..Source::default() }
}
