//! Reorders rules. Each order is tried on a copy and judged by the objects the controller would generate.
//! The fix moves a rule instead of rewriting it, because header values are never read.

use crate::checks::prelude::*;
use crate::engine::mesh::GeneratedObjects;
use crate::engine::mesh::weaker::{requests, shadowed, weaker};

/// Returns the move of one rule after which no request bypasses a stricter rule.
pub(in crate::checks::exposure) fn reordered(scope: &Scope<'_>, rule: &ApiRule) -> Option<(usize, usize)> {
    let made = made_of(scope, rule);
    let last = rule.rules.len().checked_sub(1)?;
    let path = |at: usize| rule.rules.get(at).map(|route| route.path.as_str());
    let found = weaker(&made);
    let one = found.first()?;
    let twins = (0..one.strict).filter(|at| path(*at) == path(one.weak));
    let mut tries = twins.map(|at| (at, last)).chain([(one.strict, 0)]).filter(|(from, to)| from != to);
    tries.find(|(from, to)| {
        let mut other = rule.clone();
        let moved = other.rules.remove(*from);
        other.rules.insert(*to, moved);
        let origin = |at: usize| origin(at, *from, *to);
        is_better(&made, &made_of(scope, &other), origin)
    })
}

/// Returns the position of a rule before one of them moved.
fn origin(at: usize, from: usize, to: usize) -> usize {
    if at == to {
        from
    } else if from < to && (from..to).contains(&at) {
        at + 1
    } else if to < from && (to + 1..=from).contains(&at) {
        at - 1
    } else {
        at
    }
}

/// Whether no request bypasses a rule or is refused by mistake, and each request keeps its route.
fn is_better(before: &GeneratedObjects, after: &GeneratedObjects, origin: impl Fn(usize) -> usize) -> bool {
    let same = |(method, path): &(String, String)| {
        before.route(method, path) == after.route(method, path).map(&origin)
    };
    after.valid != Some(false)
        && weaker(after).is_empty()
        && shadowed(after).is_empty()
        && requests(&before.rule.rules).iter().all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_rule_and_those_it_passes_are_found_where_they_were() {
        for (from, to) in [(0, 3), (3, 0), (1, 2), (2, 2)] {
            let mut rules: Vec<usize> = (0..4).collect();
            let moved = rules.remove(from);
            rules.insert(to, moved);
            let told: Vec<usize> = (0..4).map(|at| origin(at, from, to)).collect();
            assert_eq!(told, rules, "{from} to {to}");
        }
    }
}
