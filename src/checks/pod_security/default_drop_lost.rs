//! Capabilities of a Function replace the default as a whole, including its `drop: [ALL]`.

use crate::checks::prelude::*;
use crate::model::platform::{Era, Version};

pub static CHECK: Check = Check {
    id: "default-drop-lost",
    family: PodSecurity,
    severity: Medium,
    title: "Default drop of all capabilities is overridden",
    why: "The controller drops every capability unless the Function sets the capabilities field. Adding a single one restores all defaults of the container runtime.",
    page: include_str!("default_drop_lost.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Platform],
    find,
    fixes,
};

const PATH: &str = "/spec/containerSecurityContext/capabilities";
const DROP: &str = "/spec/containerSecurityContext/capabilities/drop";
const MERGES: Version = Version(1, 10, 0);

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let platform = scope.platform();
    if platform.era == Era::Legacy || platform.version.is_some_and(|version| version < MERGES) {
        return Vec::new();
    }
    scope.space.functions.values().filter_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Option<Finding> {
    let own = &function.container_context.as_ref()?.capabilities;
    if !own.given || own.drop.iter().any(|name| name == "ALL") {
        return None;
    }
    let seen =
        if own.drop.is_empty() { "drop: nothing".into() } else { format!("drop: {}", own.drop.join(", ")) };
    let message =
        "The capabilities field overrides the default drop of ALL, so the runtime's defaults remain";
    Some(Finding::new(&CHECK, function_ref(function)).at(PATH).with_evidence(seen).says(message).key("drop"))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let edit = Edit::modify(function_ref(function), vec![Op::set(DROP, json!(["ALL"]))])
        .note(DROP, "added capabilities stay; all others are dropped again");
    vec![
        Fix::new("Drop all other capabilities", Risk::Restarts)
            .costs("The pods are replaced and reinstall their dependencies. Code that relies on a capability it did not add fails.")
            .edit(edit),
    ]
}
