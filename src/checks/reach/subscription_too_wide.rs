//! A Function that expects events of one source receives events of any source.

use crate::checks::prelude::*;
use crate::model::event::Subscription;

pub static CHECK: Check = Check {
    id: "subscription-too-wide",
    family: Reach,
    severity: Low,
    title: "Subscription accepts events from any source",
    why: "Every pod in the mesh may publish events. Without a source, anyone who uses the event type can trigger the Function.",
    page: include_str!("subscription_too_wide.md"),
    reads: &[
        Reads::Optional(Kind::Subscription),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
    ],
    find,
    fixes,
};

const PATH: &str = "/spec/source";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.subscriptions.values().filter_map(|subscription| judge(scope, subscription)).collect()
}

fn judge(scope: &Scope<'_>, one: &Subscription) -> Option<Finding> {
    if one.matching != "exact" || !one.source.trim().is_empty() {
        return None;
    }
    let functions = functions_of(scope, one.service()?);
    let first = functions.first()?;
    let message =
        format!("Subscription {} delivers {} from any source to {first}", one.meta.name, some_of(&one.types));
    let object = ObjectRef::new(Kind::Subscription, scope.name(), &one.meta.name);
    let finding =
        Finding::new(&CHECK, object).at(PATH).with_evidence("typeMatching: exact, no source").says(message);
    Some(finding.sure(Confidence::Possible).about(functions).key("source"))
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(PATH, json!("${source}"))])
        .note(PATH, "only events with this source are delivered");
    vec![
        Fix::new("Restrict the Subscription to one source", Risk::MayBreak)
            .costs("Events from other sources are no longer delivered.")
            .asks("source", "the source that the events name", "")
            .edit(edit),
    ]
}
