//! Conditions: keys that name a header, an address, or a claim of a verified token.

use super::attribute::{self, RuleContext};
use super::paths::text;
use super::request::{Request, Token};
use super::truth::Truth;
use super::values;
use crate::model::mesh::Condition;

/// One of `values` must match, none of `notValues` may.
pub fn condition(condition: &Condition, request: &Request, setting: RuleContext<'_>) -> Truth {
    let hit = |list: &[String]| {
        Truth::any(list.iter().map(|value| is_met(&condition.key, value, request, setting)))
    };
    let yes = if condition.values.is_empty() { Truth::Yes } else { hit(&condition.values) };
    let no = if condition.not_values.is_empty() { Truth::Yes } else { hit(&condition.not_values).inverse() };
    Truth::all([yes, no])
}

fn is_met(key: &str, value: &str, request: &Request, setting: RuleContext<'_>) -> Truth {
    if let Some(name) = bracketed(key, "request.headers") {
        return header(&name, value, request);
    }
    if key.starts_with("request.auth.claims[") {
        let Some(path) = claim_path(key) else { return unread(key) };
        return of_token(request, |token| token.values(&path).into_iter().any(|found| text(value, found)));
    }
    match key {
        "source.ip" => attribute::address(value, request.source_ip, "the address the request comes from"),
        "remote.ip" => attribute::client(value, request),
        "source.namespace" => Truth::of(attribute::namespace(value, request)),
        "source.principal" => Truth::of(attribute::principal(value, request, setting)),
        "source.serviceAccount" => Truth::of(attribute::account(value, request, setting)),
        "request.auth.principal" => attribute::token_principal(value, request),
        "request.auth.audiences" => {
            of_token(request, |token| token.values(&["aud"]).into_iter().any(|found| text(value, found)))
        }
        "request.auth.presenter" => of_token(request, |token| text(value, token.text("azp"))),
        "destination.port" => attribute::port(value, request),
        "destination.ip" => Truth::Unknown("it depends on the address of the pod".into()),
        "connection.sni" => Truth::Unknown("it depends on the server name of the TLS connection".into()),
        _ => unread(key),
    }
}

fn unread(key: &str) -> Truth {
    Truth::Unknown(format!("the condition {key} cannot be evaluated here"))
}

fn of_token(request: &Request, test: impl Fn(&Token) -> bool) -> Truth {
    match &request.open {
        Some(open) => open.token(|_| true),
        None => Truth::of(request.token.as_ref().is_some_and(test)),
    }
}

fn header(name: &str, value: &str, request: &Request) -> Truth {
    if matches!(name.to_ascii_lowercase().as_str(), "host" | ":authority") {
        return request.asked(value == "*", "the host", || values::host(value, &request.host));
    }
    if request.open.is_some() {
        return Truth::Open(format!("it depends on the header {name}"));
    }
    let Some(headers) = &request.headers else {
        return Truth::Unknown(format!("it depends on the header {name}"));
    };
    let found = headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name));
    Truth::of(found.is_some_and(|(_, found)| text(value, found)))
}

fn bracketed(key: &str, stem: &str) -> Option<String> {
    let name = key.strip_prefix(stem)?.strip_prefix('[')?.strip_suffix(']')?;
    Some(name.to_owned())
}

/// `request.auth.claims[a][b]` is the claim `b` inside the claim `a`.
fn claim_path(key: &str) -> Option<Vec<&str>> {
    let inner = key.strip_prefix("request.auth.claims")?.strip_prefix('[')?.strip_suffix(']')?;
    let path: Vec<&str> = inner.split("][").collect();
    path.iter().all(|one| !one.is_empty()).then_some(path)
}
