//! An existing Service was redirected to a Function of the same name.

use crate::checks::prelude::*;
use crate::model::function::{LABEL_MANAGED, LABEL_NAME};

pub static CHECK: Check = Check {
    id: "service-taken-over",
    family: Reach,
    severity: Medium,
    title: "Function took over an existing Service",
    why: "The controller redirects any Service that has a Function's name to that Function. Anyone who may create Functions can redirect requests of others.",
    page: include_str!("service_taken_over.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Kind(Kind::Service)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.services.values().filter_map(|service| judge(scope, service)).collect()
}

fn judge(scope: &Scope<'_>, service: &Service) -> Option<Finding> {
    let function = service.selector.get(LABEL_NAME)?;
    let made = service.meta.owners.iter().any(|owner| owner.kind == "Function");
    let turned = function == service.meta.name && service.selector.is(LABEL_MANAGED, "function-controller");
    if made || !turned || service.meta.deleting {
        return None;
    }
    let object = ObjectRef::new(Kind::Service, scope.name(), &service.meta.name);
    let seen = match service.meta.annotations.iter().next() {
        Some((key, _)) => format!("no owner; an annotation remains from before: {key}"),
        None => "no owner".into(),
    };
    let finding = Finding::new(&CHECK, object).at("/spec/selector").with_evidence(seen).key("taken");
    if scope.space.functions.contains_key(function) {
        let message =
            format!("Service {function} existed before Function {function}, which now receives its traffic");
        return Some(finding.says(message).sure(Confidence::Likely).about([function]));
    }
    let message =
        format!("Service {function} points to a deleted Function: a new one of that name gets its traffic");
    Some(finding.says(message).graded(Low, "lowered from medium: it leads nowhere now"))
}

/// While the Function exists its controller reverts every change; afterwards nothing manages the Service.
fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let name = finding.object.name.as_str();
    if scope.space.functions.contains_key(name) {
        return Vec::new();
    }
    let Some(service) = scope.space.services.get(name) else { return Vec::new() };
    let selected = json!({"${label}": "${value}"});
    let ops = vec![
        Op::test(format!("/spec/selector/{}", escape(LABEL_NAME)), json!(name)),
        Op::set("/spec/selector", selected),
    ];
    let back = Edit::modify(finding.object.clone(), ops)
        .note("/spec/selector", "the controller's selector no longer matches any pod");
    let mut fixes = vec![
        Fix::new("Restore the Service's selector", Risk::MayBreak)
            .costs(format!(
                "Callers of {name} reach the pods with that label from then on. Ports ({}), type and labels stay as the controller set them: edit the change if they were different.",
                ports(service)
            ))
            .asks("label", format!("the label that Service {name} selected its pods by before, such as app"), "")
            .asks("value", format!("the value of that label for {name}"), "")
            .edit(back),
    ];
    if !service.leads_outside() {
        fixes.push(
            Fix::new("Delete the Service", Risk::MayBreak)
                .costs(format!(
                    "The name {name} no longer resolves: calls to it, which find no pod today, fail at the DNS lookup, and routes to it break."
                ))
                .edit(Edit::delete(finding.object.clone())),
        );
    }
    fixes
}

fn ports(service: &Service) -> String {
    let each: Vec<String> = service
        .ports
        .iter()
        .map(|port| match port.target.as_str() {
            "" => port.port.to_string(),
            target => format!("{} to {target}", port.port),
        })
        .collect();
    some_of(&each)
}
