//! The fix for a runtime that is refused or at its end of life: the newest one of the same language.

use super::schedule;
use crate::checks::prelude::*;
use crate::model::platform::{Era, Version};

/// The field of a Function that names its runtime.
pub(super) const PATH: &str = "/spec/runtime";

/// Returns the move to the newest runtime of the same language, if there is a newer one.
pub(super) fn upgrade(scope: &Scope<'_>, function: &Function) -> Option<Fix> {
    // v1alpha1 does not accept any runtime that is still patched.
    let newest = newest(scope, function).filter(|_| function.version != "v1alpha1")?;
    let ops = vec![Op::test(PATH, json!(function.runtime)), Op::set(PATH, json!(newest))];
    let edit = Edit::modify(function_ref(function), ops)
        .note(PATH, "the newest runtime of the same language that this cluster supports");
    let fix = Fix::new(format!("Upgrade the runtime to {newest}"), Risk::Restarts)
        .costs("The pods are replaced. Test it with a copy first: the language changed, dependencies may have no build for it, and the newest runtimes call the handler differently.")
        .edit(edit);
    Some(fix)
}

/// Returns the newest runtime of the same language that is served and not at its end of life.
pub(super) fn newest(scope: &Scope<'_>, function: &Function) -> Option<String> {
    let (language, own) = schedule::version(&function.runtime)?;
    let served = scope.runtimes_served();
    let assumed = assumed(scope, function);
    let all = served
        .iter()
        .map(String::as_str)
        .chain(if served.is_empty() { assumed } else { &[] }.iter().copied());
    let newer = all.filter_map(|one| {
        let (of, version) = schedule::version(one)?;
        (of == language && version > own && !is_over(scope, one)).then_some((version, one))
    });
    newer.max().map(|(_, name)| name.to_owned())
}

fn is_over(scope: &Scope<'_>, runtime: &str) -> bool {
    schedule::support(runtime, scope.parameters()).is_some_and(|support| support.end < scope.today)
}

/// Returns the runtimes that any module of this age supports, if the cluster does not report them.
fn assumed(scope: &Scope<'_>, function: &Function) -> &'static [&'static str] {
    let platform = scope.platform();
    let recent = platform.version.is_some_and(|version| version >= Version(1, 10, 0));
    if function.version == "v1alpha1" {
        &[]
    } else if platform.era == Era::Buildless && recent {
        &["nodejs22", "nodejs24", "python312"]
    } else {
        &["nodejs22", "python312"]
    }
}
