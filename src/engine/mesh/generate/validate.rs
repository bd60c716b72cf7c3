//! The controller's errors for an APIRule, in its own wording and order.

use super::target::{RuleTarget, TargetLookup, find};
use super::{AdmissionRefusal, GenerationContext, uri, walk};
use crate::model::Kind;
use crate::model::apirule::{Access, ApiRule, Issuer, Jwt, RouteRule};
use crate::model::pod::Pod;
use std::collections::BTreeMap;

/// The results: errors, unknowns, notes, and the target of each rule.
#[derive(Default)]
pub struct Findings {
    pub errors: Vec<String>,
    pub unknown: Vec<String>,
    pub notes: Vec<String>,
    pub targets: Vec<Option<RuleTarget>>,
    pub contested: Option<AdmissionRefusal>,
}

impl Findings {
    pub fn refuse(&mut self, attribute: &str, words: &str) {
        self.errors.push(format!("Attribute '{attribute}': {words}"));
    }

    pub fn doubt(&mut self, why: String) {
        if !self.unknown.contains(&why) {
            self.unknown.push(why);
        }
    }

    /// Another object may conflict with it.
    pub fn contest(&mut self, pointer: &str, why: String) {
        let refusal =
            AdmissionRefusal { pointer: pointer.into(), why: why.clone(), by_server: false, certain: false };
        self.contested.get_or_insert(refusal);
        self.doubt(why);
    }

    pub fn note(&mut self, words: String) {
        if !self.notes.contains(&words) {
            self.notes.push(words);
        }
    }
}

pub fn rules(rule: &ApiRule, world: &GenerationContext<'_>, found: &mut Findings) {
    if rule.rules.is_empty() {
        return found.refuse(".spec.rules", "No rules defined");
    }
    for (at, one) in rule.rules.iter().enumerate() {
        let path = format!(".spec.rules[{at}]");
        let target = lead(&path, rule, one, world, found);
        tokens(&path, rule, one, found);
        if let Some(target) = &target {
            sidecars(&path, target, world, found);
        }
        if let Access::External { authorizers, .. } = &one.access {
            providers(&path, authorizers, world, found);
        }
        if let Some(words) = template_fault(&one.path) {
            found.refuse(&format!("{path}.path"), words);
        }
        found.targets.push(target);
    }
    if let Some((path, method)) = walk::conflict(&rule.rules) {
        let words = format!(
            "Path {path} with method {method} conflicts with at least one of the previous rule paths"
        );
        found.refuse(".spec.rules", &words);
    }
    equality(rule, "jwt", found);
}

/// The controller's message for a Service without a selector.
pub const UNSELECTIVE: &str = "Target service label selectors are not defined";

fn lead(
    path: &str,
    rule: &ApiRule,
    one: &RouteRule,
    world: &GenerationContext<'_>,
    found: &mut Findings,
) -> Option<RuleTarget> {
    match find(rule, one, world) {
        TargetLookup::Found(target) => {
            target.note.clone().into_iter().for_each(|note| found.note(note));
            Some(target)
        }
        TargetLookup::Unnamed => {
            let words = "The rule must define a service, because no service is defined on spec level";
            found.refuse(&format!("{path}.service"), words);
            None
        }
        TargetLookup::Unselective(_) => {
            found.refuse(&format!("{path}.injection"), UNSELECTIVE);
            None
        }
        TargetLookup::Missing(name) => {
            let words =
                format!("Failed to execute sidecar injection validation, err: Service \"{name}\" not found");
            found.refuse(path, &words);
            None
        }
        TargetLookup::Unknown(why) => {
            found.doubt(why);
            None
        }
    }
}

fn tokens(path: &str, rule: &ApiRule, one: &RouteRule, found: &mut Findings) {
    let (jwt, path) = match &one.access {
        Access::Jwt(jwt) => (jwt, format!("{path}.jwt")),
        Access::External { restrictions: Some(jwt), .. } => (jwt, format!("{path}.extAuth")),
        Access::External { restrictions: None, .. }
        | Access::Open(_)
        | Access::Other(_)
        | Access::Nothing => return,
    };
    // In v2, empty lists are dropped before they are validated.
    if rule.version == "v2alpha1" {
        for (place, words) in &jwt.hollow {
            found.refuse(&format!("{path}{place}"), words);
        }
    }
    values(&path, jwt, found);
    issuers(&format!("{path}.authentications"), jwt, found);
}

fn values(path: &str, jwt: &Jwt, found: &mut Findings) {
    for (at, entry) in jwt.authorizations.iter().enumerate() {
        if entry.scopes.iter().any(String::is_empty) {
            found.refuse(&format!("{path}.authorizations[{at}].requiredScopes"), "scope value is empty");
        }
        if entry.audiences.iter().any(String::is_empty) {
            found.refuse(&format!("{path}.authorizations[{at}].audiences"), "audience value is empty");
        }
    }
}

fn issuers(path: &str, jwt: &Jwt, found: &mut Findings) {
    if jwt.issuers.is_empty() {
        return found.refuse(path, "A JWT config must have at least one authentication");
    }
    sources(path, jwt, found);
}

/// The settings of each issuer, and where its tokens are read from.
pub fn sources(path: &str, jwt: &Jwt, found: &mut Findings) {
    let (mut headers, mut params) = (false, false);
    for (at, issuer) in jwt.issuers.iter().enumerate() {
        let mut refuse = |field: &str, words: &str| found.refuse(&format!("{path}[{at}].{field}"), words);
        if let Some(why) = uri::issuer_fault(&issuer.issuer) {
            refuse("issuer", &format!("value is empty or not a valid uri err={why}"));
        }
        if let Some(why) = uri::fault(&issuer.jwks) {
            refuse("jwksUri", &format!("value is empty or not a valid uri err={why}"));
        }
        let mixed = "mixture of multiple fromHeaders and fromParams is not supported";
        if !issuer.headers.is_empty() && params {
            refuse("fromHeaders", mixed);
        }
        headers |= !issuer.headers.is_empty();
        if !issuer.params.is_empty() && headers {
            refuse("fromParams", mixed);
        }
        params |= !issuer.params.is_empty();
        if issuer.headers.len() > 1 {
            refuse("fromHeaders", "multiple fromHeaders are not supported");
        }
        if issuer.params.len() > 1 {
            refuse("fromParams", "multiple fromParams are not supported");
        }
    }
}

/// The same issuer and keys must read the token from the same place in all jwt rules.
pub fn equality(rule: &ApiRule, place: &str, found: &mut Findings) {
    let mut first: BTreeMap<(&str, &str), &Issuer> = BTreeMap::new();
    for (at, one) in rule.rules.iter().enumerate() {
        let Access::Jwt(jwt) = &one.access else { continue };
        for (index, issuer) in jwt.issuers.iter().enumerate() {
            let known = *first.entry((&issuer.issuer, &issuer.jwks)).or_insert(issuer);
            if known.headers != issuer.headers || known.params != issuer.params {
                let path = format!(".spec.rules[{at}].{place}.authentications[{index}]");
                found.refuse(&path, "multiple jwt configurations that differ for the same issuer");
            }
        }
    }
}

pub fn sidecars(path: &str, target: &RuleTarget, world: &GenerationContext<'_>, found: &mut Findings) {
    if let Some(why) = world.unread(Kind::Pod, &target.namespace) {
        return found.doubt(why);
    }
    let space = world.snapshot.space(&target.namespace);
    let pods = space.into_iter().flat_map(|space| space.pods_by_labels().with_labels(&target.selector));
    // For a rule that is in effect the number is not used.
    let most = if world.taken { 1 } else { usize::MAX };
    for pod in pods.filter(|pod| !pod.sidecar && !is_yet_to_come(pod, world)).take(most) {
        let words =
            format!("Pod {}/{} does not have an injected istio sidecar", target.namespace, pod.meta.name);
        found.refuse(path, &words);
    }
}

/// A pod that exists only in files gets its sidecar at creation, where its namespace or labels enable
/// injection.
fn is_yet_to_come(pod: &Pod, world: &GenerationContext<'_>) -> bool {
    let injects =
        || world.snapshot.space(&pod.meta.namespace).is_some_and(|space| space.injects(&pod.meta.labels));
    pod.phase.is_empty() && !pod.template.spec.host_network && world.is_files() && injects()
}

fn providers(path: &str, authorizers: &[String], world: &GenerationContext<'_>, found: &mut Findings) {
    let space = world.snapshot.space("istio-system");
    let Some(config) = space.and_then(|space| space.mesh_configs.values().next()) else {
        let unread = world.unread(Kind::MeshConfig, "istio-system");
        let files = || (!world.whole).then(|| "the mesh configuration was not read".to_owned());
        return match unread.or_else(files) {
            Some(why) => found.doubt(format!("{why}, so it is unknown whether the authorizers exist")),
            None => found.refuse(&format!("{path}.extAuth"), "Failed to get Istio ConfigMap"),
        };
    };
    if config.fault.is_some() {
        return found.refuse(&format!("{path}.extAuth.externalAuthorizers"), "Failed to unmarshal mesh data");
    }
    for name in authorizers {
        let provider = config.providers.iter().find(|one| one.name == *name);
        let words = match provider {
            None => "Authorizer not found in Istio ConfigMap mesh data",
            Some(one) if !one.is_http => {
                "EnvoyExtAuthzHttp not found in Istio ConfigMap mesh data for authorizer"
            }
            Some(_) => continue,
        };
        found.refuse(&format!("{path}.extAuth.externalAuthorizers.{name}"), words);
    }
}

fn template_fault(path: &str) -> Option<&'static str> {
    match path.matches("{**}").count() {
        0 => return None,
        1 => {}
        _ => return Some("Only one {**} operator is allowed in the path."),
    }
    let segments = path.trim_start_matches('/').split('/');
    let mut operators =
        segments.filter(|one| matches!(*one, "{*}" | "{**}")).skip_while(|segment| *segment != "{**}");
    operators.nth(1).map(|_| "The {**} operator must be the last operator in the path.")
}
