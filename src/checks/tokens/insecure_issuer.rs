//! Keys that come over an unencrypted line are the keys of whoever sits on the line.

use super::trusted::{Trusted, guarded, trusted};
use crate::checks::hosts::{has_scheme, host, is_in_cluster};
use crate::checks::prelude::*;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "insecure-issuer",
    family: Tokens,
    severity: High,
    title: "The keys that prove tokens are fetched unencrypted",
    why: "Whoever can change the answer on its way puts in keys of his own, and from then on signs tokens that open this Function.",
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

/// One finding for an address, however many routes of an `APIRule` name it.
fn judge(one: &Trusted<'_>) -> Option<Finding> {
    let (keys, issuer) = (&one.issuer.jwks, &one.issuer.issuer);
    let rule = &one.guarded.rule.meta.name;
    if has_scheme(keys, "http") {
        let message = format!("APIRule {rule} fetches the keys of {issuer} without TLS");
        let finding = one.guarded.finding(&CHECK).at(one.place("/jwksUri")).seen(&**keys).says(message);
        return Some(near(finding.key(&**keys), keys));
    }
    if !has_scheme(issuer, "http") {
        return None;
    }
    let message = format!("APIRule {rule} trusts an issuer whose own address is unencrypted: {issuer}");
    let finding = one.guarded.finding(&CHECK).at(one.place("/issuer")).seen(&**issuer).says(message);
    let note = "lowered from high: the keys themselves come over TLS, or from elsewhere";
    Some(finding.graded(Low, note).key(&**issuer))
}

/// Legacy rules may name keys and nobody who owns them.
fn without_issuer(scope: &Scope<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for one in guarded(scope) {
        for keys in one.jwt.keys.iter().filter(|keys| has_scheme(keys, "http")) {
            let message =
                format!("APIRule {} fetches the keys for its tokens without TLS", one.rule.meta.name);
            let finding = one.finding(&CHECK).at(one.place("")).seen(&**keys).says(message);
            found.push(near(finding.key(format!("{} {keys}", route_key(one.route))), keys));
        }
    }
    found
}

fn near(finding: Finding, keys: &str) -> Finding {
    if host(keys).is_some_and(is_in_cluster) {
        return finding.graded(Low, "lowered from high: the keys come from within the cluster");
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
    let why = "the same keys, over a line that nobody can change";
    let edit = places.into_iter().fold(edit, |edit, place| edit.note(place, why));
    vec![
        Fix::new("Fetch the keys over TLS", Risk::MayBreak)
            .costs("If the keys are not served there, no token is accepted any more: all callers get 401.")
            .asks("keys", "the address of the issuer's keys, with https", format!("https://{rest}"))
            .edit(edit),
    ]
}
