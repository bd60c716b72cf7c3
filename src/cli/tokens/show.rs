//! Tokens and the routes that accept them, as tables and as JSON.

use super::decode::DecodedToken;
use crate::engine::mesh::entry_words;
use crate::engine::mesh::weaker::shown;
use crate::engine::tokens::{Locks, RouteTarget, TokenAccess, TokenKind};
use crate::output::object::object;
use crate::output::text::{Paint, clean, lined};
use crate::source::manifests::ManifestIndex;
use serde_json::{Value, json};

type Near<'a> = &'a dyn Fn(&TokenAccess) -> bool;

/// Returns kinds of tokens with the routes that accept them, one list per issuer.
fn sorts(locks: &Locks, near: Near<'_>) -> Vec<(TokenKind, Vec<TokenAccess>)> {
    let opened = |kind: TokenKind| {
        let opened: Vec<TokenAccess> =
            locks.opened_by(&kind).into_iter().filter(|token_access| near(token_access)).collect();
        (kind, opened)
    };
    locks.sorts().into_iter().map(opened).filter(|(_, opened)| !opened.is_empty()).collect()
}

fn routed<'a>(locks: &'a Locks, one: &TokenAccess) -> Option<&'a RouteTarget> {
    locks.all().get(one.lock).map(|lock| &lock.routed)
}

fn route(locks: &Locks, one: &TokenAccess, files: Option<&ManifestIndex>) -> Option<Value> {
    let to = routed(locks, one)?;
    Some(json!({
        "object": object(&to.object, files),
        "rule": to.rule,
        "host": to.host,
        "methods": to.methods,
        "path": to.path,
        "service": {"namespace": to.service.0, "name": to.service.1},
        "allowed": one.verdict.known(),
        "anyway": one.anyway,
        "why": one.why,
    }))
}

fn routes(locks: &Locks, opened: &[TokenAccess], files: Option<&ManifestIndex>) -> Vec<Value> {
    opened.iter().filter_map(|one| route(locks, one, files)).collect()
}

fn kind_value(kind: &TokenKind) -> Value {
    json!({"issuer": kind.issuer, "audiences": kind.holds.audiences, "scopes": kind.holds.scopes})
}

pub fn value(locks: &Locks, near: Near<'_>, files: Option<&ManifestIndex>) -> Value {
    let mut issuers: Vec<Value> = Vec::new();
    for (sort, opened) in sorts(locks, near) {
        let set = json!({
            "audiences": sort.holds.audiences,
            "scopes": sort.holds.scopes,
            "any": sort.holds.is_empty(),
            "routes": routes(locks, &opened, files),
        });
        match issuers.last_mut().filter(|last| last["issuer"] == sort.issuer.as_str()) {
            Some(last) => last["sets"].as_array_mut().into_iter().for_each(|sets| sets.push(set.clone())),
            None => issuers.push(json!({"issuer": sort.issuer, "sets": [set]})),
        }
    }
    let alike = locks.classes().into_iter().filter(|class| class.sorts.len() > 1);
    let alike = alike.filter_map(|class| {
        let sort = class.sorts.first()?;
        let opened: Vec<TokenAccess> =
            locks.opened_by(sort).into_iter().filter(|token_access| near(token_access)).collect();
        let tokens: Vec<Value> = class.sorts.iter().map(kind_value).collect();
        (!opened.is_empty()).then(|| json!({"tokens": tokens, "routes": routes(locks, &opened, files)}))
    });
    json!({"issuers": issuers, "interchangeable": alike.collect::<Vec<_>>()})
}

fn cells(to: &RouteTarget) -> [String; 5] {
    let service = if to.service.1.is_empty() {
        format!("pods of {}", to.service.0)
    } else {
        format!("{}/{}", to.service.0, to.service.1)
    };
    let methods = if to.methods.is_empty() { "every".into() } else { to.methods.join(",") };
    [to.host.clone(), methods, to.path.clone(), service, to.object.to_string()].map(|cell| clean(&cell))
}

pub fn table(locks: &Locks, near: Near<'_>, paint: Paint) -> String {
    let head = ["ISSUER", "TOKEN", "HOST", "METHODS", "PATH", "SERVICE", "BY"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    for (sort, opened) in sorts(locks, near) {
        for to in opened.iter().filter_map(|one| routed(locks, one)) {
            let own = [clean(&sort.issuer), clean(&entry_words(&sort.holds))];
            rows.push(own.into_iter().chain(cells(to)).collect());
        }
    }
    let mut out = lined(&rows, paint);
    for class in locks.classes().into_iter().filter(|class| class.sorts.len() > 1) {
        let names: Vec<String> = class.sorts.iter().map(|sort| shown(&sort.issuer, &sort.holds)).collect();
        let line = format!(
            "These tokens are accepted by exactly the same {} routes: {}.",
            class.opens.len(),
            names.join("; ")
        );
        out.extend(["\n", &clean(&line), "\n"]);
    }
    out
}

fn list(held: &DecodedToken, claims: &[&str]) -> Vec<String> {
    let mut found: Vec<String> =
        claims.iter().flat_map(|claim| held.token.values(&[claim])).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

pub fn opened_value(
    locks: &Locks,
    held: &DecodedToken,
    opened: &[TokenAccess],
    files: Option<&ManifestIndex>,
) -> Value {
    json!({
        "token": {
            "issuer": held.token.issuer(),
            "audiences": list(held, &["aud"]),
            "scopes": list(held, &["scope", "scp", "scopes"]),
            "expired": held.expired,
        },
        "routes": routes(locks, opened, files),
    })
}

#[expect(clippy::similar_names, reason = "the names that the field uses")]
pub fn opened_table(
    locks: &Locks,
    held: &DecodedToken,
    opened: &[TokenAccess],
    unseen: &[String],
    paint: Paint,
) -> String {
    let head = ["ACCEPTED", "HOST", "METHODS", "PATH", "SERVICE", "BY"].map(str::to_owned).to_vec();
    let row = |token_access: &TokenAccess| {
        let word = if token_access.anyway { "no token needed" } else { token_access.verdict.word() };
        Some(std::iter::once(word.to_owned()).chain(cells(routed(locks, token_access)?)).collect())
    };
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(opened.iter().filter_map(row)).collect();
    let mut out = if opened.is_empty() { String::new() } else { lined(&rows, paint) };
    if opened.is_empty() && unseen.is_empty() {
        out.push_str("No route that requires a token accepts this one.\n");
    }
    if let Some(why) = unseen.first() {
        let others = if opened.is_empty() { "any route" } else { "another route" };
        out += &clean(&format!("It is unknown whether {others} accepts this token: {why}."));
        out.push('\n');
    }
    if held.expired == Some(true) {
        out.push_str("The token has expired and is refused now. The routes above accepted it before.\n");
    }
    if held.token.subject().is_empty() {
        out.push_str("The token has no subject (sub): the mesh derives no request principal from it.\n");
    }
    out
}
