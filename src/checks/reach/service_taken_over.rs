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
    fixes: no_fix,
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
