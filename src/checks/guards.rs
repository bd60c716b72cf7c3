//! Other admission policies that enforce what a check requires: which policy, how much of it, and how surely.
//! Checks name their kinds as hints: policies that could not be read make no verdict unknown.

use super::prelude::*;
use crate::model::Tri;
use crate::model::external_reports::{Constraint, KyvernoPolicy, KyvernoRule, PolicyDemand, glob};
use crate::model::space::Map;
use std::cmp::Reverse;

/// A policy that refuses what a check reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// `Kyverno policy baseline enforces baseline here`.
    pub words: String,
    /// Whether it enforces everything that the check requires.
    pub whole: bool,
    /// Whether it certainly applies to every pod of the namespace.
    pub sure: bool,
}

/// Lowers a finding by the best guard; if that is not enough, adds which other policies could not be read.
pub fn weigh(
    scope: &Scope<'_>,
    finding: Finding,
    guard: Option<Guard>,
    missing: &str,
    kinds: &[Kind],
) -> Finding {
    let enough = guard.as_ref().is_some_and(|guard| guard.whole && guard.sure);
    let finding = match guard {
        Some(guard) => guard.soften(finding, missing),
        None => finding,
    };
    if enough { finding } else { with_unread(finding, unread(scope, kinds)) }
}

impl Guard {
    /// Lowers the finding according to the guard; the message names what is missing and the guard.
    fn soften(self, finding: Finding, missing: &str) -> Finding {
        let severity = if self.whole && self.sure { Info } else { finding.severity.max(Low) };
        let message = format!("{missing}; {}", self.words);
        let sure = if self.sure { finding.confidence } else { finding.confidence.max(Confidence::Likely) };
        let note = match (self.whole, self.sure) {
            (true, true) => "another admission policy enforces it",
            (true, false) => {
                "another admission policy may enforce it; not all of its conditions can be evaluated here"
            }
            (false, _) => "another admission policy enforces a part of it",
        };
        finding.says(message).graded(severity, note).sure(sure)
    }
}

/// Returns the best policy that enforces a level, or refuses the most dangerous pods.
pub fn of_level(scope: &Scope<'_>) -> Option<Guard> {
    let level = |rule: &KyvernoRule| match &rule.ask {
        PolicyDemand::Level(level) => Some(format!("enforces {level}")),
        PolicyDemand::Signatures(_) => None,
    };
    kyverno(scope, level).or_else(|| gatekeeper(scope))
}

/// Returns the best policy that refuses unsigned images, for all of the given images.
pub fn of_signatures(scope: &Scope<'_>, images: &[&str]) -> Option<Guard> {
    kyverno(scope, |rule| match &rule.ask {
        PolicyDemand::Level(_) => None,
        PolicyDemand::Signatures(names) => {
            let checked = |image: &&str| names.iter().any(|name| glob(name, image.trim()));
            images.iter().all(checked).then(|| "verifies the signatures of these images".into())
        }
    })
}

fn kyverno(scope: &Scope<'_>, asks: impl Fn(&KyvernoRule) -> Option<String>) -> Option<Guard> {
    let wide = scope.cluster().kyverno_cluster_policies.values();
    let all = scope.space.kyverno_policies.values().chain(wide);
    let fits = all.flat_map(|policy| policy.rules.iter().map(move |rule| (policy, rule)));
    let guards = fits.filter_map(|(policy, rule)| {
        let (what, reaches) = (asks(rule)?, rule.reaches(scope.name()));
        (reaches != Tri::No).then(|| (reaches, of_rule(policy, &what, reaches)))
    });
    guards.min_by_key(|(reaches, _)| Reverse(*reaches)).map(|(_, guard)| guard)
}

fn of_rule(policy: &KyvernoPolicy, what: &str, reaches: Tri) -> Guard {
    let sure = reaches == Tri::Yes;
    let perhaps = if sure { "" } else { "possibly " };
    Guard { words: format!("Kyverno policy {} {perhaps}{what} here", policy.meta.name), whole: true, sure }
}

/// Each constraint enforces one control; even these three together do not cover the whole level.
fn gatekeeper(scope: &Scope<'_>) -> Option<Guard> {
    let cluster = scope.cluster();
    let kinds: [(&Map<Constraint>, &str); 3] = [
        (&cluster.gatekeeper_privileged, "privileged containers"),
        (&cluster.gatekeeper_host_namespace, "host namespaces"),
        (&cluster.gatekeeper_host_filesystem, "host paths"),
    ];
    let best = |all: &Map<Constraint>| {
        let each = all.values().map(|one| (one.reaches(scope.name()), one.meta.name.to_string()));
        each.min_by_key(|(reaches, name)| (Reverse(*reaches), name.clone()))
    };
    let found = kinds.into_iter().filter_map(|(all, what)| Some((best(all)?, what)));
    let found: Vec<((Tri, String), &str)> = found.filter(|((reaches, _), _)| *reaches != Tri::No).collect();
    let what: Vec<&str> = found.iter().map(|(_, what)| *what).collect();
    let names: Vec<&str> = found.iter().map(|((_, name), _)| name.as_str()).collect();
    let sure = found.iter().all(|((reaches, _), _)| *reaches == Tri::Yes);
    let perhaps = if sure { "" } else { "possibly " };
    (!found.is_empty()).then(|| Guard {
        words: format!(
            "Gatekeeper constraint{} {} {perhaps}refuse{} {} here",
            plural(names.len()),
            listed(&names),
            if names.len() == 1 { "s" } else { "" },
            listed(&what)
        ),
        whole: found.len() == 3,
        sure,
    })
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).into(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Returns a note about policies of other admissions that exist and may not be read.
fn unread(scope: &Scope<'_>, kinds: &[Kind]) -> Option<String> {
    let refused = |kind: &&Kind| {
        let place = if kind.info().namespaced() { scope.name() } else { "" };
        let feed = scope.whole().feeds().of(**kind, place);
        matches!(feed, crate::model::Feed::Forbidden(_) | crate::model::Feed::Failed(_))
    };
    let names: Vec<String> = kinds.iter().filter(refused).map(|kind| kind.info().shown()).collect();
    (!names.is_empty()).then(|| format!("other admission policies could not be read ({})", some_of(&names)))
}

/// Adds to the evidence of a finding what could not be read.
fn with_unread(finding: Finding, unread: Option<String>) -> Finding {
    let Some(unread) = unread else { return finding };
    let seen = if finding.evidence.is_empty() { unread } else { format!("{}; {unread}", finding.evidence) };
    finding.with_evidence(seen)
}
