//! A v1beta1 rule that checks the signature of a token but not its issuer.

use super::trusted::{TokenRoute, guarded};
use crate::checks::migration::migrate;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "jwt-without-issuer",
    family: Tokens,
    severity: High,
    title: "Token issuer is not checked",
    why: "Only the signature counts: any token signed with these keys, for any tenant or application, is accepted by this Function.",
    page: include_str!("jwt_without_issuer.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::GatewayConfig),
    ],
    find,
    fixes,
};

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str());
    rule.and_then(|rule| migrate(scope, rule)).into_iter().collect()
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let handler = handler(scope);
    guarded(scope).iter().filter(|one| !one.jwt.keys.is_empty()).map(|one| judge(one, handler)).collect()
}

/// Returns the handler that checks tokens of v1beta1 rules, if visible.
fn handler<'a>(scope: &Scope<'a>) -> &'a str {
    let config = scope.system().and_then(|system| system.gateway_configs.values().next());
    config.map_or("", |config| &config.jwt_handler)
}

fn judge(one: &TokenRoute<'_>, handler: &str) -> Finding {
    let message = format!(
        "{} accepts tokens of any issuer signed with the keys of {}",
        address(one.rule, one.route),
        some_of(&one.jwt.keys)
    );
    let finding = one.finding(&CHECK).at(one.place("")).with_evidence("no trusted_issuers").says(message);
    // The other handler refuses such a configuration; the previous state may still be in force.
    let finding = if handler == "ory" { finding } else { finding.sure(Confidence::Likely) };
    finding.key(route_key(one.route))
}
