//! Splits a rule by its methods, so that a part shares none with a narrower rule before it. Each split is
//! tried on a copy and judged by the objects that the controller would generate and by the verdicts of
//! every check.

use crate::checks::prelude::*;
use crate::checks::{ALL, Verdict, judge};
use crate::engine::mesh::weaker::{callers, concrete, requests, shadowed, weaker};
use crate::engine::mesh::{GeneratedObjects, Mesh, Request};
use crate::model::{Change, Dirty, Object};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The methods of the parts, in their new order.
pub(in crate::checks::exposure) type Parts = Vec<Vec<String>>;

/// Returns the split that admits all intended callers and changes nothing else.
pub(in crate::checks::exposure) fn divided(scope: &Scope<'_>, rule: &ApiRule, at: usize) -> Option<Parts> {
    let before = made_of(scope, rule);
    candidates(rule, at, &before).into_iter().find(|parts| {
        let other = with(rule, at, parts);
        let after = made_of(scope, &other);
        is_better(&before, &after, at, parts.len()) && brings_nothing(scope, &other)
    })
}

/// Returns two candidates: refused methods separate from the others, or methods grouped by the earlier rules
/// that share them.
fn candidates(rule: &ApiRule, at: usize, before: &GeneratedObjects) -> Vec<Parts> {
    let Some(one) = rule.rules.get(at) else { return Vec::new() };
    let found = shadowed(before);
    let refused = |method: &String| found.iter().any(|one| one.rule == at && one.method == *method);
    let (apart, rest): (Vec<String>, Vec<String>) = one.methods.iter().cloned().partition(refused);
    let mut classes: Vec<(Vec<usize>, Vec<String>)> = Vec::new();
    for method in &one.methods {
        let earlier = rule.rules.iter().take(at).enumerate();
        let sharing: Vec<usize> =
            earlier.filter(|(_, other)| other.methods.contains(method)).map(|(at, _)| at).collect();
        match classes.iter_mut().find(|(same, _)| *same == sharing) {
            Some((_, methods)) => methods.push(method.clone()),
            None => classes.push((sharing, vec![method.clone()])),
        }
    }
    let classes: Parts = classes.into_iter().map(|(_, methods)| methods).collect();
    let whole = |parts: &Parts| parts.len() > 1 && parts.iter().all(|part| !part.is_empty());
    [vec![rest, apart], classes].into_iter().filter(whole).collect()
}

fn with(rule: &ApiRule, at: usize, parts: &Parts) -> ApiRule {
    let mut other = rule.clone();
    let Some(one) = rule.rules.get(at) else { return other };
    let part = |methods: &Vec<String>| RouteRule { methods: methods.clone(), ..one.clone() };
    other.rules.splice(at..=at, parts.iter().map(part));
    for (at, one) in other.rules.iter_mut().enumerate() {
        one.pointer = format!("/spec/rules/{at}");
    }
    other
}

fn is_better(before: &GeneratedObjects, after: &GeneratedObjects, at: usize, parts: usize) -> bool {
    // Where the rule at a place was before.
    let origin = |now: usize| if now < at { now } else { now.saturating_sub(parts - 1).max(at) };
    let was_refused: BTreeSet<(usize, String)> =
        shadowed(before).into_iter().map(|one| (one.rule, one.method)).collect();
    let refused = shadowed(after).into_iter().map(|one| (origin(one.rule), one.method));
    let was_opened: BTreeSet<(usize, usize)> =
        weaker(before).into_iter().map(|one| (one.strict, one.weak)).collect();
    let opened = weaker(after).into_iter().map(|bypass| (origin(bypass.strict), origin(bypass.weak)));
    before.valid == after.valid
        && after.errors.is_empty()
        && refused.into_iter().all(|one| one.0 != at && was_refused.contains(&one))
        && opened.into_iter().all(|one| one.0 != at && one.1 != at && was_opened.contains(&one))
        && is_kept(before, after, at, &origin)
}

/// Whether each request keeps its route and verdict; requests that were refused by mistake get the verdict
/// of the rule alone.
fn is_kept(
    before: &GeneratedObjects,
    after: &GeneratedObjects,
    at: usize,
    origin: &dyn Fn(usize) -> usize,
) -> bool {
    let (old, new) = (before.mesh(), after.mesh());
    let Some(alone) = before.alone(at) else { return false };
    let (host, callers) = (concrete(&before.host), callers(&before.rule.rules));
    requests(&before.rule.rules).iter().all(|(method, path)| {
        let was = before.route(method, path);
        let same_way = was == after.route(method, path).map(origin);
        same_way
            && callers.iter().all(|(_, token)| {
                let request = Request::through_gateway(method, &host, path).with_token(token.clone());
                let verdict = |made: &GeneratedObjects, mesh: &Mesh| {
                    let pod = made.route(method, path).and_then(|at| made.workload(at))?;
                    Some(mesh.evaluate(&pod, &mesh.sent(&pod, request.clone())))
                };
                let (then, now) = (verdict(before, &old), verdict(after, &new));
                let same = then.as_ref().map(|one| one.verdict) == now.as_ref().map(|one| one.verdict);
                let refused = was == Some(at) && then.is_some_and(|one| one.denied());
                same || (refused
                    && now.map(|one| one.verdict)
                        == verdict(before, &alone).map(|mesh_answer| mesh_answer.verdict))
            })
    })
}

/// Whether no check has new findings on a copy with the change.
fn brings_nothing(scope: &Scope<'_>, other: &ApiRule) -> bool {
    let (mut copy, mut dirty) = (scope.whole().clone(), Dirty::default());
    copy.apply(Change::Put(Object::APIRule(Box::new(other.clone()))), &mut dirty);
    let Some(space) = copy.space(scope.name()) else { return false };
    let then = Scope::new(&copy, space, scope.today);
    let bits = dirty.spaces.get(scope.name()).copied().unwrap_or_default() | dirty.everywhere;
    let judging: Vec<&Check> = ALL.iter().copied().filter(|check| check.bits() & bits != 0).collect();
    // A finding about a part counts as known if a check reported it for the whole rule.
    let was: Vec<Arc<Finding>> = judging.iter().flat_map(|check| found(check, scope)).collect();
    let is_known = |one: &Arc<Finding>| was.iter().any(|old| one.is_part_of(old));
    judging.iter().all(|check| found(check, &then).iter().all(is_known))
}

fn found(check: &Check, scope: &Scope<'_>) -> Vec<Arc<Finding>> {
    match judge(check, scope) {
        Verdict::Findings(all) => all,
        Verdict::Pass | Verdict::Unknown(_) => Vec::new(),
    }
}
