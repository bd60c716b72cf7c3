//! A Function without an apparent owner is probably not updated.

use super::schedule;
use crate::checks::prelude::*;
use crate::model::calendar::Day;

pub static CHECK: Check = Check {
    id: "orphaned-function",
    family: Runtimes,
    severity: Low,
    title: "Function seems to have no owner",
    why: "A Function without an owner gets no patches: dependencies age, the runtime reaches its end of life, and findings stay unread.",
    page: include_str!("orphaned_function.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let support = schedule::support(&function.runtime, scope.parameters())?;
    let aged = support.deprecated.unwrap_or(support.end) <= scope.today;
    let unowned = function.meta.labels.is_empty() && function.meta.owners.is_empty();
    let days = scope.today.number() - touched(function)?.number();
    if !aged || !unowned || days < i64::from(scope.parameters().stale_days) {
        return None;
    }
    let message = format!(
        "Last changed {days} days ago, has no label that names an owner, and runs on {}",
        function.runtime
    );
    let finding =
        Finding::new(&CHECK, function_ref(function)).at("/metadata").with_evidence(format!("{days} days"));
    Some(finding.says(message).sure(Confidence::Possible).key("orphan"))
}

/// Returns the last day on which a client other than its controller changed it, as far as the object shows.
fn touched(function: &Function) -> Option<Day> {
    let stamp = if function.touched.is_empty() { &function.meta.created } else { &function.touched };
    Day::parse(stamp.get(..10)?)
}
