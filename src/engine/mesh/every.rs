//! The policies of a pod against every request of one caller at once.
//!
//! Each part of a rule holds for all requests, for none, or for some; what cannot be told stays apart from that.
//! Parts are judged one by one, so "some" may turn out to be none or all; "all" and "none" are certain.

use super::answer::refs;
use super::between::{Between, Say};
use super::place::Mesh;
use super::request::{Request, Workload};
use super::rule::{self, Setting};
use super::truth::Truth;
use crate::model::Kind;
use crate::model::mesh::{Action, AuthorizationPolicy, PolicyRule};
use std::sync::Arc;

/// The policies of one action that matter, by whether every request matches them.
#[derive(Default)]
struct Heap {
    all: Vec<Arc<AuthorizationPolicy>>,
    every: Vec<Arc<AuthorizationPolicy>>,
    some: Vec<Arc<AuthorizationPolicy>>,
    unknown: Option<String>,
}

impl Heap {
    fn take(&mut self, policy: &Arc<AuthorizationPolicy>, truth: Truth) {
        self.all.push(Arc::clone(policy));
        match truth {
            Truth::Yes => self.every.push(Arc::clone(policy)),
            Truth::Open(_) => self.some.push(Arc::clone(policy)),
            Truth::Unknown(why) => self.unknown = Some(format!("{}: {why}", policy.meta.name)),
            Truth::No => {}
        }
    }

    /// What the rules that some requests match ask for.
    fn wants(&self, request: &Request, trust_domain: &str) -> String {
        let of = |policy: &Arc<AuthorizationPolicy>| {
            let setting = Setting { trust_domain, namespace: &policy.meta.namespace };
            let open = |rule: &&PolicyRule| matches!(rule::rule(rule, request, setting), Truth::Open(_));
            policy.rules.iter().filter(open).map(wants).collect::<Vec<_>>()
        };
        let mut all: Vec<String> = self.some.iter().flat_map(of).collect();
        all.dedup();
        let more = all.len().saturating_sub(MOST);
        all.truncate(MOST);
        let more = if more > 0 { format!(", or {more} more") } else { String::new() };
        all.join(", or ") + &more
    }
}

/// As many rules as a person reads.
const MOST: usize = 3;

pub fn of_all(mesh: &Mesh, pod: &Workload, request: &Request) -> Between {
    let (mut custom, mut deny, mut allow) = (Heap::default(), Heap::default(), Heap::default());
    let mut strange = None;
    for policy in mesh.policies(pod) {
        let heap = match policy.action {
            Action::Custom => &mut custom,
            Action::Deny => &mut deny,
            Action::Allow => &mut allow,
            Action::Audit => continue,
            Action::Other => {
                strange = Some(format!("{} has an action this tool does not know", policy.meta.name));
                continue;
            }
        };
        heap.take(policy, rule::policy(policy, request, mesh.trust_domain()));
    }
    if !deny.every.is_empty() {
        return Between::new(Say::Denied, refs(&deny.every), "a DENY policy matches whatever is asked");
    }
    let gap = mesh.gap(&pod.namespace, Kind::AuthorizationPolicy).map(str::to_owned).or(strange);
    let nobody = allow.every.is_empty() && allow.some.is_empty() && allow.unknown.is_none();
    if !allow.all.is_empty() && nobody && gap.is_none() {
        let why = "ALLOW policies select the pod and none of them matches";
        return Between::new(Say::Denied, refs(&allow.all), why);
    }
    let unsure = if allow.every.is_empty() && allow.some.is_empty() { allow.unknown.take() } else { None };
    if let Some(why) = gap.or_else(|| deny.unknown.take()).or(unsure) {
        return Between::new(Say::Unknown, Vec::new(), why);
    }
    let wants = |heap: &Heap| heap.wants(request, mesh.trust_domain());
    if allow.every.is_empty() && !allow.all.is_empty() {
        return Between::new(Say::Depends, refs(&allow.some), format!("only {}", wants(&allow)));
    }
    if !deny.some.is_empty() {
        return Between::new(Say::Depends, refs(&deny.some), format!("not {}", wants(&deny)));
    }
    ask(&custom, &allow)
}

/// What is left gets in, unless an external authorizer has a say.
fn ask(custom: &Heap, allow: &Heap) -> Between {
    if let Some(first) = custom.every.first().or(custom.some.first()) {
        let why = format!("the external authorizer {} is asked", first.provider);
        let by = [refs(&custom.every), refs(&custom.some)].concat();
        return Between::new(Say::Depends, by, why);
    }
    if let Some(why) = &custom.unknown {
        return Between::new(Say::Unknown, Vec::new(), why.clone());
    }
    let why =
        if allow.all.is_empty() { "no ALLOW policy selects the pod" } else { "an ALLOW policy matches" };
    Between::new(Say::Allowed, refs(&allow.every), why)
}

/// What a rule asks of a request, besides who sends it.
fn wants(rule: &PolicyRule) -> String {
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
