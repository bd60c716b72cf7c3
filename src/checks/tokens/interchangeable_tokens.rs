//! A token for this Function is accepted by others too, because they accept the same tokens.

use super::token_groups::TokenGroups;
use crate::checks::fix::EditKind;
use crate::checks::prelude::*;
use crate::model::apirule::Authorization;
use crate::model::index::jwt;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "interchangeable-tokens",
    family: Tokens,
    severity: High,
    title: "One token is accepted by several Functions",
    why: "Functions that accept the same tokens share their callers: any client that can call one of them can call all.",
    page: include_str!("interchangeable_tokens.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        DERIVED,
        Reads::Tokens,
        Reads::Everywhere(Kind::APIRule),
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let groups = TokenGroups::of(scope);
    in_effect(scope).flat_map(|rule| judge(&groups, rule)).collect()
}

/// Reports each Service and set of tokens once, however many routes share them.
fn judge<'a>(groups: &TokenGroups<'a>, rule: &'a ApiRule) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let routes = rule.rules.iter().enumerate();
    let found = routes.filter_map(|(at, route)| {
        let key = key(rule, route).filter(|key| !seen.contains(key))?;
        let finding = report(groups, rule, at, route).filter(|_| groups.opens(rule, at))?;
        seen.insert(key);
        Some(finding)
    });
    found.collect()
}

/// Returns which tokens are accepted, and by which Service.
fn key(rule: &ApiRule, route: &RouteRule) -> Option<String> {
    // Without an issuer the keys decide, and equal configuration does not mean equal tokens.
    let jwt = jwt(route).filter(|jwt| !jwt.issuers.is_empty())?;
    let (namespace, service) = rule.target(route)?;
    Some(format!("{namespace}/{service} {}", jwt.acceptance()))
}

fn report<'a>(groups: &TokenGroups<'a>, rule: &'a ApiRule, at: usize, route: &RouteRule) -> Option<Finding> {
    let (scope, jwt) = (groups.scope(), jwt(route)?);
    let functions = functions_reached(scope, rule, route).filter(|found| !found.is_empty())?;
    let others = groups.others(rule, at, &functions)?;
    let (here, there) = (some_of(&functions), others.named());
    let message = if jwt.accepts_any() {
        format!("Any token of the issuer is accepted by {here}, and also by {there}")
    } else {
        format!("A token for {here} is also accepted by {there}")
    };
    let certain = others.certain && matches!(route.access, Access::Jwt(_));
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, &jwt.pointer))
        .with_evidence(evidence(jwt))
        .says(message)
        .sure(if certain { in_force(rule) } else { Confidence::Likely })
        .about(functions)
        .key(key(rule, route)?);
    Some(finding)
}

fn evidence(jwt: &Jwt) -> String {
    let issuers: Vec<&str> = jwt.issuers.iter().map(|issuer| issuer.issuer.as_str()).collect();
    let issuers = some_of(&issuers);
    if jwt.accepts_any() {
        return format!("{issuers}: no audience or scope required");
    }
    let entries: Vec<String> = jwt.authorizations.iter().map(claims).collect();
    format!("{issuers}: {}", entries.join(" or "))
}

fn claims(entry: &Authorization) -> String {
    let part = |word: &str, all: &[String]| format!("{word} {}", all.join(" and "));
    match (entry.audiences.as_slice(), entry.scopes.as_slice()) {
        ([], scopes) => part("scope", scopes),
        (audiences, []) => part("audience", audiences),
        (audiences, scopes) => format!("{} with {}", part("audience", audiences), part("scope", scopes)),
    }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| !rule.is_legacy());
    let (Some(rule), Some(function)) = (rule, finding.functions.first()) else {
        return Vec::new();
    };
    let mut edit = Edit::modify(rule_ref(rule), Vec::new());
    let routes = rule.rules.iter().filter(|route| key(rule, route).is_some_and(|key| finding.key == key));
    for (route, jwt) in routes.filter_map(|route| Some((route, jwt(route)?))) {
        let path = format!("{}{}/authorizations", route.pointer, jwt.pointer);
        if let EditKind::Modify(ops) = &mut edit.change {
            ops.push(Op::set(&path, json!(own(jwt))));
        }
        edit = edit.note(path, "an audience that no other Function requires; scopes do not change");
    }
    let default = format!("{function}.{}", scope.name());
    vec![
        Fix::new("Require an audience of its own", Risk::MayBreak)
            .costs("Clients whose tokens lack it get 403 from then on: configure it at the identity provider first.")
            .asks("audience", "the audience the identity provider puts into tokens for this Function", default)
            .edit(edit),
    ]
}

/// Returns the entries with their audiences replaced by the Function's own.
fn own(jwt: &Jwt) -> Vec<Value> {
    let mut scopes: Vec<&[String]> = jwt.authorizations.iter().map(|entry| entry.scopes.as_slice()).collect();
    // An entry without scopes admits any token with the audience, so the other entries add nothing.
    if scopes.iter().any(|all| all.is_empty()) || scopes.is_empty() {
        scopes = vec![&[]];
    }
    let mut seen = BTreeSet::new();
    let entry = |scopes: &[String]| match scopes {
        [] => json!({ "audiences": ["${audience}"] }),
        _ => json!({ "requiredScopes": scopes, "audiences": ["${audience}"] }),
    };
    scopes.into_iter().filter(|all| seen.insert(*all)).map(entry).collect()
}
