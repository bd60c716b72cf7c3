//! Two `APIRules` lead to one Function, and the weaker one determines who has access.

use super::{open, sibling_routes};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "weakest-route-wins",
    family: Exposure,
    severity: High,
    title: "Another APIRule bypasses the token check",
    why: "One host requires a token, the other does not, and both run the same code: callers bypass the token by using the open host.",
    page: include_str!("weakest_route_wins.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // wildcard-host-shadows-token reports open hosts that cover the protected one.
    sibling_routes::find(scope, |pair| !pair.is_shadow()).iter().map(report).collect()
}

fn report(pair: &sibling_routes::Rivals<'_>) -> Finding {
    let open = &pair.open;
    let message = format!(
        "APIRule {} requires a token for {}, but {} accepts {} from anyone",
        pair.guarded.meta.name,
        pair.function,
        address(open.rule, open.route),
        open.calls()
    );
    let finding = open.finding(&CHECK, message);
    if open.writes() {
        let note = "lowered from high: unauthenticated-write-route reports the open route itself";
        return finding.graded(Medium, note);
    }
    finding
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    open::editable(scope, finding).map(|open| open::ask_for_token(scope, &open)).into_iter().collect()
}
