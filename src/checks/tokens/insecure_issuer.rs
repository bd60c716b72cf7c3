//! Signing keys that are fetched in plaintext can be replaced by anyone on the network path.

use super::trusted::{TrustedIssuer, guarded, trusted};
use crate::checks::hosts::{has_scheme, host, is_in_cluster};
use crate::checks::prelude::*;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "insecure-issuer",
    family: Tokens,
    severity: High,
    title: "Token signing keys are fetched without TLS",
    why: "Anyone on the network path can replace the response with their own keys, and then sign tokens that this Function accepts.",
    page: include_str!("insecure_issuer.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let all = trusted(scope);
    let first = all
        .iter()
        .filter(|one| seen.insert((&one.guarded.rule.meta.name, &one.issuer.jwks, &one.issuer.issuer)));
    let named = first.filter_map(judge);
    named.chain(without_issuer(scope)).collect()
}

/// Reports each address once, however many routes of an `APIRule` name it.
fn judge(one: &TrustedIssuer<'_>) -> Option<Finding> {
    let (keys, issuer) = (&one.issuer.jwks, &one.issuer.issuer);
    if has_scheme(keys, "http") {
        let message = format!("Fetches the signing keys of {issuer} without TLS");
        let finding =
            one.guarded.finding(&CHECK).at(one.place("/jwksUri")).with_evidence(&**keys).says(message);
        return Some(near(finding.key(&**keys), keys));
    }
    if !has_scheme(issuer, "http") {
        return None;
    }
    let message = format!("Trusts an issuer with a plaintext address: {issuer}");
    let finding = one.guarded.finding(&CHECK).at(one.place("/issuer")).with_evidence(&**issuer).says(message);
    let note = "lowered from high: the keys themselves are fetched over TLS, or from elsewhere";
    Some(finding.graded(Low, note).key(&**issuer))
}

/// Legacy rules may name keys without an issuer.
fn without_issuer(scope: &Scope<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for one in guarded(scope) {
        for keys in one.jwt.keys.iter().filter(|keys| has_scheme(keys, "http")) {
            let message = "Fetches its token signing keys without TLS";
            let finding = one.finding(&CHECK).at(one.place("")).with_evidence(&**keys).says(message);
            found.push(near(finding.key(format!("{} {keys}", route_key(one.route))), keys));
        }
    }
    found
}

fn near(finding: Finding, keys: &str) -> Finding {
    if host(keys).is_some_and(is_in_cluster) {
        return finding.graded(Low, "lowered from high: the keys come from inside the cluster");
    }
    finding
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if !finding.path.ends_with("/jwksUri") {
        return Vec::new();
    }
    let all = trusted(scope);
    let same = all.iter().filter(|one| {
        one.shares_rule(&finding.object.name) && one.guarded.editable() && one.issuer.jwks == finding.key
    });
    let places: Vec<String> = same.map(|one| one.place("/jwksUri")).collect();
    let Some((_, rest)) = finding.key.split_once("://").filter(|_| !places.is_empty()) else {
        return Vec::new();
    };
    let ops = places.iter().map(|place| Op::set(place, json!("${keys}"))).collect();
    let edit = Edit::modify(finding.object.clone(), ops);
    let why = "the same keys, over an encrypted connection";
    let edit = places.into_iter().fold(edit, |edit, place| edit.note(place, why));
    vec![
        Fix::new("Fetch the signing keys over TLS", Risk::MayBreak)
            .costs(
                "If the keys are not served at the new address, no token is accepted: all callers get 401.",
            )
            .asks("keys", "the https address of the issuer's keys", format!("https://{rest}"))
            .edit(edit),
    ]
}
