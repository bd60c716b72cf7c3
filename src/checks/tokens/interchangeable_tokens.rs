//! A token that opens this Function opens others as well, because they accept the same tokens.

use crate::checks::fix::Change;
use crate::checks::prelude::*;
use crate::engine::mesh::{Admitted, Token};
use crate::model::apirule::Authorization;
use crate::model::index::{Holder, jwt};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

pub static CHECK: Check = Check {
    id: "interchangeable-tokens",
    family: Tokens,
    severity: High,
    title: "One token opens several Functions",
    why: "Functions that accept the same tokens trust each other's callers: whoever may call one may call all of them.",
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
    let asked = Asked { scope, known: RefCell::default() };
    let rules = in_effect(scope);
    rules.flat_map(|rule| judge(&asked, rule)).collect()
}

/// What the engine says of the routes of this namespace, asked once a rule and only where it matters.
struct Asked<'a> {
    scope: &'a Scope<'a>,
    known: RefCell<BTreeMap<String, Vec<bool>>>,
}

impl Asked<'_> {
    /// Whether the tokens that a route is written for get in; where that cannot be told, what is written counts.
    fn opens(&self, rule: &ApiRule, at: usize) -> bool {
        let mut known = self.known.borrow_mut();
        let routes = known.entry(rule.meta.name.clone()).or_insert_with(|| opened(self.scope, rule));
        routes.get(at).copied().unwrap_or(true)
    }
}

fn opened(scope: &Scope<'_>, rule: &ApiRule) -> Vec<bool> {
    let made = made_of(scope, rule);
    let Some(admitted) = Admitted::of(&made) else { return Vec::new() };
    let opens = |(at, route): (usize, &RouteRule)| {
        let tokens = jwt(route).map(tokens).unwrap_or_default();
        tokens.is_empty() || tokens.iter().any(|token| admitted.by(at, Some(token)) != Some(false))
    };
    rule.rules.iter().enumerate().map(opens).collect()
}

/// The tokens that are asked for, one for each issuer and each entry.
fn tokens(jwt: &Jwt) -> Vec<Token> {
    let entries = jwt.alternatives();
    let of = |issuer: &str| -> Vec<Token> {
        entries.iter().map(|entry| Token::of(issuer, &entry.audiences, &entry.scopes)).collect()
    };
    jwt.issuers.iter().flat_map(|one| of(&one.issuer)).collect()
}

/// One finding for each Service and set of tokens, however many routes share them.
fn judge(asked: &Asked<'_>, rule: &ApiRule) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let routes = rule.rules.iter().enumerate();
    let found = routes.filter_map(|(at, route)| {
        let key = key(rule, route).filter(|key| !seen.contains(key))?;
        let finding = report(asked, rule, route).filter(|_| asked.opens(rule, at))?;
        seen.insert(key);
        Some(finding)
    });
    found.collect()
}

/// What is accepted, and by which Service.
fn key(rule: &ApiRule, route: &RouteRule) -> Option<String> {
    // Without an issuer the keys decide, and equal text does not mean equal tokens.
    let jwt = jwt(route).filter(|jwt| !jwt.issuers.is_empty())?;
    let (namespace, service) = rule.target(route)?;
    Some(format!("{namespace}/{service} {}", jwt.acceptance()))
}

fn report(asked: &Asked<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Finding> {
    let (scope, jwt) = (asked.scope, jwt(route)?);
    let functions = functions_reached(scope, rule, route).filter(|found| !found.is_empty())?;
    let others = others(asked, &functions, jwt);
    if others.count == 0 {
        return None;
    }
    let (here, there) = (some_of(&functions), others.named());
    let message = if jwt.accepts_any() {
        format!("Any token of the issuer opens {here}, and also {there}")
    } else {
        format!("A token that opens {here} also opens {there}")
    };
    let certain = others.certain && matches!(route.access, Access::Jwt(_));
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, &jwt.pointer))
        .seen(evidence(jwt))
        .says(message)
        .sure(if certain { in_force(rule) } else { Confidence::Likely })
        .about(functions)
        .key(key(rule, route)?);
    Some(finding)
}

/// The other Services that take the same tokens; a cluster may hold thousands, so few are named.
#[derive(Default)]
struct Others {
    count: usize,
    names: Vec<String>,
    /// Whether one of them was seen to be a Function that asks for nothing but the token.
    certain: bool,
}

impl Others {
    fn named(&self) -> String {
        match self.count - self.names.len() {
            0 => some_of(&self.names),
            more => format!("{} and {more} more", self.names.join(", ")),
        }
    }
}

fn others(asked: &Asked<'_>, functions: &[String], jwt: &Jwt) -> Others {
    let (scope, acceptance) = (asked.scope, jwt.acceptance());
    let (mut others, mut last) = (Others::default(), None);
    for holder in scope.tokens().accepting(&acceptance) {
        let here = holder.namespace == scope.name();
        if here && (is_webhook(scope, holder) || is_same(scope, holder, functions)) {
            continue;
        }
        // What other namespaces let in is taken as it is written.
        if rule_of(scope, holder).is_some_and(|rule| !opens_any(asked, rule, &acceptance)) {
            continue;
        }
        others.certain |= here && is_certain(scope, holder, &acceptance);
        // Holders come sorted, so several rules of one Service stand side by side.
        if last.replace((&holder.namespace, &holder.service)) == Some((&holder.namespace, &holder.service)) {
            continue;
        }
        others.count += 1;
        if others.names.len() < 2 {
            let elsewhere = if here { String::new() } else { format!(" in {}", holder.namespace) };
            others.names.push(format!("{}{elsewhere}", holder.service));
        }
    }
    others
}

fn opens_any(asked: &Asked<'_>, rule: &ApiRule, acceptance: &str) -> bool {
    let same = |route: &RouteRule| jwt(route).is_some_and(|jwt| jwt.acceptance() == acceptance);
    rule.rules.iter().enumerate().any(|(at, route)| same(route) && asked.opens(rule, at))
}

fn rule_of<'a>(scope: &Scope<'a>, holder: &Holder) -> Option<&'a ApiRule> {
    let own = holder.rule_namespace == scope.name();
    own.then(|| scope.space.api_rules.get(holder.rule.as_str())).flatten().map(AsRef::as_ref)
}

fn is_webhook(scope: &Scope<'_>, holder: &Holder) -> bool {
    rule_of(scope, holder).is_some_and(ApiRule::is_webhook)
}

fn is_same(scope: &Scope<'_>, holder: &Holder, functions: &[String]) -> bool {
    functions.contains(&holder.service)
        || functions_of(scope, &holder.service).iter().any(|one| functions.contains(one))
}

fn is_certain(scope: &Scope<'_>, holder: &Holder, acceptance: &str) -> bool {
    let routes = rule_of(scope, holder).map_or(&[][..], |rule| &rule.rules);
    let plain =
        |route: &RouteRule| matches!(&route.access, Access::Jwt(jwt) if jwt.acceptance() == acceptance);
    routes.iter().any(plain) && !functions_of(scope, &holder.service).is_empty()
}

fn evidence(jwt: &Jwt) -> String {
    let issuers: Vec<&str> = jwt.issuers.iter().map(|one| one.issuer.as_str()).collect();
    let issuers = some_of(&issuers);
    if jwt.accepts_any() {
        return format!("{issuers}: no audience or scope asked for");
    }
    let entries: Vec<String> = jwt.authorizations.iter().map(said).collect();
    format!("{issuers}: {}", entries.join(" or "))
}

fn said(entry: &Authorization) -> String {
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
    let routes = rule.rules.iter().filter(|route| key(rule, route).as_ref() == Some(&finding.key));
    for (route, jwt) in routes.filter_map(|route| Some((route, jwt(route)?))) {
        let path = format!("{}{}/authorizations", route.pointer, jwt.pointer);
        if let Change::Modify(ops) = &mut edit.change {
            ops.push(Op::set(&path, json!(own(jwt))));
        }
        edit = edit.note(path, "an audience that no other Function asks for; scopes stay as they are");
    }
    let default = format!("{function}.{}", scope.name());
    vec![
        Fix::new("Ask for an audience of its own", Risk::MayBreak)
            .costs("Clients whose tokens lack it get 403 from then on: arrange it at the identity provider first.")
            .asks("audience", "the audience the identity provider puts into tokens for this Function", default)
            .edit(edit),
    ]
}

/// The entries as they are, each asking for the Function's own audience instead of others.
fn own(jwt: &Jwt) -> Vec<Value> {
    let mut scopes: Vec<&[String]> = jwt.authorizations.iter().map(|entry| entry.scopes.as_slice()).collect();
    // An entry without scopes lets in whoever has the audience, so the others add nothing.
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
