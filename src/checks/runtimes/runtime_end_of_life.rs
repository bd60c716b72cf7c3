//! Vulnerabilities in an unpatched interpreter stay open.

use super::image::Image;
use super::refused_runtime_still_serving::is_about_runtime;
use super::schedule::{self, Support};
use super::upgrade::{PATH, newest, upgrade};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "runtime-end-of-life",
    family: Runtimes,
    severity: Medium,
    title: "Runtime is at or near its end of life",
    why: "Kyma maintains the images of its current runtimes. Vulnerabilities found after a runtime's end of life stay open.",
    page: include_str!("runtime_end_of_life.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::ExposureHint,
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::Deployment),
        Reads::Platform,
    ],
    find,
    fixes,
};

const SOON: i64 = 180;

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let own = scope
        .space
        .functions
        .values()
        .filter(|one| Image::read(&one.image_override).is_none_or(|image| image.is_kyma()));
    // A refused runtime is reported by refused-runtime-still-serving, with the same fix.
    let own = own.filter(|function| !is_about_runtime(scope, function));
    own.filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    if function.version == "v1alpha1" && function.runtime.is_empty() {
        return Some(defaulted(scope, function));
    }
    let support = schedule::support(&function.runtime, scope.parameters())?;
    let left = support.end.number() - scope.today.number();
    let deprecated = support.deprecated.is_none_or(|day| day <= scope.today);
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(PATH)
        .with_evidence(&*function.runtime)
        .sure(if support.firm { Confidence::Certain } else { Confidence::Likely })
        .key(&*function.runtime);
    if left < 0 {
        return Some(over(scope, function, support, finding));
    }
    let soon = deprecated && left <= SOON;
    soon.then(|| {
        // Kyma calls its own dates predictions.
        let ends =
            if support.firm { "which reaches end of life on" } else { "expected to reach end of life on" };
        let message = format!("Runs on {}, {ends} {}", function.runtime, support.end);
        let days = format!("it is deprecated, but patched for {left} more day{}", plural_of(left));
        if !scope.runtimes_served().is_empty() && newest(scope, function).is_none() {
            let note = format!("lowered from medium: {days}, and no newer runtime is available yet");
            return finding.says(message).graded(Info, note);
        }
        finding.says(message).graded(Low, format!("lowered from medium: {days}"))
    })
}

/// Reports a v1alpha1 Function without a runtime; every default of that version has reached its end of life.
fn defaulted(scope: &Scope<'_>, function: &Function) -> Finding {
    let finding = Finding::new(&CHECK, function_ref(function))
        .at("/spec")
        .with_evidence("no runtime")
        .says("No runtime is set, and every default of v1alpha1 has reached end of life")
        .key("default");
    raised(scope, function, finding)
}

fn raised(scope: &Scope<'_>, function: &Function, finding: Finding) -> Finding {
    match way_in(scope, function) {
        Some(way) => finding.graded(High, format!("raised from medium: {way} exposes it to the outside")),
        None => finding,
    }
}

fn over(scope: &Scope<'_>, function: &Function, support: Support, finding: Finding) -> Finding {
    let (runtime, end) = (&function.runtime, support.end);
    raised(scope, function, finding.says(format!("Runs on {runtime}, which has had no patches since {end}")))
}

fn plural_of(days: i64) -> &'static str {
    plural(usize::try_from(days).unwrap_or_default())
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    upgrade(scope, function).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::calendar::Day;
    use crate::model::platform::Schema;
    use crate::model::{Change, Dirty, Object, Snapshot};

    fn offered(runtime: &str, served: &[&str]) -> Option<String> {
        asked(runtime, served, newest)
    }

    fn asked<T>(runtime: &str, served: &[&str], ask: fn(&Scope<'_>, &Function) -> T) -> T {
        let mut function =
            Function { runtime: runtime.into(), version: "v1alpha2".into(), ..Function::default() };
        (function.meta.namespace, function.meta.name) = ("shop".into(), "orders".into());
        let mut snapshot = Snapshot::default();
        let runtimes = served.iter().map(ToString::to_string).collect();
        snapshot.apply(Change::Schema(Schema { runtimes, has_contexts: true }), &mut Dirty::default());
        snapshot.apply(Change::Put(Object::Function(Box::new(function.clone()))), &mut Dirty::default());
        let space = snapshot.space("shop").expect("there");
        ask(&Scope::new(&snapshot, space, Day::new(2026, 11, 1)), &function)
    }

    #[test]
    fn a_future_end_of_life_is_a_note_while_no_newer_runtime_exists() {
        let severity = |served: &[&str]| asked("python312", served, judge).map(|finding| finding.severity);
        assert_eq!(severity(&["nodejs24", "python312"]), Some(Info));
        assert_eq!(severity(&["nodejs24", "python312", "python314"]), Some(Low));
        assert_eq!(severity(&[]), Some(Low), "the served runtimes are unknown");
    }

    #[test]
    fn the_newest_runtime_that_the_cluster_supports_is_offered() {
        let served = ["nodejs20", "nodejs22", "nodejs24", "python312", "python314"];
        assert_eq!(offered("nodejs20", &served).as_deref(), Some("nodejs24"));
        assert_eq!(offered("python39", &served).as_deref(), Some("python314"));
    }

    #[test]
    fn no_runtime_is_offered_that_is_over_or_older() {
        assert_eq!(offered("nodejs18", &["nodejs20", "python312"]), None);
        assert_eq!(offered("nodejs24", &["nodejs22"]), None);
    }
}
