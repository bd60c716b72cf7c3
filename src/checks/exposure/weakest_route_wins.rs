//! Two `APIRules` lead to one Function, and the weaker one decides.

use super::{open, rivals};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "weakest-route-wins",
    family: Exposure,
    severity: High,
    title: "Another APIRule opens a guarded Function",
    why: "A token is asked for at one host and not at the other, and both run the same code: a caller takes the other.",
    page: include_str!("weakest_route_wins.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // Where the open host holds the guarded one, that is a finding of its own.
    rivals::find(scope, |pair| !pair.is_shadow()).iter().map(report).collect()
}

fn report(pair: &rivals::Rivals<'_>) -> Finding {
    let open = &pair.open;
    let message = format!(
        "APIRule {} asks callers of {} for a token, but {} answers {} from anybody",
        pair.guarded.meta.name,
        pair.function,
        address(open.rule, open.route),
        open.calls()
    );
    let finding = open.finding(&CHECK, message);
    if open.writes() {
        let note = "lowered from high: unauthenticated-write-route tells of the open route itself";
        return finding.graded(Medium, note);
    }
    finding
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    open::editable(scope, finding).map(|open| open::ask_for_token(scope, &open)).into_iter().collect()
}
