//! The `AuthorizationPolicies` and `RequestAuthentications` of each rule.

use super::target::RuleTarget;
use super::walk;
use crate::engine::mesh::INGRESS;
use crate::model::apirule::{Access, ApiRule, Authorization, Issuer, Jwt, RouteRule};
use crate::model::index::jwt;
use crate::model::mesh::{
    Action, Attachment, AuthorizationPolicy, AuthorizationRule, CallerMatch, Condition, JwtHeader, JwtRule,
    Operation, RequestAuthentication,
};
use crate::model::{Labels, Meta};
use std::collections::{BTreeSet, HashMap};

/// A policy, and the rule from which it was generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedPolicy {
    /// Position of the rule in the APIRule.
    pub rule: usize,
    /// Position among the policies of the rule.
    pub index: usize,
    pub policy: AuthorizationPolicy,
}

impl GeneratedPolicy {
    /// An ALLOW policy for the pods of a rule.
    #[must_use]
    pub fn allowing(
        rule: &ApiRule,
        (at, index): (usize, usize),
        target: &RuleTarget,
        rules: Vec<AuthorizationRule>,
    ) -> Self {
        let name = format!("{}-rules[{at}].{index}", rule.meta.name);
        let policy = AuthorizationPolicy {
            meta: Meta { namespace: target.namespace.clone().into(), name: name.into(), ..Meta::default() },
            attached: Attachment { labels: target.selector.clone(), targets: Vec::new() },
            action: Action::Allow,
            provider: String::new(),
            rules,
        };
        Self { rule: at, index, policy }
    }
}

/// The policies of one rule, before duplicates are removed.
pub fn policies(rule: &ApiRule, at: usize, host: &str, target: &RuleTarget) -> Vec<GeneratedPolicy> {
    let Some(one) = rule.rules.get(at) else { return Vec::new() };
    let not_paths = walk::excluded(&rule.rules, one).into_iter().map(Into::into).collect();
    let to = operation(one, host, not_paths);
    let make = |index: usize, action: Action, provider: &str, rules: Vec<AuthorizationRule>| {
        let made = GeneratedPolicy::allowing(rule, (at, index), target, rules);
        GeneratedPolicy {
            policy: AuthorizationPolicy { action, provider: provider.into(), ..made.policy },
            ..made
        }
    };
    let authorizers: &[String] =
        if let Access::External { authorizers, .. } = &one.access { authorizers } else { &[] };
    let custom = authorizers.iter().enumerate().map(|(index, provider)| {
        let anybody = AuthorizationRule { to: vec![to.clone()], ..AuthorizationRule::default() };
        make(index, Action::Custom, provider, vec![anybody])
    });
    let config = jwt(one);
    let allow = entries(config).into_iter().enumerate().map(|(index, entry)| {
        make(index + authorizers.len(), Action::Allow, "", allowing(&to, &source(config), &entry))
    });
    custom.chain(allow).collect()
}

fn operation(one: &RouteRule, host: &str, not_paths: Vec<String>) -> Operation {
    Operation {
        hosts: vec![host.into()],
        methods: one.methods.clone(),
        paths: vec![walk::standard(&one.path).into()],
        not_paths,
        ..Operation::default()
    }
}

/// A rule's token requirements, as alternatives; a rule without tokens has one empty alternative.
pub fn entries(config: Option<&Jwt>) -> Vec<Authorization> {
    config.map_or_else(|| vec![Authorization::default()], Jwt::alternatives)
}

const SCOPES: [&str; 3] =
    ["request.auth.claims[scp]", "request.auth.claims[scope]", "request.auth.claims[scopes]"];

/// The gateway and, where tokens are required, one of its tokens.
fn source(config: Option<&Jwt>) -> CallerMatch {
    let request_principals = config.map(principals).unwrap_or_default();
    CallerMatch { principals: vec![INGRESS.into()], request_principals, ..CallerMatch::default() }
}

/// Any token of one of the issuers.
pub fn principals(config: &Jwt) -> Vec<String> {
    config.issuers.iter().map(|issuer| format!("{}/*", issuer.issuer)).collect()
}

/// One policy rule, or three when scopes are required: all of them in one claim, which may have one of three
/// names.
pub fn allowing(to: &Operation, source: &CallerMatch, entry: &Authorization) -> Vec<AuthorizationRule> {
    let asks = |key: &str, value: &String| Condition {
        key: key.into(),
        values: vec![value.clone()],
        not_values: Vec::new(),
    };
    let rule = |key: &str| AuthorizationRule {
        from: vec![source.clone()],
        to: vec![to.clone()],
        when: entry
            .scopes
            .iter()
            .map(|scope| asks(key, scope))
            .chain(entry.audiences.iter().map(|audience| asks("request.auth.claims[aud]", audience)))
            .collect(),
    };
    if entry.scopes.is_empty() { vec![rule("")] } else { SCOPES.map(rule).into() }
}

/// Of policies that are equal to the controller the later one is kept.
pub fn without_twins(all: Vec<GeneratedPolicy>) -> Vec<GeneratedPolicy> {
    let (mut kept, mut places) = (Vec::new(), HashMap::new());
    for policy in all {
        let place = *places.entry(key(&policy)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(known) => *known = policy,
            None => kept.push(policy),
        }
    }
    kept
}

type Key = (String, Labels, [BTreeSet<String>; 4], usize);

fn key(one: &GeneratedPolicy) -> Key {
    let to = one.policy.rules.first().and_then(|rule| rule.to.first()).cloned().unwrap_or_default();
    let sets = [to.hosts, to.methods, to.paths, to.not_paths].map(|list| list.into_iter().collect());
    (one.policy.meta.namespace.clone().into(), one.policy.attached.labels.clone(), sets, one.index)
}

/// One object for each set of issuers that the same pods must know.
pub fn requests(rule: &ApiRule, targets: &[Option<RuleTarget>]) -> Vec<RequestAuthentication> {
    let mut made: Vec<RequestAuthentication> = Vec::new();
    let mut places: HashMap<Issuers, usize> = HashMap::new();
    for (one, target) in rule.rules.iter().zip(targets) {
        let (Some(config), Some(target)) = (jwt(one), target) else { continue };
        let fresh = RequestAuthentication {
            meta: Meta {
                namespace: target.namespace.clone().into(),
                name: format!("{}-{}", rule.meta.name, made.len()).into(),
                ..Meta::default()
            },
            attached: Attachment { labels: target.selector.clone(), targets: Vec::new() },
            rules: config.issuers.iter().map(jwt_rule).collect(),
        };
        let place = *places.entry(issuers(&fresh)).or_insert(made.len());
        match made.get_mut(place) {
            Some(known) => known.rules = fresh.rules,
            None => made.push(fresh),
        }
    }
    made
}

/// The namespace, the labels of the pods, and each issuer with its keys: where these are equal, one object is
/// generated.
type Issuers = (String, Labels, Vec<(String, String)>);

fn issuers(made: &RequestAuthentication) -> Issuers {
    let each = made.rules.iter().map(|rule| (rule.issuer.clone(), rule.jwks_uri.clone()));
    (made.meta.namespace.clone().into(), made.attached.labels.clone(), each.collect())
}

fn jwt_rule(issuer: &Issuer) -> JwtRule {
    let header = |(name, prefix): &(String, String)| JwtHeader { name: name.clone(), prefix: prefix.clone() };
    JwtRule {
        issuer: issuer.issuer.clone(),
        jwks_uri: issuer.jwks.clone(),
        from_headers: issuer.headers.iter().map(header).collect(),
        from_params: issuer.params.clone(),
        ..JwtRule::default()
    }
}
