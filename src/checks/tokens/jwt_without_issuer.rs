//! A v1beta1 rule that checks the signature of a token, and not who issued it.

use super::trusted::{Guarded, guarded};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "jwt-without-issuer",
    family: Tokens,
    severity: High,
    title: "The issuer of a token is not checked",
    why: "Only the signature counts: whatever else is signed with these keys, for any tenant or any app, opens this Function.",
    page: include_str!("jwt_without_issuer.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::GatewayConfig),
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let handler = handler(scope);
    guarded(scope).iter().filter(|one| !one.jwt.keys.is_empty()).map(|one| judge(one, handler)).collect()
}

/// Who checks tokens of v1beta1 rules, where that can be seen.
fn handler<'a>(scope: &Scope<'a>) -> &'a str {
    let config = scope.system().and_then(|system| system.gateway_configs.values().next());
    config.map_or("", |config| &config.jwt_handler)
}

fn judge(one: &Guarded<'_>, handler: &str) -> Finding {
    let message = format!(
        "{} takes any token signed with the keys of {}, whoever it was issued by",
        address(one.rule, one.route),
        some_of(&one.jwt.keys)
    );
    let finding = one.finding(&CHECK).at(one.place("")).seen("no trusted_issuers").says(message);
    // The other handler refuses such a configuration; what held before it was set may still hold.
    let finding = if handler == "ory" { finding } else { finding.sure(Confidence::Likely) };
    finding.key(route_key(one.route))
}
