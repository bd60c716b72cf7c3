//! Evaluates a pod's policies for every request of one caller at once.
//!
//! Each part of a rule matches all requests, none, or some; unknown is kept apart from these. Parts are
//! evaluated one by one, so "some" may be none or all; "all" and "none" are certain.

use super::attribute::RuleContext;
use super::index::Mesh;
use super::matched::{ActionPolicies, Policies};
use super::reference::refs;
use super::request::{Request, Workload};
use super::rule;
use super::treatment::{ConnectionVerdict, Treatment};
use super::truth::Truth;
use crate::model::mesh::{AuthorizationPolicy, AuthorizationRule};
use std::sync::Arc;

/// Maximum number of rules in a message.
const MOST: usize = 3;

pub fn of_all(mesh: &Mesh, pod: &Workload, request: &Request) -> ConnectionVerdict {
    let policies = Policies::of(mesh, pod, request);
    if let Some((by, why)) = policies.refused() {
        return ConnectionVerdict::new(Treatment::Denied, by, why);
    }
    if let Some(why) = policies.doubt() {
        return ConnectionVerdict::new(Treatment::Unknown, Vec::new(), why);
    }
    let wanted = |sorted: &ActionPolicies| wanted(sorted, request, mesh.trust_domain());
    let Policies { custom, deny, allow, .. } = &policies;
    if allow.matching.is_empty() && !allow.all.is_empty() {
        let some = wanted(allow);
        let why = match &allow.unknown {
            Some(why) => format!("certainly {some}; unknown for others: {why}"),
            None => format!("only {some}"),
        };
        return ConnectionVerdict::new(Treatment::Depends, refs(&allow.some), why);
    }
    if !deny.some.is_empty() {
        return ConnectionVerdict::new(Treatment::Depends, refs(&deny.some), format!("not {}", wanted(deny)));
    }
    if let Some((by, why)) = policies.asked() {
        return ConnectionVerdict::new(Treatment::Depends, by, why);
    }
    if let Some(why) = &custom.unknown {
        return ConnectionVerdict::new(Treatment::Unknown, Vec::new(), why.clone());
    }
    let (by, why) = policies.admitted();
    ConnectionVerdict::new(Treatment::Allowed, by, why)
}

/// The conditions of the rules that some requests match.
fn wanted(sorted: &ActionPolicies, request: &Request, trust_domain: &str) -> String {
    let of = |policy: &Arc<AuthorizationPolicy>| {
        let setting = RuleContext { trust_domain, namespace: &policy.meta.namespace };
        let open = |rule: &&AuthorizationRule| matches!(rule::rule(rule, request, setting), Truth::Open(_));
        policy.rules.iter().filter(open).map(wants).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = sorted.some.iter().flat_map(of).collect();
    all.dedup();
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let more = if more > 0 { format!(", or {more} more") } else { String::new() };
    all.join(", or ") + &more
}

/// The conditions of a rule on a request, besides its sender.
fn wants(rule: &AuthorizationRule) -> String {
    let mut parts = Vec::new();
    let mut part = |lead: &str, list: &[String]| {
        if !list.is_empty() {
            parts.push(format!("{lead}{}", list.join("|")));
        }
    };
    for one in &rule.to {
        part("", &one.methods);
        part("methods but ", &one.not_methods);
        part("", &one.paths);
        part("paths but ", &one.not_paths);
        part("at ", &one.hosts);
        part("hosts but ", &one.not_hosts);
        part("port ", &one.ports);
        part("ports but ", &one.not_ports);
    }
    for one in &rule.from {
        part("with a token of ", &one.request_principals);
        part("without a token of ", &one.not_request_principals);
        part("from ", &one.remote_ip_blocks);
    }
    for one in &rule.when {
        part(&format!("with {} ", one.key), &one.values);
        part(&format!("without {} ", one.key), &one.not_values);
    }
    parts.join(" ")
}
