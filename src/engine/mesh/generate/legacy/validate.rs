//! The errors of the v1beta1 validation for an APIRule, in its own wording and order. An APIRule as it was
//! written flows in; errors, doubts and the target of each rule flow out.

use super::checker::Checker;
use super::written::{LegacyHandler, OriginalRule};
use super::{mutators, tokens};
use crate::engine::mesh::generate::GenerationContext;
use crate::engine::mesh::generate::target::{RuleTarget, TargetLookup, find};
use crate::engine::mesh::generate::validate::{Findings, UNSELECTIVE, equality, sidecars};
use crate::model::apirule::ApiRule;
use crate::model::index::jwt;
use std::collections::BTreeSet;

/// The settings of the validation.
#[derive(Clone, Copy)]
pub struct ValidationContext<'a> {
    pub rule: &'a ApiRule,
    pub written: &'a [OriginalRule],
    pub checker: Checker,
    pub world: &'a GenerationContext<'a>,
}

pub fn rules(setting: ValidationContext<'_>, found: &mut Findings) {
    if setting.written.is_empty() {
        return found.refuse(".spec.rules", "No rules defined");
    }
    if has_twins(setting.written) {
        found.refuse(".spec.rules", "multiple rules defined for the same path and method");
    }
    for (at, written) in setting.written.iter().enumerate() {
        let path = format!(".spec.rules[{at}]");
        let named = setting.rule.rules.get(at).is_some_and(|rule| setting.rule.target(rule).is_some());
        let target = lead(setting, at, found);
        if named {
            strategies(setting, &path, (at, written), target.as_ref(), found);
        }
        if setting.checker == Checker::Istio && written.has("jwt") {
            mutators::validate(&format!("{path}.mutators"), &written.mutators, found);
        }
        found.targets.push(target);
    }
    if setting.checker == Checker::Istio {
        equality(setting.rule, "accessStrategy[0].config", found);
    }
}

/// An identical path with the same method.
fn has_twins(written: &[OriginalRule]) -> bool {
    let mut seen = BTreeSet::new();
    let methods = |original_rule: &OriginalRule| original_rule.methods.clone().unwrap_or_default();
    written.len() > 1
        && written
            .iter()
            .any(|one| methods(one).into_iter().any(|method| !seen.insert((one.path.clone(), method))))
}

/// Policies are generated for the pods that the Service selects; without policies the pods are not looked up.
fn lead(setting: ValidationContext<'_>, at: usize, found: &mut Findings) -> Option<RuleTarget> {
    let one = setting.rule.rules.get(at)?;
    let needed = super::policy::required(setting.checker, setting.written);
    let mut missed = |why: String| if needed { found.doubt(why) } else { found.note(why) };
    match find(setting.rule, one, setting.world) {
        TargetLookup::Found(target) => {
            target.note.clone().into_iter().for_each(|note| found.note(note));
            Some(target)
        }
        TargetLookup::Unselective(target) => Some(target),
        TargetLookup::Unnamed => {
            let words = "No service defined with no main service on spec level";
            found.refuse(&format!(".spec.rules[{at}].service"), words);
            None
        }
        TargetLookup::Missing(name) => {
            missed(format!(
                "Service {name} does not exist, so nothing answers and no policy can be generated"
            ));
            None
        }
        TargetLookup::Unknown(why) => {
            missed(why);
            None
        }
    }
}

fn strategies(
    setting: ValidationContext<'_>,
    path: &str,
    (at, written): (usize, &OriginalRule),
    target: Option<&RuleTarget>,
    found: &mut Findings,
) {
    let path = format!("{path}.accessStrategies");
    let all = &written.strategies;
    if all.is_empty() {
        return found.refuse(&path, "No accessStrategies defined");
    }
    alone(setting.checker, &path, all, found);
    if all.iter().any(is_secure) && all.iter().any(is_insecure) {
        let words = "Secure access strategies cannot be used in combination with unsecure access strategies";
        found.refuse(&path, words);
    }
    for (index, one) in all.iter().enumerate() {
        strategy(setting, &format!("{path}[{index}]"), (at, one), target, found);
    }
}

/// Strategies that cannot be combined with another one.
fn alone(checker: Checker, path: &str, all: &[LegacyHandler], found: &mut Findings) {
    let names: &[&str] = match checker {
        Checker::Ory => &["allow", "no_auth", "noop"],
        Checker::Istio => &["allow", "no_auth", "jwt", "noop"],
    };
    for name in names.iter().filter(|_| all.len() > 1) {
        if let Some(at) = all.iter().position(|handler| handler.name == *name) {
            // The controller names the field twice.
            let place = format!("{path}.accessStrategies[{at}].handler");
            let words =
                format!("{name} access strategy is not allowed in combination with other access strategies");
            found.refuse(&place, &words);
        }
    }
}

fn is_secure(one: &LegacyHandler) -> bool {
    matches!(
        one.name.as_str(),
        "oauth2_client_credentials" | "oauth2_introspection" | "jwt" | "cookie_session"
    )
}

/// The controller's own list: `unauthorized` admits no one.
fn is_insecure(one: &LegacyHandler) -> bool {
    matches!(one.name.as_str(), "noop" | "no_auth" | "allow" | "unauthorized" | "anonymous")
}

fn strategy(
    setting: ValidationContext<'_>,
    path: &str,
    (at, one): (usize, &LegacyHandler),
    target: Option<&RuleTarget>,
    found: &mut Findings,
) {
    match one.name.as_str() {
        "allow" | "no_auth" | "noop" | "unauthorized" | "anonymous" | "cookie_session" => {
            if !tokens::is_empty(&one.config) {
                let words = format!("strategy: {} does not support configuration", one.name);
                found.refuse(&format!("{path}.config"), &words);
            }
        }
        "oauth2_client_credentials" | "oauth2_introspection" => {}
        "jwt" => {
            if setting.checker == Checker::Istio {
                injected(&format!("{path}.injection"), target, setting.world, found);
            }
            let config = setting.rule.rules.get(at).and_then(jwt);
            tokens::validate(setting.checker, path, (&one.config, config), setting.rule, found);
        }
        other => found.refuse(&format!("{path}.handler"), &format!("Unsupported accessStrategy: {other}")),
    }
}

fn injected(path: &str, target: Option<&RuleTarget>, world: &GenerationContext<'_>, found: &mut Findings) {
    let Some(target) = target else { return };
    if target.selector.is_empty() {
        return found.refuse(&format!("{path}.injection"), UNSELECTIVE);
    }
    sidecars(path, target, world, found);
}
