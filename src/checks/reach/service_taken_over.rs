//! A Service that was there before a Function of its name now leads to the Function.

use crate::checks::prelude::*;
use crate::model::function::{LABEL_MANAGED, LABEL_NAME};

pub static CHECK: Check = Check {
    id: "service-taken-over",
    family: Reach,
    severity: Medium,
    title: "A Function took a Service over",
    why: "The controller turns any Service that bears a Function's name to that Function: who may make Functions redirects what others send.",
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
        Some((key, _)) => format!("no owner; an annotation is left from before: {key}"),
        None => "no owner".into(),
    };
    let finding = Finding::new(&CHECK, object).at("/spec/selector").seen(seen).key("taken");
    if scope.space.functions.contains_key(function) {
        let message = format!("Service {function} was there before Function {function}, and leads to it now");
        return Some(finding.says(message).sure(Confidence::Likely).about([function]));
    }
    let message = format!(
        "Service {function} leads to a Function that is gone: the next one of that name gets its calls"
    );
    Some(finding.says(message).graded(Low, "lowered from medium: it leads nowhere now"))
}

/// While the Function lives its controller puts everything back; once it is gone, the Service is nobody's.
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
        .note("/spec/selector", "the controller's selector leads to no pod any more");
    let mut fixes = vec![
        Fix::new("Give the Service its selector back", Risk::MayBreak)
            .costs(format!(
                "Callers of {name} reach the pods with that label from then on. Ports ({}), type and labels stay as the controller left them: edit the change where they were others.",
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
                    "The name {name} is not known any more: calls to it, which find no pod today, fail at the lookup, and routes to it break."
                ))
                .edit(Edit::delete(finding.object.clone())),
        );
    }
    fixes
}

fn ports(service: &Service) -> String {
    let each: Vec<String> =
        service.ports.iter().map(|one| format!("{} to {}", one.port, one.target)).collect();
    some_of(&each)
}
