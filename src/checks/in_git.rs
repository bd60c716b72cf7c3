//! The place of a finding in a file of a git repository: its object has no line for it. A finding flows in; the same with
//! path, line and commit of the file in its evidence flows out.

use super::prelude::*;
use crate::model::function::Checkout;

/// Moves the line of a finding about a file in git into its evidence.
pub fn place(scope: &Scope<'_>, finding: Finding) -> Finding {
    if finding.line == 0 || finding.object.known() != Some(Kind::Function) {
        return finding;
    }
    let function = scope.space.functions.get(finding.object.name.as_str());
    let Some(Checkout::Read { commit, source, dependencies }) = function.and_then(|one| one.checkout())
    else {
        return finding;
    };
    let (of_source, of_dependencies) = function.map(|one| one.pointers_of_files()).unwrap_or_default();
    let file = match &*finding.path {
        path if path == of_source => source,
        path if path == of_dependencies => dependencies,
        _ => return finding,
    };
    let short: String = commit.chars().take(8).collect();
    let seen = format!("{file}:{} at {short}: {}", finding.line, finding.evidence);
    finding.with_evidence(seen).line(0, 0)
}
