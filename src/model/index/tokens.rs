//! Which routes accept exactly the same tokens, across the cluster.

use crate::model::apirule::{Access, ApiRule, Jwt, RouteRule};
use std::collections::{BTreeMap, BTreeSet};

/// A Service that is reached with a token, and the APIRule that says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    pub namespace: String,
    pub service: String,
    pub rule_namespace: String,
    pub rule: String,
}

/// Holders by acceptance: the text of [`Jwt::acceptance`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens(BTreeMap<String, BTreeSet<Holder>>);

impl Tokens {
    pub fn accepting(&self, acceptance: &str) -> impl Iterator<Item = &Holder> {
        self.0.get(acceptance).into_iter().flatten()
    }

    pub(in crate::model) fn add(&mut self, rule: &ApiRule) -> BTreeSet<String> {
        self.touch(rule, |set, holder| {
            set.insert(holder);
        })
    }

    pub(in crate::model) fn remove(&mut self, rule: &ApiRule) -> BTreeSet<String> {
        self.touch(rule, |set, holder| {
            set.remove(&holder);
        })
    }

    /// Applies `act` to each set the rule is in; returns the namespaces of everybody in them.
    fn touch(&mut self, rule: &ApiRule, act: impl Fn(&mut BTreeSet<Holder>, Holder)) -> BTreeSet<String> {
        let mut touched = BTreeSet::new();
        for (acceptance, holder) in holders(rule) {
            let set = self.0.entry(acceptance).or_default();
            act(set, holder);
            touched.extend(set.iter().map(|one| one.rule_namespace.clone()));
        }
        touched
    }
}

/// The token part of a rule, wherever the access strategy keeps it.
pub fn jwt(rule: &RouteRule) -> Option<&Jwt> {
    match &rule.access {
        Access::Jwt(jwt) | Access::External { restrictions: Some(jwt), .. } => Some(jwt),
        Access::External { restrictions: None, .. }
        | Access::Open(_)
        | Access::Other(_)
        | Access::Nothing => None,
    }
}

fn holders(rule: &ApiRule) -> Vec<(String, Holder)> {
    let each = rule.rules.iter().filter_map(|one| Some((jwt(one)?.acceptance(), rule.target(one)?)));
    let holder = |(acceptance, (namespace, service)): (String, (&str, &str))| {
        let holder = Holder {
            namespace: namespace.into(),
            service: service.into(),
            rule_namespace: rule.meta.namespace.clone(),
            rule: rule.meta.name.clone(),
        };
        (acceptance, holder)
    };
    each.map(holder).collect()
}
