//! A token issued for any app of the same identity provider opens this Function.

use crate::checks::prelude::*;
use crate::engine::mesh::{Admitted, Token};
use crate::model::index::jwt;

pub static CHECK: Check = Check {
    id: "jwt-without-authorizations",
    family: Tokens,
    severity: High,
    title: "Any token of the issuer is accepted",
    why: "By default a JWT carries no scope for Functions: one token opens every Function in the cluster that trusts the same issuer.",
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
    // A token that says nothing gets in by no rule that asks for something.
    let bare = |route: &RouteRule| {
        jwt(route).is_some_and(|jwt| (jwt.accepts_any() || jwt.accepts_nobody()) && !is_without_issuer(jwt))
    };
    if !rule.rules.iter().any(bare) {
        return Vec::new();
    }
    let made = made_of(scope, rule);
    let admitted = Admitted::of(&made);
    let written = rule.rules.iter().enumerate().filter(|(_, route)| bare(route));
    let opened = written.filter(|(at, route)| admitted.as_ref().is_none_or(|one| lets_in(one, *at, route)));
    opened.filter_map(|(_, route)| report(scope, rule, route)).collect()
}

/// Keys without any issuer are told by jwt-without-issuer.
fn is_without_issuer(jwt: &Jwt) -> bool {
    jwt.issuers.is_empty() && !jwt.keys.is_empty()
}

/// Whether a token with neither audience nor scope gets in; where that cannot be told, what is written counts.
fn lets_in(admitted: &Admitted<'_>, at: usize, route: &RouteRule) -> bool {
    let issuers = jwt(route).map_or(&[][..], |jwt| &jwt.issuers);
    let mut answers = issuers.iter().map(|one| admitted.by(at, Some(&Token::of(&one.issuer, &[], &[]))));
    issuers.iter().all(|one| one.not_text) || answers.any(|answer| answer != Some(false))
}

fn report(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Finding> {
    let jwt = jwt(route)?;
    if jwt.issuers.is_empty() || jwt.accepts_nobody() {
        return Some(unnamed(scope, rule, route, jwt));
    }
    let issuers: Vec<&str> = jwt.issuers.iter().map(|one| one.issuer.as_str()).collect();
    let message = format!(
        "{} accepts any token of {}: no audience or scope is asked for{}",
        address(rule, route),
        some_of(&issuers),
        leads_to(scope, rule, route)
    );
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(format!("{}{}", route.pointer, jwt.pointer))
        .seen(if jwt.authorizations.is_empty() {
            "no authorizations"
        } else {
            "an authorization that asks for nothing"
        })
        .says(message)
        .about(functions_behind(scope, rule, route))
        .key(route_key(route));
    let unseen = functions_reached(scope, rule, route).is_none();
    Some(if unseen { finding.sure(Confidence::Likely) } else { finding })
}

/// Neither issuer nor keys are left where they are missing or, as in `{address}`, a mapping.
fn unnamed(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule, jwt: &Jwt) -> Finding {
    Finding::new(&CHECK, rule_ref(rule))
        .at(format!("{}{}", route.pointer, jwt.pointer))
        .seen("no issuer and no keys as text")
        .says(format!("{} accepts no token: its issuer is missing or not text", address(rule, route)))
        .graded(Low, "lowered from high: such a rule lets no one in, and asks for no audience once it does")
        .about(functions_behind(scope, rule, route))
        .key(route_key(route))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(rule) = scope.space.api_rules.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    if rule.is_legacy() {
        return Vec::new();
    }
    let named = finding.functions.first().map_or(finding.object.name.as_str(), |name| name.as_str());
    let audience = format!("{named}.{}", finding.object.namespace);
    let path = format!("{}/authorizations", finding.path);
    vec![
        demand(
            "Ask for an audience",
            "audience",
            "the audience the identity provider puts into tokens for this Function",
            audience,
            "audiences",
            rule,
            &path,
        ),
        demand(
            "Ask for a scope",
            "scope",
            "the scope that tokens for this Function must carry",
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
        .note(path, "only tokens that carry this are let in; entries of the list are alternatives");
    Fix::new(title, Risk::MayBreak)
        .costs(
            "Clients whose tokens lack it get 403 from then on: arrange it at the identity provider first.",
        )
        .asks(need, asks, default)
        .edit(edit)
}
