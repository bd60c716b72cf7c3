//! Which APIRules route to which Service, in any namespaces.

use crate::model::apirule::ApiRule;
use std::collections::{BTreeMap, BTreeSet};

/// One APIRule that routes to a Service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExposedRoute {
    pub namespace: String,
    pub name: String,
}

/// Routes by the namespace and name of the Service they lead to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exposure(BTreeMap<String, BTreeMap<String, BTreeSet<ExposedRoute>>>);

impl Exposure {
    pub fn routes(&self, namespace: &str, service: &str) -> impl Iterator<Item = &ExposedRoute> {
        self.0.get(namespace).and_then(|services| services.get(service)).into_iter().flatten()
    }

    #[must_use]
    pub fn any(&self, namespace: &str, service: &str) -> bool {
        self.routes(namespace, service).next().is_some()
    }

    /// Adds a rule; returns the namespaces whose exposure it affects.
    pub(in crate::model) fn add(&mut self, rule: &ApiRule) -> BTreeSet<String> {
        let targets = targets(rule);
        for (namespace, service) in &targets {
            let services = self.0.entry(namespace.clone()).or_default();
            services.entry(service.clone()).or_default().insert(route(rule));
        }
        targets.into_iter().map(|(namespace, _)| namespace).collect()
    }

    pub(in crate::model) fn remove(&mut self, rule: &ApiRule) -> BTreeSet<String> {
        let targets = targets(rule);
        for (namespace, service) in &targets {
            if let Some(services) = self.0.get_mut(namespace)
                && let Some(routes) = services.get_mut(service)
            {
                routes.remove(&route(rule));
            }
        }
        targets.into_iter().map(|(namespace, _)| namespace).collect()
    }
}

fn route(rule: &ApiRule) -> ExposedRoute {
    ExposedRoute { namespace: rule.meta.namespace.clone().into(), name: rule.meta.name.clone().into() }
}

fn targets(rule: &ApiRule) -> BTreeSet<(String, String)> {
    let named = rule.rules.iter().filter_map(|route| rule.target(route));
    named.map(|(namespace, service)| (namespace.to_owned(), service.to_owned())).collect()
}
