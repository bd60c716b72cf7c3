//! An open rule for every host of a domain also opens a protected host below it.

use super::{open, sibling_routes};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "wildcard-host-shadows-token",
    family: Exposure,
    severity: High,
    title: "Open wildcard host bypasses a protected host",
    why: "The policies of both hosts apply to the same pods and add up: the protected host itself admits callers without a token.",
    page: include_str!("wildcard_host_shadows_token.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    sibling_routes::find(scope, sibling_routes::Rivals::is_shadow).iter().map(report).collect()
}

fn report(pair: &sibling_routes::Rivals<'_>) -> Finding {
    let message = format!(
        "{} requires a token, but {} of APIRule {} admits anyone: both lead to {}",
        pair.guarded.host, pair.open.rule.host, pair.open.rule.meta.name, pair.function
    );
    pair.open.finding(&CHECK, message)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    open::editable(scope, finding).map(|open| open::ask_for_token(scope, &open)).into_iter().collect()
}
