//! Trusted issuers by route. `APIRules` of a scope flow in; routes that require a token, and each issuer
//! that they name, flow out.

use crate::checks::prelude::*;
use crate::model::apirule::Issuer;
use crate::model::index::jwt;

/// A route that requires a token and leads to a Function, or to a target that is not visible.
pub(super) struct TokenRoute<'a> {
    pub rule: &'a ApiRule,
    pub route: &'a RouteRule,
    pub jwt: &'a Jwt,
    /// None when the route leaves the namespace.
    pub functions: Option<Vec<String>>,
}

/// One issuer that such a route trusts.
pub(super) struct TrustedIssuer<'a> {
    pub guarded: TokenRoute<'a>,
    pub at: usize,
    pub issuer: &'a Issuer,
}

/// Returns the guarded routes, without those that eventing creates for itself.
pub(super) fn guarded<'a>(scope: &Scope<'a>) -> Vec<TokenRoute<'a>> {
    let rules = in_effect(scope);
    let one = |rule: &'a ApiRule, route: &'a RouteRule| {
        let jwt = jwt(route)?;
        let functions = functions_reached(scope, rule, route);
        let leads = functions.as_ref().is_none_or(|found| !found.is_empty());
        leads.then_some(TokenRoute { rule, route, jwt, functions })
    };
    rules.flat_map(|rule| rule.rules.iter().filter_map(move |route| one(rule, route))).collect()
}

pub(super) fn trusted<'a>(scope: &Scope<'a>) -> Vec<TrustedIssuer<'a>> {
    let mut found = Vec::new();
    for guarded in guarded(scope) {
        for (at, issuer) in guarded.jwt.issuers.iter().enumerate() {
            found.push(TrustedIssuer { guarded: guarded.clone(), at, issuer });
        }
    }
    found
}

impl Clone for TokenRoute<'_> {
    fn clone(&self) -> Self {
        Self { functions: self.functions.clone(), ..*self }
    }
}

impl TokenRoute<'_> {
    /// Returns the pointer to a field of the token configuration; legacy rules store it elsewhere.
    pub fn place(&self, field: &str) -> String {
        if self.rule.is_legacy() {
            return place(self.rule, self.route, &self.jwt.pointer);
        }
        format!("{}{}{field}", self.route.pointer, self.jwt.pointer)
    }

    pub fn finding(&self, check: &'static Check) -> Finding {
        let sure = if self.functions.is_none() { Confidence::Likely } else { in_force(self.rule) };
        Finding::new(check, rule_ref(self.rule)).sure(sure).about(self.functions.clone().unwrap_or_default())
    }

    pub fn editable(&self) -> bool {
        !self.rule.is_legacy()
    }
}

impl TrustedIssuer<'_> {
    pub fn place(&self, field: &str) -> String {
        self.guarded.place(&format!("/authentications/{}{field}", self.at))
    }

    /// Whether it belongs to the `APIRule` of this name.
    pub fn shares_rule(&self, name: &str) -> bool {
        self.guarded.rule.meta.name == name
    }
}
