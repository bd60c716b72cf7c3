//! Two states of the verdicts: which findings are new, changed or resolved, and what became unknown.

use crate::checks::{Finding, fingerprint};
use crate::verdicts::{Report, SpaceReport};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A finding: its fingerprint, and its number among those with the same one.
type Print = (String, usize);

/// What was reported, by namespace.
#[derive(Default)]
pub struct ReportedVerdicts {
    spaces: BTreeMap<Arc<str>, Space>,
}

#[derive(Default)]
struct Space {
    findings: BTreeMap<Print, Arc<Finding>>,
    /// Why a check is unknown.
    unknown: BTreeMap<&'static str, String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum VerdictChange {
    Appeared(Arc<Finding>),
    Changed(Arc<Finding>),
    Disappeared(Arc<Finding>),
    Unknown(&'static str, Arc<str>, String),
    Known(&'static str, Arc<str>),
}

impl VerdictChange {
    /// Returns the fields of the line that reports it.
    pub fn json(&self) -> Value {
        match self {
            Self::Appeared(finding) => of("appeared", finding),
            Self::Changed(finding) => of("changed", finding),
            Self::Disappeared(finding) => of("disappeared", finding),
            Self::Unknown(check, namespace, why) => {
                json!({"event": "unknown", "check": check, "namespace": &**namespace, "why": why})
            }
            Self::Known(check, namespace) => {
                json!({"event": "known", "check": check, "namespace": &**namespace})
            }
        }
    }
}

fn of(event: &str, finding: &Finding) -> Value {
    let object = &finding.object;
    json!({
        "event": event,
        "fingerprint": fingerprint::of(finding),
        "check": finding.check,
        "severity": finding.severity.word(),
        "namespace": &*object.namespace,
        "object": {"kind": &*object.kind, "name": &*object.name},
        "path": &*finding.path,
        "message": &*finding.message,
    })
}

impl ReportedVerdicts {
    /// Takes over the verdicts of what changed after a generation, and returns the differences.
    pub fn compare(&mut self, report: &Report, since: u64) -> Vec<VerdictChange> {
        let mut steps = Vec::new();
        let changed: Vec<Arc<str>> = report.changed_since(since).cloned().collect();
        for name in changed {
            let own = report.space(&name).map(Space::of).unwrap_or_default();
            let known = self.spaces.remove(&name).unwrap_or_default();
            let own = own.after(known, &name, &mut steps);
            self.spaces.insert(name, own);
        }
        if report.forgot > since {
            let gone = self.spaces.keys().filter(|name| report.space(name).is_none());
            for name in gone.cloned().collect::<Vec<_>>() {
                let known = self.spaces.remove(&name).unwrap_or_default();
                Space::default().after(known, &name, &mut steps);
            }
        }
        steps
    }
}

impl Space {
    fn of(report: &SpaceReport) -> Self {
        let mut space = Self::default();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for finding in report.findings() {
            let print = fingerprint::of(finding);
            let number = counts.entry(print.clone()).or_insert(0);
            space.findings.insert((print, *number), Arc::clone(finding));
            *number += 1;
        }
        for (check, missing) in report.unknown() {
            let why = missing.iter().map(|(kind, why)| format!("{}: {why}", kind.info().shown()));
            space.unknown.insert(check.id, why.collect::<Vec<_>>().join("; "));
        }
        space
    }

    /// Compares with the state before. Findings of a check that is unknown now are kept: they are not resolved.
    fn after(mut self, before: Self, name: &Arc<str>, steps: &mut Vec<VerdictChange>) -> Self {
        for (check, why) in &self.unknown {
            if before.unknown.get(check) != Some(why) {
                steps.push(VerdictChange::Unknown(check, Arc::clone(name), why.clone()));
            }
        }
        let known = before.unknown.keys().filter(|check| !self.unknown.contains_key(*check));
        steps.extend(known.map(|check| VerdictChange::Known(check, Arc::clone(name))));
        for (print, finding) in &self.findings {
            match before.findings.get(print) {
                None => steps.push(VerdictChange::Appeared(Arc::clone(finding))),
                Some(old) if old.severity != finding.severity || old.message != finding.message => {
                    steps.push(VerdictChange::Changed(Arc::clone(finding)));
                }
                Some(_) => {}
            }
        }
        for (print, finding) in before.findings {
            if self.findings.contains_key(&print) {
                continue;
            }
            if self.unknown.contains_key(finding.check) {
                self.findings.insert(print, finding);
            } else {
                steps.push(VerdictChange::Disappeared(finding));
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use crate::model::{Kind, ObjectRef};

    fn finding(message: &str) -> Arc<Finding> {
        let object = ObjectRef::new(Kind::APIRule, "shop", "orders");
        Arc::new(Finding::new(checks::ALL[0], object).key("GET /orders").says(message))
    }

    fn space(findings: &[Arc<Finding>], unknown: &[&'static str]) -> Space {
        let of = |finding: &Arc<Finding>| ((fingerprint::of(finding), 0), Arc::clone(finding));
        let why = |check: &&'static str| (*check, "forbidden".to_owned());
        Space { findings: findings.iter().map(of).collect(), unknown: unknown.iter().map(why).collect() }
    }

    fn steps(before: Space, now: Space) -> (Vec<VerdictChange>, Space) {
        let mut steps = Vec::new();
        let after = now.after(before, &"shop".into(), &mut steps);
        (steps, after)
    }

    #[test]
    fn a_finding_appears_changes_and_disappears_once_each() {
        let (one, other) = (finding("open"), finding("wide open"));
        let (seen, state) = steps(Space::default(), space(&[Arc::clone(&one)], &[]));
        assert_eq!(seen, [VerdictChange::Appeared(one)]);
        let (seen, state) = steps(state, space(&[Arc::clone(&other)], &[]));
        assert_eq!(seen, [VerdictChange::Changed(Arc::clone(&other))]);
        let (seen, state) = steps(state, space(&[Arc::clone(&other)], &[]));
        assert_eq!(seen, []);
        assert_eq!(steps(state, Space::default()).0, [VerdictChange::Disappeared(other)]);
    }

    #[test]
    fn a_finding_that_can_no_longer_be_judged_does_not_disappear() {
        let (one, check) = (finding("open"), checks::ALL[0].id);
        let (seen, state) = steps(space(&[Arc::clone(&one)], &[]), space(&[], &[check]));
        assert_eq!(seen, [VerdictChange::Unknown(check, "shop".into(), "forbidden".into())]);
        let (seen, _) = steps(state, space(&[Arc::clone(&one)], &[]));
        assert_eq!(seen, [VerdictChange::Known(check, "shop".into())]);
        let unknown = || steps(space(&[Arc::clone(&one)], &[]), space(&[], &[check])).1;
        let (seen, _) = steps(unknown(), Space::default());
        assert_eq!(
            seen,
            [VerdictChange::Known(check, "shop".into()), VerdictChange::Disappeared(Arc::clone(&one))]
        );
    }
}
