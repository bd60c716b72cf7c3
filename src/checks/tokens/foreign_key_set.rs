//! The signing keys of a token come from a different party than its issuer.

use super::trusted::{TrustedIssuer, trusted};
use crate::checks::hosts::{domain, host, is_private_host};
use crate::checks::prelude::*;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "foreign-key-set",
    family: Tokens,
    severity: Low,
    title: "Issuer's signing keys come from another domain",
    why: "The owner of the keys' domain can sign valid tokens in the name of the issuer.",
    page: include_str!("foreign_key_set.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

/// Identity providers known to serve their keys from a second domain of their own.
const SAME_PARTY: [[&str; 2]; 3] = [
    ["google.com", "googleapis.com"],
    ["windows.net", "microsoftonline.com"],
    ["microsoftonline.com", "windows.net"],
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let all = trusted(scope);
    let first = all.iter().filter(|one| seen.insert((&one.guarded.rule.meta.name, key(one))));
    first.filter_map(judge).collect()
}

fn key(one: &TrustedIssuer<'_>) -> String {
    format!("{} {}", one.issuer.issuer, one.issuer.jwks)
}

fn judge(one: &TrustedIssuer<'_>) -> Option<Finding> {
    let (issuer, keys) = (host(&one.issuer.issuer)?, host(&one.issuer.jwks)?);
    let (own, theirs) = (domain(issuer), domain(keys));
    let known = SAME_PARTY.iter().any(|pair| pair[0] == own && pair[1] == theirs);
    // Key sets in the cluster or its network belong to whoever operates it.
    if own == theirs || known || is_private_host(keys) {
        return None;
    }
    let message = format!("Tokens of {issuer} are verified with keys from {keys}");
    let finding =
        one.guarded.finding(&CHECK).at(one.place("/jwksUri")).with_evidence(&*one.issuer.jwks).says(message);
    Some(finding.sure(Confidence::Likely).key(key(one)))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let all = trusted(scope);
    let same = all.iter().filter(|one| {
        one.shares_rule(&finding.object.name) && one.guarded.editable() && key(one) == finding.key
    });
    let places: Vec<String> = same.map(|one| one.place("/jwksUri")).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let ops = places.iter().map(|place| Op::set(place, json!("${keys}"))).collect();
    let edit = Edit::modify(finding.object.clone(), ops);
    let why = "keys served by the issuer itself";
    let edit = places.into_iter().fold(edit, |edit, place| edit.note(place, why));
    vec![
        Fix::new("Fetch the signing keys from the issuer itself", Risk::MayBreak)
            .costs(
                "If the keys are not served at the new address, no token is accepted: all callers get 401.",
            )
            .asks("keys", "the jwks_uri in the issuer's /.well-known/openid-configuration", "")
            .edit(edit),
    ]
}
