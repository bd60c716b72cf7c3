//! A token issued for any application of the same identity provider is accepted.

use crate::checks::migration::migrate_with_audience;
use crate::checks::prelude::*;
use crate::engine::mesh::{RuleAdmission, Token};
use crate::model::index::jwt;

pub static CHECK: Check = Check {
    id: "jwt-without-authorizations",
    family: Tokens,
    severity: High,
    title: "Any token of the issuer is accepted",
    why: "By default a JWT has no scope for Functions: one token is accepted by every Function in the cluster that trusts the same issuer.",
    page: include_str!("jwt_without_authorizations.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), DERIVED],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = in_effect(scope);
    rules.flat_map(|rule| judge(scope, rule)).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Vec<Finding> {
    // A token without claims is not admitted by a rule that requires some.
    let bare = |route: &RouteRule| {
        jwt(route).is_some_and(|jwt| (jwt.accepts_any() || jwt.accepts_nobody()) && !is_without_issuer(jwt))
    };
    if !rule.rules.iter().any(bare) {
        return Vec::new();
    }
    let made = made_of(scope, rule);
    let admitted = RuleAdmission::of(&made);
    let written = rule.rules.iter().enumerate().filter(|(_, route)| bare(route));
    let opened = written.filter(|(at, route)| admitted.as_ref().is_none_or(|one| lets_in(one, *at, route)));
    opened.filter_map(|(_, route)| report(scope, rule, route)).collect()
}

/// jwt-without-issuer reports keys without an issuer.
fn is_without_issuer(jwt: &Jwt) -> bool {
    jwt.issuers.is_empty() && !jwt.keys.is_empty()
}

/// Whether a token with neither audience nor scope is admitted; if unknown, the rule's text decides.
fn lets_in(admitted: &RuleAdmission<'_>, at: usize, route: &RouteRule) -> bool {
    let issuers = jwt(route).map_or(&[][..], |jwt| &jwt.issuers);
    let mut answers = issuers.iter().map(|one| admitted.by(at, Some(&Token::of(&one.issuer, &[], &[]))));
    issuers.iter().all(|issuer| issuer.not_text) || answers.any(|answer| answer != Some(false))
}

fn report(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Finding> {
    let jwt = jwt(route)?;
    if jwt.issuers.is_empty() || jwt.accepts_nobody() {
        return Some(unnamed(scope, rule, route, jwt));
    }
    let issuers: Vec<&str> = jwt.issuers.iter().map(|issuer| issuer.issuer.as_str()).collect();
    let message = format!(
        "{} accepts any token of {}: no audience or scope is required{}",
        address(rule, route),
        some_of(&issuers),
        leads_to(scope, rule, route)
    );
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(format!("{}{}", route.pointer, jwt.pointer))
        .with_evidence(if jwt.authorizations.is_empty() {
            "no authorizations"
        } else {
            "an authorization without requirements"
        })
        .says(message)
        .about(functions_behind(scope, rule, route))
        .key(route_key(route));
    let unseen = functions_reached(scope, rule, route).is_none();
    Some(if unseen { finding.sure(Confidence::Likely) } else { finding })
}

/// Reports a rule whose issuer and keys are missing or, as in `{address}`, a mapping.
fn unnamed(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule, jwt: &Jwt) -> Finding {
    Finding::new(&CHECK, rule_ref(rule))
        .at(format!("{}{}", route.pointer, jwt.pointer))
        .with_evidence("no issuer and no keys as strings")
        .says(format!("{} accepts no token: its issuer is missing or not a string", address(rule, route)))
        .graded(
            Low,
            "lowered from high: the rule admits no one, but requires no audience once the issuer is set",
        )
        .about(functions_behind(scope, rule, route))
        .key(route_key(route))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(rule) = scope.space.api_rules.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let named = finding.functions.first().map_or(finding.object.name.as_str(), |name| name.as_str());
    let audience = format!("{named}.{}", finding.object.namespace);
    if rule.is_legacy() {
        let route = rule.rules.iter().find(|route| route_key(route) == finding.key);
        let fix = route.and_then(|route| migrate_with_audience(scope, rule, route));
        let asks = "the audience the identity provider puts into tokens for this Function";
        return fix.map(|fix| fix.asks("audience", asks, audience)).into_iter().collect();
    }
    let path = format!("{}/authorizations", finding.path);
    vec![
        demand(
            "Require an audience in the token",
            "audience",
            "the audience the identity provider puts into tokens for this Function",
            audience,
            "audiences",
            rule,
            &path,
        ),
        demand(
            "Require a scope in the token",
            "scope",
            "the scope that tokens for this Function must have",
            format!("{named}:call"),
            "requiredScopes",
            rule,
            &path,
        ),
    ]
}

fn demand(
    title: &str,
    need: &'static str,
    asks: &str,
    default: String,
    field: &str,
    rule: &ApiRule,
    path: &str,
) -> Fix {
    let wanted = format!("${{{need}}}");
    let edit = Edit::modify(rule_ref(rule), vec![Op::set(path, json!([{ field: [wanted] }]))])
        .note(path, "only tokens with this claim are admitted; entries of the list are alternatives");
    Fix::new(title, Risk::MayBreak)
        .costs(
            "Clients whose tokens lack it get 403 from then on: configure it at the identity provider first.",
        )
        .asks(need, asks, default)
        .edit(edit)
}
