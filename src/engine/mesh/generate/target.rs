//! The pods a rule leads to: by the Service's selector, or by the labels its Function will have.

use super::World;
use crate::model::apirule::{ApiRule, RouteRule};
use crate::model::function::{Function, LABEL_MANAGED, LABEL_NAME, LABEL_RESOURCE, LABEL_UUID};
use crate::model::{Kind, Labels};

/// Where the policies of a rule go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub namespace: String,
    pub service: String,
    pub port: i64,
    pub selector: Labels,
    /// What is not quite sure about it.
    pub note: Option<String>,
}

pub enum Lookup {
    Found(Target),
    /// The controller refuses: attribute (within the rule) and words.
    Refused(&'static str, String),
    Unknown(String),
}

pub fn find(rule: &ApiRule, one: &RouteRule, world: &World<'_>) -> Lookup {
    let Some((namespace, name)) = rule.target(one) else {
        let words = "The rule must define a service, because no service is defined on spec level";
        return Lookup::Refused(".service", words.into());
    };
    let port = one.service.as_ref().or(rule.service.as_ref()).map_or(0, |service| service.port);
    let found = |selector: Labels, note: Option<String>| {
        if selector.is_empty() {
            return Lookup::Refused(".injection", "Target service label selectors are not defined".into());
        }
        Lookup::Found(Target { namespace: namespace.into(), service: name.into(), port, selector, note })
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
        return Lookup::Unknown(why);
    }
    let words = format!("Failed to execute sidecar injection validation, err: Service \"{name}\" not found");
    Lookup::Refused("", words)
}

/// What the Service of a Function selects once its controller has made it.
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
        "the Service of the Function {} is not there yet; its selector is taken from the Function, without the uuid that is not known yet",
        function.meta.name
    );
    (labels.into_iter().collect(), uid.is_empty().then_some(missing))
}
