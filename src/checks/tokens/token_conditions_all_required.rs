//! A token must have all audiences of an entry; an author who meant "one of these" locks callers out.

use super::trusted::{TokenRoute, guarded};
use crate::checks::prelude::*;
use crate::model::apirule::Authorization;

pub static CHECK: Check = Check {
    id: "token-conditions-all-required",
    family: Tokens,
    severity: Low,
    title: "All audiences of an entry are required at once",
    why: "A token rarely has all of them: callers get 403, and the usual workaround opens the rule wider than necessary.",
    page: include_str!("token_conditions_all_required.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    guarded(scope).iter().flat_map(judge).collect()
}

fn judge(one: &TokenRoute<'_>) -> Vec<Finding> {
    let entries = one.jwt.authorizations.iter().enumerate();
    entries.filter_map(|(at, entry)| report(one, at, entry)).collect()
}

fn report(one: &TokenRoute<'_>, at: usize, entry: &Authorization) -> Option<Finding> {
    let address = address(one.rule, one.route);
    let finding = one.finding(&CHECK).at(one.place(&format!("/authorizations/{at}"))).key(key(one, entry));
    // The author's intention is unknown.
    let finding = finding.sure(Confidence::Possible);
    if entry.audiences.len() > 1 {
        let message =
            format!("{address} accepts only tokens with all audiences: {}", entry.audiences.join(" and "));
        return Some(
            finding.says(message).with_evidence(format!("audiences: {}", entry.audiences.join(", "))),
        );
    }
    if entry.scopes.len() < 2 {
        return None;
    }
    let message = format!("{address} accepts only tokens with all scopes: {}", entry.scopes.join(" and "));
    let finding = finding.says(message).with_evidence(format!("requiredScopes: {}", entry.scopes.join(", ")));
    Some(finding.graded(Info, "lowered from low: the field name says that all are required"))
}

fn key(one: &TokenRoute<'_>, entry: &Authorization) -> String {
    format!("{} {} {}", route_key(one.route), entry.audiences.join("+"), entry.scopes.join("+"))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let all = guarded(scope);
    let own = all.iter().filter(|one| one.editable() && one.rule.meta.name == finding.object.name);
    let found = own.flat_map(|one| one.jwt.authorizations.iter().map(move |entry| (one, entry)));
    let found = found.into_iter().find(|(one, entry)| key(one, entry) == finding.key);
    found.map(|(one, entry)| split(one, entry)).into_iter().collect()
}

/// Splits one entry into several, because entries of the list are alternatives.
fn split(one: &TokenRoute<'_>, apart: &Authorization) -> Fix {
    let path = one.place("/authorizations");
    let entries = one.jwt.authorizations.iter().flat_map(|entry| {
        if entry == apart { alternatives(entry) } else { vec![written(&entry.scopes, &entry.audiences)] }
    });
    let edit = Edit::modify(rule_ref(one.rule), vec![Op::set(&path, entries.collect())])
        .note(path, "one entry for each alternative: a token that satisfies one of them is admitted");
    Fix::new("Split the entry into alternatives", Risk::MayBreak)
        .costs("Accepts more tokens than before: any token with one of these, instead of all.")
        .edit(edit)
}

fn alternatives(entry: &Authorization) -> Vec<Value> {
    let each = |all: &[String]| -> Vec<Vec<String>> {
        if all.is_empty() { vec![Vec::new()] } else { all.iter().map(|one| vec![one.clone()]).collect() }
    };
    let mut found = Vec::new();
    for scopes in each(&entry.scopes) {
        for audiences in each(&entry.audiences) {
            found.push(written(&scopes, &audiences));
        }
    }
    found
}

fn written(scopes: &[String], audiences: &[String]) -> Value {
    match (scopes, audiences) {
        (scopes, []) => json!({ "requiredScopes": scopes }),
        ([], audiences) => json!({ "audiences": audiences }),
        (scopes, audiences) => json!({ "requiredScopes": scopes, "audiences": audiences }),
    }
}
