//! Who can send something to a Function. A Function flows in; the least restricted client flows out.

use super::auth::open;
use crate::checks::in_effect::takes_effect;
use crate::checks::prelude::*;
use crate::model::event::Subscription;
use crate::model::index::jwt;
use crate::model::memo::MemoTable;
use std::sync::Arc;

/// What a check that asks for callers reads, where it can be read.
pub const READS: [Reads; 4] =
    [Reads::ExposureHint, Reads::Hint(Kind::Service), Reads::Hint(Kind::Subscription), DERIVED];

/// The least restricted client of a Function, with what lets it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeakestCaller {
    /// Any client, without a token.
    Anyone(String),
    /// Any client with a token of an issuer, whatever the token was issued for.
    AnyToken(String),
    /// A client with a token for this route, or one that another authorizer admits.
    Authenticated(String),
    /// Publishers of events.
    Events(String),
    /// Only what runs in the cluster.
    Inside,
    /// Only files were read, and they contain no route; or the controller refuses the route, so that an earlier one may
    /// be in force.
    Unknown,
}

/// Callers by Function.
#[derive(Default)]
struct CallerMemo(MemoTable<WeakestCaller>);

/// Returns the least restricted client of a Function.
#[must_use]
pub fn of(scope: &Scope<'_>, function: &Function) -> Arc<WeakestCaller> {
    let make = || find(scope, function);
    match scope.memo() {
        Some(memo) => memo.of::<CallerMemo>().0.get(&function.meta.name, make),
        None => Arc::new(make()),
    }
}

fn find(scope: &Scope<'_>, function: &Function) -> WeakestCaller {
    let routes = scope.exposure().routes(scope.name(), &function.meta.name);
    let rules = routes.filter_map(|route| {
        let space = scope.whole().space(&route.namespace)?;
        space.api_rules.get(route.name.as_str()).map(AsRef::as_ref)
    });
    let admitted: Vec<WeakestCaller> = rules
        .filter(|rule| !rule.is_webhook() && takes_effect(scope, rule))
        .flat_map(|rule| by_rule(scope, rule, function))
        .collect();
    let way = || way_outside(scope, function).map(WeakestCaller::Anyone);
    if let Some(open) = admitted
        .iter()
        .find(|weakest_caller| matches!(weakest_caller, WeakestCaller::Anyone(_)))
        .cloned()
        .or_else(way)
    {
        return open;
    }
    admitted
        .into_iter()
        .min_by_key(rank)
        .or_else(|| by_events(scope, function))
        .unwrap_or(if scope.is_from_files() { WeakestCaller::Unknown } else { WeakestCaller::Inside })
}

const fn rank(caller: &WeakestCaller) -> u8 {
    match caller {
        WeakestCaller::Anyone(_) => 0,
        WeakestCaller::AnyToken(_) => 1,
        WeakestCaller::Authenticated(_) | WeakestCaller::Unknown => 2,
        WeakestCaller::Events(_) => 3,
        WeakestCaller::Inside => 4,
    }
}

/// Returns the callers that each route of a rule admits to a Function.
fn by_rule<'a>(scope: &Scope<'a>, rule: &'a ApiRule, function: &Function) -> Vec<WeakestCaller> {
    let named = || format!("APIRule {}", rule.meta.name);
    let open = open::judged_of(scope, rule, |_| true);
    let is_open = |route: &RouteRule| open.iter().any(|open_route| std::ptr::eq(open_route.route, route));
    let leads = |route: &&RouteRule| {
        let target = rule.target(route);
        target.is_some_and(|(space, name)| space == scope.name() && *name == *function.meta.name)
    };
    if rule.is_refused() {
        return rule.rules.iter().find(leads).map(|_| WeakestCaller::Unknown).into_iter().collect();
    }
    let caller = |route: &RouteRule| match (&route.access, jwt(route)) {
        (Access::Open(_), _) => is_open(route).then(|| WeakestCaller::Anyone(named())),
        (_, Some(jwt)) if jwt.accepts_any() => Some(WeakestCaller::AnyToken(named())),
        (Access::Nothing, _) => None,
        (Access::Jwt(_) | Access::External { .. } | Access::Other(_), _) => {
            Some(WeakestCaller::Authenticated(named()))
        }
    };
    rule.rules.iter().filter(leads).filter_map(caller).collect()
}

/// Returns an entry point without an APIRule.
fn way_outside(scope: &Scope<'_>, function: &Function) -> Option<String> {
    if let Some(way) = scope.ways().to(scope.name(), &function.meta.name).next() {
        return Some(format!("{} {}", way.kind.info().name, way.name));
    }
    let pod = function.labels_of_pods();
    let outside = scope.space.services_by_selector().matching(&pod).filter(|one| one.leads_outside());
    outside.min_by_key(|one| &one.meta.name).map(|service| format!("Service {}", service.meta.name))
}

fn by_events(scope: &Scope<'_>, function: &Function) -> Option<WeakestCaller> {
    let leads = |subscription: &&Arc<Subscription>| {
        subscription
            .service()
            .is_some_and(|name| scope.space.functions_of(name).iter().any(|own| *own == *function.meta.name))
    };
    let first = scope.space.subscriptions.values().find(leads)?;
    Some(WeakestCaller::Events(format!("Subscription {}", first.meta.name)))
}
