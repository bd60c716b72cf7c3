//! The clients that a route admits, in the same wording everywhere.

use super::generate::GeneratedObjects;
use crate::model::apirule::{Access, Authorization, Jwt};

/// The clients that a rule of an APIRule admits: `anyone`, `any token of …`, `tokens of … with aud …`, `no
/// one`.
#[must_use]
pub fn caller_words(made: &GeneratedObjects, at: usize) -> String {
    let Some(rule) = made.rule.rules.get(at) else { return String::new() };
    if made.is_dead(at) {
        return "no one: it leads to Oathkeeper, which has no rule for it".into();
    }
    let words = access_words(&rule.access);
    match made.valid {
        Some(false) if made.rule.is_legacy() && made.rule.faults.is_empty() => {
            format!("(ignored) {words}")
        }
        Some(false) => format!("(refused) {words}"),
        _ => words,
    }
}

/// The same, by the rule's access strategy alone.
#[must_use]
pub fn access_words(access: &Access) -> String {
    match access {
        Access::Open(_) => "anyone".into(),
        Access::Other(handler) if handler == "unauthorized" => "no one".into(),
        Access::Jwt(jwt) => token_words(jwt),
        Access::External { authorizers, restrictions } => {
            let also =
                restrictions.as_ref().map(|jwt| format!(", and {}", token_words(jwt))).unwrap_or_default();
            format!("clients that {} accepts{also}", authorizers.join(" and "))
        }
        Access::Other(handler) => format!("clients that the handler {handler} accepts"),
        Access::Nothing => "no one: no access strategy is set".into(),
    }
}

/// The tokens that are admitted.
pub fn token_words(jwt: &Jwt) -> String {
    if jwt.accepts_nobody() {
        return "no one: the issuer is not a string".into();
    }
    let issuers: Vec<&str> =
        jwt.issuers.iter().filter(|one| !one.not_text).map(|one| one.issuer.as_str()).collect();
    // Without issuers, anyone who has one of the signing keys is an issuer.
    let issuers = if issuers.is_empty() { "any issuer".into() } else { issuers.join(" or ") };
    if jwt.accepts_any() {
        return format!("any token of {issuers}");
    }
    let entries: Vec<String> = jwt.authorizations.iter().map(entry_words).collect();
    format!("tokens of {issuers} with {}", entries.join(" or "))
}

/// The token requirements of one alternative: `aud a+b scope c`, or `any`.
#[must_use]
pub fn entry_words(entry: &Authorization) -> String {
    let part = |word: &str, list: &[String]| (!list.is_empty()).then(|| format!("{word} {}", list.join("+")));
    let parts: Vec<String> =
        [part("aud", &entry.audiences), part("scope", &entry.scopes)].into_iter().flatten().collect();
    if parts.is_empty() { "any".into() } else { parts.join(" ") }
}
