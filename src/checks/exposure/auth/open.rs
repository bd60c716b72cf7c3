//! Routes without authentication, by their text and by the policies generated from them.
//! `APIRules` of a scope flow in; open routes, findings and fixes that several checks share flow out.

use crate::checks::prelude::*;
use crate::engine::mesh::RuleAdmission;

/// A route to a Function that any client may call.
pub(in crate::checks::exposure) struct OpenRoute<'a> {
    pub rule: &'a ApiRule,
    pub route: &'a RouteRule,
    /// `noAuth`, or the name of a v1beta1 handler.
    pub handler: &'a str,
    /// `None` when the route leaves the namespace.
    pub functions: Option<Vec<String>>,
    /// Position of the route in its rule.
    at: usize,
    /// Whether the generated policies admit callers, rather than the rule's text alone.
    judged: bool,
    /// The target if it is not visible, as the end of a sentence.
    leads: String,
}

/// Returns the wanted routes of a scope that admit any client.
pub(in crate::checks::exposure) fn judged<'a>(
    scope: &Scope<'a>,
    wanted: fn(&OpenRoute<'a>) -> bool,
) -> Vec<OpenRoute<'a>> {
    let rules = in_effect(scope);
    rules.flat_map(|rule| judged_of(scope, rule, wanted)).collect()
}

/// Returns the open routes of one `APIRule`. If the engine cannot tell, the rule's text decides.
pub(in crate::checks::exposure) fn judged_of<'a>(
    scope: &Scope<'a>,
    rule: &'a ApiRule,
    wanted: fn(&OpenRoute<'a>) -> bool,
) -> Vec<OpenRoute<'a>> {
    // Policies are generated rule by rule: only a rule written as open admits clients without a token.
    let mut written: Vec<OpenRoute<'a>> = candidates(scope, rule).filter(wanted).collect();
    if written.is_empty() {
        return written;
    }
    let made = made_of(scope, rule);
    let admitted = RuleAdmission::of(&made);
    let lets_in = |open: &mut OpenRoute<'a>| {
        let answer = admitted.as_ref().and_then(|one| one.by(open.at, None));
        open.judged = answer == Some(true) && made.valid == Some(true);
        answer.unwrap_or_else(|| is_routed(rule, open.at))
    };
    written.retain_mut(|open| lets_in(open));
    written
}

/// Returns the routes of a scope that specify open access, without the `APIRules` that eventing creates for
/// itself.
pub(in crate::checks::exposure) fn routes<'a>(scope: &Scope<'a>) -> Vec<OpenRoute<'a>> {
    let rules = in_effect(scope);
    rules.flat_map(|rule| of(scope, rule)).collect()
}

/// Returns the routes of one `APIRule` that specify open access and lead to Functions or to a target that is
/// not visible.
pub(in crate::checks::exposure) fn of<'a>(scope: &Scope<'a>, rule: &'a ApiRule) -> Vec<OpenRoute<'a>> {
    candidates(scope, rule).filter(|open| is_routed(rule, open.at)).collect()
}

fn candidates<'a>(scope: &Scope<'a>, rule: &'a ApiRule) -> impl Iterator<Item = OpenRoute<'a>> {
    let open = |(at, route): (usize, &'a RouteRule)| {
        let Access::Open(handler) = &route.access else {
            return None;
        };
        let functions = functions_reached(scope, rule, route);
        let leads = functions.as_ref().is_none_or(|found| !found.is_empty());
        let real = leads && !is_preflight(route);
        let leads = leads_to(scope, rule, route);
        real.then_some(OpenRoute { rule, route, handler, functions, at, judged: false, leads })
    };
    rule.rules.iter().enumerate().filter_map(open)
}

/// Of several v1beta1 rules with the same path, only the first becomes a route.
fn is_routed(rule: &ApiRule, at: usize) -> bool {
    let path = rule.rules.get(at).map(|route| &route.path);
    !rule.is_legacy() || !rule.rules.iter().take(at).any(|earlier| Some(&earlier.path) == path)
}

/// Browsers send a preflight OPTIONS request without a token.
fn is_preflight(route: &RouteRule) -> bool {
    !route.methods.is_empty() && route.methods.iter().all(|method| method == "OPTIONS")
}

const WRITES: [&str; 6] = ["POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE"];

impl OpenRoute<'_> {
    /// Whether it admits methods that may write; a rule without methods admits all.
    pub fn writes(&self) -> bool {
        let methods = &self.route.methods;
        let writes = |method: &String| WRITES.iter().any(|one| one.eq_ignore_ascii_case(method));
        methods.is_empty() || methods.iter().any(writes)
    }

    /// Whether every path of the host is open.
    pub fn is_wide(&self) -> bool {
        matches!(self.route.path.as_str(), "/*" | "/{**}" | "/.*" | ".*")
    }

    pub fn reads(&self) -> bool {
        self.route.methods.iter().any(|method| method == "GET")
    }

    /// Returns `Every path of HOST, including /metrics,` or the address of the open route.
    pub fn place(&self) -> String {
        let host = if self.rule.host.is_empty() { "the host" } else { &self.rule.host };
        match (self.is_wide(), self.reads()) {
            (true, true) => format!("Every path of {host}, including /metrics,"),
            (true, false) => format!("Every path of {host}"),
            (false, _) => address(self.rule, self.route),
        }
    }

    /// Returns the admitted calls as text: `GET and POST calls`, or `all calls`.
    pub fn calls(&self) -> String {
        match self.route.methods.as_slice() {
            [] => "all calls".into(),
            _ if self.handler == "allow" => "all calls".into(),
            [one] => format!("{one} calls"),
            [most @ .., last] => format!("{} and {last} calls", most.join(", ")),
        }
    }

    /// Whether it is open only if Oathkeeper checks tokens, and that is unknown.
    pub fn is_unsure(&self) -> bool {
        self.handler == "anonymous" && !self.judged
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    pub fn finding(&self, check: &'static Check, message: String) -> Finding {
        let abroad = self.functions.is_none();
        let sure = match self.handler {
            _ if abroad => Confidence::Possible,
            _ if self.is_unsure() => Confidence::Likely,
            _ => in_force(self.rule),
        };
        let message = format!("{message}{}", self.leads);
        let state = match in_force(self.rule) {
            Confidence::Certain => "",
            Confidence::Likely | Confidence::Possible => {
                "; in state Error, so the previous rules may still be in force"
            }
        };
        let ignores = if self.handler == "allow" { ", a handler that ignores `methods`" } else { "" };
        Finding::new(check, rule_ref(self.rule))
            .at(place(self.rule, self.route, if self.handler == "noAuth" { "/noAuth" } else { "" }))
            .with_evidence(format!("{}: {}{ignores}{state}", route_key(self.route), self.handler))
            .says(message)
            .sure(sure)
            .about(self.functions.clone().unwrap_or_default())
            .key(route_key(self.route))
    }
}

/// Returns the open route of a finding, if it can be changed: v1beta1 rules are read-only since 3.4.
pub(in crate::checks::exposure) fn editable<'a>(
    scope: &Scope<'a>,
    finding: &Finding,
) -> Option<OpenRoute<'a>> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str())?;
    let found = of(scope, rule).into_iter().find(|open| route_key(open.route) == finding.key)?;
    (!rule.is_legacy()).then_some(found)
}

/// Returns the fix of an open route of a v1beta1 `APIRule`: its v2 form, with a token required.
pub(in crate::checks::exposure) fn migrate(scope: &Scope<'_>, finding: &Finding) -> Option<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| rule.is_legacy())?;
    let open = of(scope, rule).into_iter().find(|open| route_key(open.route) == finding.key)?;
    let function = open.functions.as_ref().and_then(|all| all.first());
    let named = function.map_or(rule.meta.name.as_str(), String::as_str);
    let fix = crate::checks::migration::migrate_with_token(scope, rule, open.route)?;
    Some(about_token(fix, scope, named))
}

/// The token requirements, once the inputs of [`about_token`] are filled in.
pub(in crate::checks::exposure) fn token() -> Value {
    json!({
        "authentications": [{ "issuer": "${issuer}", "jwksUri": "${keys}" }],
        "authorizations": [{ "audiences": ["${audience}"] }],
    })
}

/// Adds the inputs that [`token`] needs; suggests an issuer that the namespace already trusts.
pub(in crate::checks::exposure) fn about_token(fix: Fix, scope: &Scope<'_>, named: &str) -> Fix {
    let known = scope.space.api_rules.values().flat_map(|rule| &rule.rules);
    let known = known.filter_map(crate::model::index::jwt).flat_map(|jwt| &jwt.issuers).next();
    fix.asks("issuer", "the issuer of your identity provider", known.map_or("", |one| &one.issuer))
        .asks("keys", "the address of the issuer's public keys (jwksUri)", known.map_or("", |one| &one.jwks))
        .asks(
            "audience",
            "the audience the identity provider puts into tokens for this Function",
            format!("{named}.{}", scope.name()),
        )
}

/// Returns the fix that requires a token, by default of an issuer from another rule of the namespace.
pub(in crate::checks::exposure) fn ask_for_token(scope: &Scope<'_>, open: &OpenRoute<'_>) -> Fix {
    let base = &open.route.pointer;
    let function = open.functions.as_ref().and_then(|all| all.first());
    let named = function.map_or(open.rule.meta.name.as_str(), String::as_str);
    let ops = vec![Op::remove(format!("{base}/noAuth")), Op::set(format!("{base}/jwt"), token())];
    let edit = Edit::modify(rule_ref(open.rule), ops)
        .note(format!("{base}/jwt/authentications"), "the issuer of the tokens, and its signing keys")
        .note(format!("{base}/jwt/authorizations"), "only tokens issued for this Function are admitted");
    let fix = Fix::new("Require a token on the open route", Risk::MayBreak)
        .costs("Callers without such a token get 403 from then on: give them tokens first.")
        .edit(edit);
    about_token(fix, scope, named)
}
