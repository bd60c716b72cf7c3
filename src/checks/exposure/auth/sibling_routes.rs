//! Two routes to one Function, one protected and one open. `APIRules` of a scope flow in; pairs flow out.

use super::super::routes::paths;
use super::open::{self, OpenRoute};
use crate::checks::prelude::*;
use std::collections::BTreeMap;

/// An open route, and a protected route of another `APIRule` to the same Function.
pub(in crate::checks::exposure) struct Rivals<'a> {
    pub open: OpenRoute<'a>,
    pub guarded: &'a ApiRule,
    pub function: String,
}

impl Rivals<'_> {
    /// Whether the open host is a wildcard that covers the protected one: then that host itself is open.
    pub fn is_shadow(&self) -> bool {
        let name = self.guarded.host.to_ascii_lowercase();
        let suffix = self.open.rule.host.strip_prefix('*').map(str::to_ascii_lowercase);
        suffix.is_some_and(|suffix| {
            suffix.starts_with('.') && name.ends_with(&suffix) && !name.starts_with('*')
        })
    }
}

/// Protected routes by the Function that they lead to.
type Guards<'a> = BTreeMap<String, Vec<(&'a ApiRule, &'a RouteRule)>>;

/// Returns the first protected route for each open one, among the pairs that `wanted` accepts.
pub(in crate::checks::exposure) fn find<'a>(
    scope: &Scope<'a>,
    wanted: fn(&Rivals<'a>) -> bool,
) -> Vec<Rivals<'a>> {
    let guards = guards(scope);
    open::routes(scope).into_iter().filter_map(|open| rival(&guards, open, wanted)).collect()
}

fn guards<'a>(scope: &Scope<'a>) -> Guards<'a> {
    let mut guards = Guards::new();
    for rule in in_effect(scope) {
        for route in rule.rules.iter().filter(|route| is_guarded(route)) {
            for function in functions_reached(scope, rule, route).unwrap_or_default() {
                guards.entry(function).or_default().push((rule, route));
            }
        }
    }
    guards
}

fn rival<'a>(
    guards: &Guards<'a>,
    open: OpenRoute<'a>,
    wanted: fn(&Rivals<'a>) -> bool,
) -> Option<Rivals<'a>> {
    let functions = open.functions.clone().unwrap_or_default();
    let mut pair = Rivals { guarded: open.rule, open, function: String::new() };
    for function in functions {
        for (rule, route) in guards.get(&function).into_iter().flatten() {
            let own = rule.meta.name == pair.open.rule.meta.name;
            if own || !paths::may_meet((pair.open.rule, pair.open.route), (rule, route)) {
                continue;
            }
            (pair.guarded, pair.function) = (rule, function.clone());
            if wanted(&pair) {
                return Some(pair);
            }
        }
    }
    None
}

fn is_guarded(route: &RouteRule) -> bool {
    match &route.access {
        Access::Jwt(_) | Access::External { .. } | Access::Other(_) => true,
        Access::Open(_) | Access::Nothing => false,
    }
}
