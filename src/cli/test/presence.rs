//! Whether what an expectation names exists in a set: of something that is in none, nothing is known.

use super::TestResult;
use super::answer::{Answer, PreparedEngines};
use crate::engine::network::stand_ins::workloads;
use crate::model::{Kind, Space};
use crate::verdicts::expect::{Destination, Expectation, Target};

/// A target of an expectation that a set does not have.
pub struct Missing {
    target: Target,
    /// Why the set may have it nevertheless.
    unread: Vec<String>,
}

/// What may define a target.
const DEFINE: [Kind; 6] =
    [Kind::Namespace, Kind::Function, Kind::Service, Kind::Pod, Kind::Deployment, Kind::APIRule];

/// Returns a target of an expectation that a set does not have.
pub fn missing(asked: &PreparedEngines<'_>, expectation: &Expectation) -> Option<Missing> {
    let targets = match expectation {
        Expectation::Internet { to, .. } => vec![to],
        Expectation::Connection { from, to: Destination::Pods(to), .. } => vec![from, to],
        Expectation::Connection { from, to: Destination::Internet, .. } => vec![from],
        Expectation::Token { .. } | Expectation::Right { .. } | Expectation::Level { .. } => Vec::new(),
    };
    let target = targets.into_iter().find(|target| !exists(asked, target))?;
    Some(Missing { target: target.clone(), unread: asked.unread(&DEFINE) })
}

fn exists(asked: &PreparedEngines<'_>, target: &Target) -> bool {
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

/// Leaves out the answers of sets that lack what others have, unless something there was not read. Where no set has it,
/// what seems to hold is unknown.
pub fn settle(answers: Vec<(TestResult<'_>, Option<Missing>)>) -> Vec<TestResult<'_>> {
    let nowhere = answers.iter().all(|(_, missing)| missing.is_some());
    let each = answers.into_iter().filter_map(|(mut tested, missing)| {
        let Some(Missing { target, unread }) = missing else { return Some(tested) };
        if !nowhere {
            // What other sets have cannot stand for what was not read in this one.
            let is_read = unread.is_empty();
            tested.answer = Answer::Unknown(unread);
            return (!is_read).then_some(tested);
        }
        if tested.answer == Answer::Holds && target.name != "*" {
            let words = format!("{}/{} is not known: check its name", target.namespace, target.name);
            tested.answer = Answer::Unknown(vec![words]);
        }
        Some(tested)
    });
    each.collect()
}
