//! Whether what an expectation names exists in a set: of something that is in none, nothing is known.

use super::Tested;
use super::answer::{Answer, Asked};
use crate::engine::network::stand_ins::workloads;
use crate::model::Space;
use crate::verdicts::expect::{Destination, Expectation, Target};

/// Returns a target of an expectation that a set does not have.
pub fn missing(asked: &Asked<'_>, expectation: &Expectation) -> Option<Target> {
    let targets = match expectation {
        Expectation::Internet { to, .. } => vec![to],
        Expectation::Connection { from, to: Destination::Pods(to), .. } => vec![from, to],
        Expectation::Connection { from, to: Destination::Internet, .. } => vec![from],
        Expectation::Token { .. } | Expectation::Right { .. } | Expectation::Level { .. } => Vec::new(),
    };
    targets.into_iter().find(|target| !exists(asked, target)).cloned()
}

fn exists(asked: &Asked<'_>, target: &Target) -> bool {
    let has = |space: &Space| {
        let name = target.name.as_str();
        name == "*"
            || space.functions.contains_key(name)
            || space.services.contains_key(name)
            || space.pods.contains_key(name)
            || workloads(space).iter().any(|(_, all)| all.contains_key(name))
    };
    let spaces = asked.gathered.snapshot.spaces().filter(|space| target.has_namespace(&space.name));
    target.namespace == "*" && target.name == "*"
        || spaces.into_iter().any(has)
        || asked.routes.iter().any(|route| target.has(&route.service.0, &route.service.1))
}

/// Leaves out the answers of sets that lack what others have. Where no set has it, what seems to hold is unknown.
pub fn settle(answers: Vec<(Tested<'_>, Option<Target>)>) -> Vec<Tested<'_>> {
    let nowhere = answers.iter().all(|(_, missing)| missing.is_some());
    let each = answers.into_iter().filter_map(|(mut tested, missing)| {
        let Some(target) = missing else { return Some(tested) };
        if !nowhere {
            return None;
        }
        if tested.answer == Answer::Holds && target.name != "*" {
            let words = format!("{}/{} is not known: check its name", target.namespace, target.name);
            tested.answer = Answer::Unknown(vec![words]);
        }
        Some(tested)
    });
    each.collect()
}
