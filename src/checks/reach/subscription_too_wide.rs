//! Events of any source lead to a Function that expects those of one.

use crate::checks::prelude::*;
use crate::model::event::Subscription;

pub static CHECK: Check = Check {
    id: "subscription-too-wide",
    family: Reach,
    severity: Low,
    title: "Events of any source reach the Function",
    why: "Every pod of the mesh may publish events: without a source, whoever uses the type sets the Function to work.",
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
    scope.space.subscriptions.values().filter_map(|one| judge(scope, one)).collect()
}

fn judge(scope: &Scope<'_>, one: &Subscription) -> Option<Finding> {
    if one.matching != "exact" || !one.source.trim().is_empty() {
        return None;
    }
    let functions = functions_of(scope, one.service()?);
    let first = functions.first()?;
    let message = format!(
        "Subscription {} takes {} from any source and hands them to {first}",
        one.meta.name,
        some_of(&one.types)
    );
    let object = ObjectRef::new(Kind::Subscription, scope.name(), &one.meta.name);
    let finding = Finding::new(&CHECK, object).at(PATH).seen("typeMatching: exact, no source").says(message);
    Some(finding.sure(Confidence::Possible).about(functions).key("source"))
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(PATH, json!("${source}"))])
        .note(PATH, "only events that name this source are delivered");
    vec![
        Fix::new("Name the source", Risk::MayBreak)
            .costs("Events of other sources are no longer delivered.")
            .asks("source", "the source that the events name", "")
            .edit(edit),
    ]
}
