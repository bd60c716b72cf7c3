//! An index from hosts to the `APIRules` and `VirtualServices` that claim them, across namespaces.

use crate::model::apirule::ApiRule;
use crate::model::mesh::VirtualService;
use crate::model::{Kind, Object, Space};
use std::collections::{BTreeMap, BTreeSet};

/// Namespace and name of an object that claims a host.
pub type Claimant = (String, String);
type Claims = BTreeMap<String, BTreeSet<Claimant>>;

/// Claimants by the host in their spec, which may be a short host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts {
    rules: Claims,
    routes: Claims,
}

impl Hosts {
    /// Returns the valid `APIRules` with this host in their spec.
    pub fn rules(&self, host: &str) -> impl Iterator<Item = &Claimant> {
        self.rules.get(host).into_iter().flatten()
    }

    /// Returns the `VirtualServices` of a host.
    pub fn routes(&self, host: &str) -> impl Iterator<Item = &Claimant> {
        self.routes.get(host).into_iter().flatten()
    }

    pub(in crate::model) fn add(&mut self, claims: &HostClaims) {
        for (all, hosts) in [(&mut self.rules, &claims.rules), (&mut self.routes, &claims.routes)] {
            for host in hosts {
                all.entry(host.clone()).or_default().insert(claims.claimant.clone());
            }
        }
    }

    pub(in crate::model) fn remove(&mut self, claims: &HostClaims) {
        for (all, hosts) in [(&mut self.rules, &claims.rules), (&mut self.routes, &claims.routes)] {
            for host in hosts {
                let Some(claimants) = all.get_mut(host) else { continue };
                claimants.remove(&claims.claimant);
                if claimants.is_empty() {
                    all.remove(host);
                }
            }
        }
    }
}

/// The hosts of one object.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::model) struct HostClaims {
    claimant: Claimant,
    rules: BTreeSet<String>,
    routes: BTreeSet<String>,
}

impl HostClaims {
    pub(in crate::model) fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.routes.is_empty()
    }

    pub(in crate::model) fn by(object: &Object) -> Self {
        match object {
            Object::APIRule(rule) => Self::of_rule(rule),
            Object::VirtualService(route) => Self::of_route(route),
            _ => Self::default(),
        }
    }

    /// Returns the hosts of an object in a space.
    pub(in crate::model) fn known(space: &Space, kind: Kind, name: &str) -> Self {
        let held = match kind {
            Kind::APIRule => space.api_rules.get(name).map(|rule| Self::of_rule(rule)),
            Kind::VirtualService => space.virtual_services.get(name).map(|route| Self::of_route(route)),
            _ => None,
        };
        held.unwrap_or_default()
    }

    fn of_rule(rule: &ApiRule) -> Self {
        let claims = !rule.is_webhook() && rule.version != "v1alpha1" && rule.faults.is_empty();
        let rules = claims.then(|| rule.host.clone()).filter(|host| !host.is_empty());
        let claimant = (rule.meta.namespace.to_string(), rule.meta.name.to_string());
        Self { claimant, rules: rules.into_iter().collect(), routes: BTreeSet::new() }
    }

    fn of_route(route: &VirtualService) -> Self {
        let claimant = (route.meta.namespace.to_string(), route.meta.name.to_string());
        Self { claimant, rules: BTreeSet::new(), routes: route.hosts.iter().cloned().collect() }
    }
}
