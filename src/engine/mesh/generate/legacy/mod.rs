//! v1beta1 `APIRule`s: what API gateways 3.0 to 3.9 generate from them, and newer ones in clusters with an
//! exception. The current controller refuses all of them, and leaves the objects that older versions
//! generated.
//!
//! Specification: api-gateway 3.x, `internal/validation/v1beta1` (what is refused) and
//! `internal/processing/processors/{istio,ory}` (what is generated). Which component checks tokens decides
//! between the two.

pub(super) mod checker;
mod host;
mod mutators;
pub(super) mod policy;
mod proxy;
mod route;
#[cfg(test)]
mod tests;
mod tokens;
mod validate;
mod written;

pub use proxy::{Gate, ProxyRule};

use super::admission::is_to_be_judged;
use super::validate::Findings;
use super::{GeneratedObjects, GeneratedPolicy, GenerationContext, ProxyRoute, RuleTarget, verdict};
use crate::engine::mesh::request::Request;
use crate::model::apirule::ApiRule;
use crate::model::legacy::{LegacyHandling, OFF};
use crate::model::platform::Version;
use checker::Checker;
use regex::Regex;
use route::RoutedRule;
use serde_json::Value;
use written::OriginalRule;

/// The text of the status.
const REFUSED: &str = "Version v1beta1 of APIRule is no longer supported and this APIRule is not reconciled. Make sure to migrate to version v2.";
/// No server reports this, because none knows the version.
const UNSERVED: &str = "Version v1alpha1 of APIRule is no longer served, so no server accepts it. Make sure to migrate to version v2.";
const KEPT: &str = "what older API gateways generated from it stays in effect";
/// The first API gateway with these rules.
const FIRST: Version = Version(3, 0, 0);

/// The parts of the rules that are kept to evaluate requests.
#[derive(Debug, Clone)]
pub struct Old {
    checker: Checker,
    written: Vec<OriginalRule>,
    routes: Vec<RoutedRule>,
    expressions: Vec<Option<Regex>>,
}

pub fn derive(rule: &ApiRule, world: &GenerationContext<'_>) -> GeneratedObjects {
    if rule.version == "v1alpha1" && is_to_be_judged(rule, world.snapshot) {
        let errors = vec![UNSERVED.to_owned()];
        return GeneratedObjects { valid: Some(false), errors, notes: vec![KEPT.into()], ..of(rule) };
    }
    match LegacyHandling::of(rule, world.snapshot) {
        LegacyHandling::Told | LegacyHandling::Left(_) => {
            let errors = vec![REFUSED.to_owned()];
            GeneratedObjects { valid: Some(false), errors, notes: vec![KEPT.into()], ..of(rule) }
        }
        LegacyHandling::Applied(version) => applied(rule, world, Some(version)),
        LegacyHandling::Exempt => applied(rule, world, None),
        LegacyHandling::Unsure(version) => noted(
            rule,
            format!(
                "API gateway {version} ignores it, unless the cluster has an exception, which could not be checked"
            ),
        ),
        LegacyHandling::Unknown => noted(
            rule,
            format!(
                "API gateways from {OFF} ignore it, older ones apply it by the v1beta1 rules; the installed version could not be read"
            ),
        ),
    }
}

fn of(rule: &ApiRule) -> GeneratedObjects {
    GeneratedObjects { host: rule.host.clone(), rule: rule.clone(), ..GeneratedObjects::default() }
}

/// Only this is known.
fn noted(rule: &ApiRule, note: String) -> GeneratedObjects {
    GeneratedObjects { notes: vec![note], ..of(rule) }
}

fn applied(rule: &ApiRule, world: &GenerationContext<'_>, version: Option<Version>) -> GeneratedObjects {
    let by = version.map_or_else(
        || "by an exception of this cluster, the API gateway applies it".to_owned(),
        |version| format!("API gateway {version} applies it"),
    );
    let checker = match checker::find(world) {
        Ok(checker) => checker,
        Err(why) => return noted(rule, format!("{by}; {why}")),
    };
    let (written, doubt) = match written::rules(rule) {
        Ok(found) => found,
        Err(why) => return noted(rule, format!("{by}; {why}")),
    };
    let mut found = Findings::default();
    let host = host::whole(rule, world, &mut found);
    let setting = validate::ValidationContext { rule, written: &written, checker, world };
    validate::rules(setting, &mut found);
    if let Some(why) = doubt {
        found.doubt(why.into());
    }
    if let Some(version) = version.filter(|version| *version < FIRST) {
        found.doubt(format!(
            "API gateway {version} may differ in details: only the rules of {FIRST} to 3.9 are known"
        ));
    }
    found.note(format!("{by}, by the v1beta1 rules"));
    let mut made = GeneratedObjects { host, ..of(rule) };
    if found.errors.is_empty() {
        build(rule, (checker, written), &mut found, &mut made);
    }
    made.valid = verdict(&found);
    made.errors = found.errors;
    made.notes = found.unknown.into_iter().chain(found.notes).collect();
    made
}

fn build(
    rule: &ApiRule,
    (checker, written): (Checker, Vec<OriginalRule>),
    found: &mut Findings,
    made: &mut GeneratedObjects,
) {
    let expressions: Vec<_> =
        written.iter().map(|original_rule| route::expression(&original_rule.path)).collect();
    let routes = route::routes(checker, &written, &expressions);
    for one in routes.iter().filter(|routed_rule| !routed_rule.is_readable()) {
        let path = written.get(one.at).map_or("", |one| one.path.as_str());
        found.doubt(format!("the path {path} is not a supported expression, so its target is unknown"));
    }
    if policy::required(checker, &written) {
        made.policies = policies(rule, &written, found);
    }
    if checker == Checker::Istio {
        made.requests = super::policy::requests(rule, &found.targets);
    }
    made.proxied = proxy::rules(rule, checker, &written, &made.host);
    made.targets = found.targets.iter().cloned().collect::<Option<Vec<RuleTarget>>>().unwrap_or_default();
    made.old = Some(Old { checker, written, routes, expressions });
}

fn policies(rule: &ApiRule, written: &[OriginalRule], found: &mut Findings) -> Vec<GeneratedPolicy> {
    let mut all = Vec::new();
    let targets = found.targets.clone();
    for ((at, one), target) in written.iter().enumerate().zip(&targets) {
        let Some(target) = target else { continue };
        match policy::policies(rule, at, one, target) {
            Some(own) => all.extend(own),
            None => found
                .doubt(format!("the methods at .spec.rules[{at}] are not kept, so its policy is unknown")),
        }
    }
    super::policy::without_twins(all)
}

impl Old {
    /// The spec of the `VirtualService`.
    pub fn spec(&self, rule: &ApiRule, host: &str) -> Value {
        route::spec(rule, self.checker, &self.written, &self.routes, host)
    }

    /// Whether the mesh decides about tokens, rather than Oathkeeper.
    pub fn is_judged_by_mesh(&self) -> bool {
        self.checker == Checker::Istio
    }

    /// Whether a rule routes to Oathkeeper.
    pub fn is_proxied(&self, at: usize) -> bool {
        self.routes.iter().any(|route| route.at == at && route.proxied)
    }

    /// The policies of one rule, regardless of the other rules.
    pub fn alone(&self, rule: &ApiRule, at: usize, target: &RuleTarget) -> Option<Vec<GeneratedPolicy>> {
        if !policy::required(self.checker, &self.written) {
            return Some(Vec::new());
        }
        policy::policies(rule, at, self.written.get(at)?, target)
    }

    /// The path of a request from outside the cluster.
    pub fn way(&self, proxied: &[ProxyRule], request: &Request, path: &str) -> ProxyRoute {
        let Some(one) = self.routes.iter().find(|routed_rule| routed_rule.takes(&request.method, path))
        else {
            return ProxyRoute::Nowhere;
        };
        if !one.proxied {
            return ProxyRoute::Straight(one.at);
        }
        let matching = route::matching(proxied, &self.expressions, &request.method, path);
        let rule = matching.first().map_or(one.at, |one| one.at);
        ProxyRoute::Proxied { rule, gate: proxy::gate(&matching, request.token.is_some()) }
    }
}
