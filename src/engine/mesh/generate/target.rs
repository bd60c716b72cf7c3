//! The pods of a rule: by the Service's selector, or by the labels that its Function's pods get.

use super::GenerationContext;
use crate::model::apirule::{ApiRule, RouteRule};
use crate::model::function::{Function, LABEL_MANAGED, LABEL_NAME, LABEL_RESOURCE, LABEL_UUID};
use crate::model::{Kind, Labels};

/// The pods to which a rule's policies apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTarget {
    pub namespace: String,
    pub service: String,
    pub port: i64,
    pub selector: Labels,
    /// What is uncertain about it.
    pub note: Option<String>,
}

pub enum TargetLookup {
    Found(RuleTarget),
    /// The rule names no Service.
    Unnamed,
    /// The Service does not select pods by labels.
    Unselective(RuleTarget),
    /// No Service has this name.
    Missing(String),
    Unknown(String),
}

pub fn find(rule: &ApiRule, one: &RouteRule, world: &GenerationContext<'_>) -> TargetLookup {
    let Some((namespace, name)) = rule.target(one) else {
        return TargetLookup::Unnamed;
    };
    let port = rule.target_port(one);
    let found = |selector: Labels, note: Option<String>| {
        let target = RuleTarget { namespace: namespace.into(), service: name.into(), port, selector, note };
        if target.selector.is_empty() {
            TargetLookup::Unselective(target)
        } else {
            TargetLookup::Found(target)
        }
    };
    let space = world.snapshot.space(namespace);
    if let Some(service) = space.and_then(|space| space.services.get(name)) {
        return found(service.selector.clone(), None);
    }
    if let Some(function) = space.and_then(|space| space.functions.get(name)) {
        let (selector, note) = of_function(function);
        return found(selector, note);
    }
    if let Some(why) = world.unread(Kind::Service, namespace) {
        return TargetLookup::Unknown(why);
    }
    if world.is_files() {
        return TargetLookup::Unknown(format!("Service {namespace}/{name} was not read"));
    }
    TargetLookup::Missing(name.to_owned())
}

/// The selector of a Function's Service once its controller has created it.
fn of_function(function: &Function) -> (Labels, Option<String>) {
    let mut labels = vec![
        (LABEL_NAME, function.meta.name.as_str()),
        (LABEL_MANAGED, "function-controller"),
        (LABEL_RESOURCE, "deployment"),
    ];
    let uid = function.meta.uid.as_str();
    if !uid.is_empty() {
        labels.push((LABEL_UUID, uid));
    }
    let missing = format!(
        "the Service of Function {} does not exist yet; its selector is derived from the Function, without the uuid",
        function.meta.name
    );
    (labels.into_iter().collect(), uid.is_empty().then_some(missing))
}
