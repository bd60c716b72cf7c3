//! Audiences of one entry must all be in the token; whoever meant "one of these" locks callers out.

use super::trusted::{Guarded, guarded};
use crate::checks::prelude::*;
use crate::model::apirule::Authorization;

pub static CHECK: Check = Check {
    id: "token-conditions-all-required",
    family: Tokens,
    severity: Low,
    title: "All audiences of an entry are required at once",
    why: "A token rarely carries all of them: callers get 403, and the rule is then opened wider than it ever needed to be.",
    page: include_str!("token_conditions_all_required.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    guarded(scope).iter().flat_map(judge).collect()
}

fn judge(one: &Guarded<'_>) -> Vec<Finding> {
    let entries = one.jwt.authorizations.iter().enumerate();
    entries.filter_map(|(at, entry)| report(one, at, entry)).collect()
}

fn report(one: &Guarded<'_>, at: usize, entry: &Authorization) -> Option<Finding> {
    let address = address(one.rule, one.route);
    let finding = one.finding(&CHECK).at(one.place(&format!("/authorizations/{at}"))).key(key(one, entry));
    // Nobody saw what the author meant.
    let finding = finding.sure(Confidence::Possible);
    if entry.audiences.len() > 1 {
        let message =
            format!("{address} takes only tokens made for {} at once", entry.audiences.join(" and "));
        return Some(finding.says(message).seen(format!("audiences: {}", entry.audiences.join(", "))));
    }
    if entry.scopes.len() < 2 {
        return None;
    }
    let message = format!("{address} takes only tokens with {} at once", entry.scopes.join(" and "));
    let finding = finding.says(message).seen(format!("requiredScopes: {}", entry.scopes.join(", ")));
    Some(finding.graded(Info, "lowered from low: the name of the field says that all are required"))
}

fn key(one: &Guarded<'_>, entry: &Authorization) -> String {
    format!("{} {} {}", route_key(one.route), entry.audiences.join("+"), entry.scopes.join("+"))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let all = guarded(scope);
    let own = all.iter().filter(|one| one.editable() && one.rule.meta.name == finding.object.name);
    let found = own.flat_map(|one| one.jwt.authorizations.iter().map(move |entry| (one, entry)));
    let found = found.into_iter().find(|(one, entry)| key(one, entry) == finding.key);
    found.map(|(one, entry)| split(one, entry)).into_iter().collect()
}

/// The same entries, but this one taken apart: entries of the list are alternatives.
fn split(one: &Guarded<'_>, apart: &Authorization) -> Fix {
    let path = one.place("/authorizations");
    let entries = one.jwt.authorizations.iter().flat_map(|entry| {
        if entry == apart { alternatives(entry) } else { vec![written(&entry.scopes, &entry.audiences)] }
    });
    let edit = Edit::modify(rule_ref(one.rule), vec![Op::set(&path, entries.collect())])
        .note(path, "one entry for each alternative: a token that satisfies one of them is let in");
    Fix::new("Make them alternatives", Risk::MayBreak)
        .costs("More tokens are let in than before: any that carries one of these, instead of all.")
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
