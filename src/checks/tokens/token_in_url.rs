//! A token in a URL is recorded by every system that handles the URL.

use super::trusted::{TrustedIssuer, trusted};
use crate::checks::prelude::*;
use crate::model::function::EnvValue;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "token-in-url",
    family: Tokens,
    severity: Medium,
    title: "Tokens are accepted in the URL",
    why: "URLs end up in access logs, browser histories and the Referer header, and the token with them. It grants access to this Function until it expires.",
    page: include_str!("token_in_url.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

/// Variables that make the runtimes log every URL, including its query.
const LOGGERS: [&str; 2] = ["KYMA_INTERNAL_LOGGER_ENABLED", "SERVER_INTERNAL_LOGGER"];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let all = trusted(scope);
    let first = all
        .iter()
        .filter(|one| seen.insert((&one.guarded.rule.meta.name, &one.issuer.issuer, &one.issuer.params)));
    first.filter_map(|one| judge(scope, one)).collect()
}

fn judge(scope: &Scope<'_>, one: &TrustedIssuer<'_>) -> Option<Finding> {
    let param = one.issuer.params.first()?;
    let message = format!("Accepts tokens of {} in the URL as ?{param}=…", one.issuer.issuer);
    let finding =
        one.guarded.finding(&CHECK).at(one.place("/fromParams")).with_evidence(one.issuer.params.join(", "));
    let finding = finding.says(message).key(format!("{} {param}", one.issuer.issuer));
    Some(match one.guarded.functions.iter().flatten().find_map(|name| logger(scope, name)) {
        Some((function, variable)) => {
            finding.graded(High, format!("raised from medium: {variable} makes {function} log every URL"))
        }
        None => finding,
    })
}

fn logger(scope: &Scope<'_>, name: &str) -> Option<(String, &'static str)> {
    let function = scope.space.functions.get(name)?;
    let on = |value: &EnvValue| match value {
        EnvValue::Literal { public: Some(text), .. } => !matches!(&**text, "" | "0" | "false" | "False"),
        EnvValue::Literal { public: None, .. } | EnvValue::Field => false,
        EnvValue::Secret { .. } | EnvValue::ConfigMap { .. } => true,
    };
    let set = |logger: &&str| function.env.iter().any(|env| env.name == **logger && on(&env.value));
    LOGGERS.iter().find(|logger| set(logger)).map(|logger| (name.to_owned(), *logger))
}

/// The API gateway requires one token source per issuer, so all its routes change together.
fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let all = trusted(scope);
    let own = |one: &&TrustedIssuer<'_>| one.shares_rule(&finding.object.name) && one.guarded.editable();
    let key = |one: &TrustedIssuer<'_>| {
        one.issuer.params.first().map(|param| format!("{} {param}", one.issuer.issuer))
    };
    let same = all.iter().filter(own).filter(|one| key(one).is_some_and(|key| finding.key == key));
    let places: Vec<String> = same.map(|one| one.place("/fromParams")).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let edit = Edit::modify(finding.object.clone(), places.iter().map(Op::remove).collect());
    let why = "without it the token is read from the Authorization header";
    let edit = places.into_iter().fold(edit, |edit, place| edit.note(place, why));
    vec![
        Fix::new("Accept the token only in the header", Risk::MayBreak)
            .costs("Clients that send the token in the URL get 401 from then on: change them to send \"Authorization: Bearer …\" first.")
            .edit(edit),
    ]
}
