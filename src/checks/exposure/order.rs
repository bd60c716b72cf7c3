//! Rules in another order: tried on the rules as they are known, judged by what the controller would make of
//! them, and told as a move of what is there, since header values are never read.

use crate::checks::prelude::*;
use crate::engine::mesh::Generated;
use crate::engine::mesh::weaker::{requests, shadowed, weaker};

/// Where a rule goes, so that no rule is let in past another any more.
pub(super) fn reordered(scope: &Scope<'_>, rule: &ApiRule) -> Option<(usize, usize)> {
    let made = made_of(scope, rule);
    let last = rule.rules.len().checked_sub(1)?;
    let path = |at: usize| rule.rules.get(at).map(|one| one.path.as_str());
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

/// Where the rule at a place was before one of them moved.
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

/// Whether nobody gets in past a rule or is refused by mistake any more, and each request goes where it went.
fn is_better(before: &Generated, after: &Generated, origin: impl Fn(usize) -> usize) -> bool {
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
