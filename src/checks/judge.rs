//! The verdict of one check over one scope: pass, findings, or unknown with the kinds that were missing.

use super::{Check, Finding, Severity, doubt, in_git, termination};
use crate::model::reads::Reads;
use crate::model::{Kind, Scope};
use std::sync::Arc;

/// The result of a check over a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Findings(Vec<Arc<Finding>>),
    /// Not evaluated: the kinds that were missing, and why. Never a pass.
    Unknown(Vec<(Kind, String)>),
}

/// Runs a check. It is unknown if a required kind is missing; if a kind was read only in part, findings are
/// reported and a pass becomes unknown.
pub fn judge(check: &Check, scope: &Scope<'_>) -> Verdict {
    let own: Vec<Reads> =
        check.reads.iter().copied().filter(|read| !matches!(read, Reads::Everywhere(_))).collect();
    let missing = scope.missing(&own);
    if !missing.is_empty() {
        return Verdict::Unknown(missing);
    }
    let found = (check.find)(scope).into_iter();
    let mut found: Vec<Finding> =
        found.map(|finding| in_git::place(scope, termination::mark(scope, finding))).collect();
    let unsound = doubt::take_unsound(&mut found, scope);
    if found.is_empty() {
        let mut missing = doubt::doubts(check, scope);
        if missing.is_empty() {
            missing.extend(unsound);
        }
        return if missing.is_empty() { Verdict::Pass } else { Verdict::Unknown(missing) };
    }
    found.sort_by(|one, other| key(one).cmp(&key(other)));
    found.iter_mut().for_each(Finding::settle);
    Verdict::Findings(found.into_iter().map(Arc::new).collect())
}

fn key(finding: &Finding) -> (Severity, &str, &str, u32, &str) {
    (finding.severity, &finding.object.kind, &finding.object.name, finding.line, &finding.path)
}
