//! The fix of findings about v1beta1 `APIRule`s: their v2 form, drawn up from the object when the plan is
//! made, because checks do not keep all of its settings.

use super::fix::{Edit, Fix, Risk};
use super::prelude::rule_ref;
use super::reword::Reword;
use crate::decode;
use crate::engine::mesh::{GenerationContext, generate};
use crate::engine::migration::{self, Additions, Audience, Token};
use crate::model::apirule::{Access, ApiRule, RouteRule, ServiceTarget};
use crate::model::{Kind, Labels, Object, Scope};
use serde_json::{Value, json};

/// Returns the fix that migrates an `APIRule`; none if it is not of a legacy version, or no v2 rule means the
/// same.
#[must_use]
pub fn migrate(scope: &Scope<'_>, rule: &ApiRule) -> Option<Fix> {
    Some(finished(scope, "Migrate to v2", rule, Additions::default())?.costs(COSTS))
}

/// Returns the fix that migrates an `APIRule` and requires a token where one of its routes is open; the inputs
/// `issuer`, `keys` and `audience` are to be added.
#[must_use]
pub fn migrate_with_token(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Fix> {
    let token = Token {
        issuer: "${issuer}".into(),
        key_set: "${keys}".into(),
        audience: "${audience}".into(),
        rules: position(route).into_iter().collect(),
    };
    let additions = Additions { token: Some(token), ..Additions::default() };
    let fix = finished(scope, "Migrate to v2 and require a token", rule, additions)?;
    Some(fix.costs("Callers without such a token get 403 from then on, and only calls through the gateway are admitted: give them tokens first."))
}

/// Returns the fix that migrates an `APIRule` and requires an audience where one of its routes accepts any
/// token; the input `audience` is to be added.
#[must_use]
pub fn migrate_with_audience(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Fix> {
    let rules = position(route).into_iter().collect();
    let audience = Some(Audience { name: "${audience}".into(), rules });
    let fix = finished(
        scope,
        "Migrate to v2 and require an audience",
        rule,
        Additions { audience, ..Additions::default() },
    )?;
    Some(fix.costs(
        "Tokens without this audience get 403 from then on, and only calls through the gateway are admitted.",
    ))
}

const COSTS: &str = "From then on, only calls through the gateway are admitted, pods need a sidecar, and pages of other origins lose access unless corsPolicy is set. fnsec migrate lists every difference.";

/// Returns the position of a rule in the list of its object.
fn position(route: &RouteRule) -> Option<usize> {
    route.pointer.rsplit('/').next()?.parse().ok()
}

/// Adds the edit, and asks for what v2 requires and v1beta1 does not contain.
fn finished(scope: &Scope<'_>, title: &str, rule: &ApiRule, mut additions: Additions) -> Option<Fix> {
    // A server shows such rules only in an annotation, and accepts no request that restores them.
    if !rule.is_legacy() || rule.rules.is_empty() || rule.hidden {
        return None;
    }
    let mut fix = Fix::new(title, Risk::MayBreak);
    let asks_issuer = |route: &RouteRule| matches!(&route.access, Access::Jwt(jwt) if jwt.issuers.is_empty());
    if rule.rules.iter().any(asks_issuer) {
        additions.issuer = Some("${issuer}".into());
        if additions.token.is_none() {
            fix = fix.asks("issuer", "the issuer of the tokens, which v2 requires", "");
        }
    }
    let external = rule.rules.iter().find_map(|route| {
        let Access::Other(handler) = &route.access else { return None };
        Some(handler)
    });
    if let Some(handler) = external {
        additions.authorizer = Some("${authorizer}".into());
        let asks = format!("the external authorizer of Istio that replaces the handler {handler}");
        fix = fix.asks("authorizer", asks, "");
    }
    if !is_accepted(scope, rule, &additions) {
        return None;
    }
    let edit = Edit::modify(rule_ref(rule), Vec::new()).rewrite("", Reword::Migrate(Box::new(additions)));
    Some(fix.edit(edit))
}

/// Whether there is a v2 form, and the controller accepts it. What checks do not keep of the object decides
/// nothing here.
fn is_accepted(scope: &Scope<'_>, rule: &ApiRule, additions: &Additions) -> bool {
    let answered = |text: &Option<String>| text.as_ref().map(|_| EXAMPLE.to_owned());
    let token = additions.token.as_ref();
    let token = token.map(|token| Token { issuer: EXAMPLE.into(), key_set: EXAMPLE.into(), ..token.clone() });
    let (issuer, authorizer) = (answered(&additions.issuer), answered(&additions.authorizer));
    let additions = Additions { issuer, authorizer, token, audience: additions.audience.clone() };
    let Ok(migration) = migration::migrate(&outlined(rule), &additions) else { return false };
    let Ok(Object::APIRule(mut new)) = decode::object(Kind::APIRule, &migration.object.to_string()) else {
        return false;
    };
    new.meta.annotations = Labels::default();
    // Whether an authorizer of the name is registered is the server's answer.
    let is_external = |route: &RouteRule| matches!(route.access, Access::External { .. });
    if new.rules.iter().any(is_external) {
        return true;
    }
    generate(&new, &GenerationContext::in_force(scope.whole())).valid != Some(false)
}

const EXAMPLE: &str = "https://issuer.example.com";

/// Returns an `APIRule` as it may be written, with the parts that decide whether it can be migrated.
fn outlined(rule: &ApiRule) -> Value {
    let target = |target: &ServiceTarget| json!({"name": target.name, "namespace": target.namespace, "port": target.port});
    let one = |route: &RouteRule| {
        json!({
            "path": route.path,
            "methods": route.ignored_methods.as_ref().unwrap_or(&route.methods),
            "service": route.service.as_ref().map(target),
            "accessStrategies": [strategy(&route.access)],
        })
    };
    json!({
        "apiVersion": "gateway.kyma-project.io/v1beta1", "kind": "APIRule",
        "metadata": {"name": rule.meta.name, "namespace": rule.meta.namespace},
        "spec": {
            "host": rule.host, "gateway": rule.gateway, "service": rule.service.as_ref().map(target),
            "rules": rule.rules.iter().map(one).collect::<Vec<_>>(),
        },
    })
}

fn strategy(access: &Access) -> Value {
    match access {
        Access::Open(handler) | Access::Other(handler) => json!({"handler": handler}),
        Access::Jwt(jwt) if jwt.issuers.is_empty() => {
            json!({"handler": "jwt", "config": {"jwks_urls": jwt.keys}})
        }
        Access::Jwt(jwt) => {
            let issuers: Vec<Value> = jwt
                .issuers
                .iter()
                .filter(|one| !one.not_text)
                .map(|one| json!({"issuer": one.issuer, "jwksUri": one.jwks}))
                .collect();
            json!({"handler": "jwt", "config": {"authentications": issuers}})
        }
        Access::External { .. } | Access::Nothing => Value::Null,
    }
}
