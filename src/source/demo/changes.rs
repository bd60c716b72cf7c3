//! What users changed since the last pass, and what the controllers then do: first a rollout, then its end.

use super::builders::{self, text};
use super::{controller, route, workload};
use crate::model::Kind;
use crate::model::platform::Era;
use crate::source::embedded::Embedded;
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Key = (String, String);

/// The state that each Function and APIRule had in the last pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastPass {
    functions: BTreeMap<Key, u64>,
    routes: BTreeMap<Key, u64>,
}

/// What to do about the differences from the last pass.
#[derive(Debug, Default)]
pub struct Work {
    functions: Vec<Key>,
    lost_functions: Vec<Key>,
    routes: Vec<Key>,
    lost_routes: Vec<Key>,
}

impl LastPass {
    pub fn look(cluster: &Embedded, era: Era) -> Self {
        let functions = cluster.objects(Kind::Function);
        let routes = cluster.objects(Kind::APIRule);
        Self {
            functions: functions
                .iter()
                .map(|function| (key(function), function_print(cluster, function, era)))
                .collect(),
            routes: routes.iter().map(|route| (key(route), route_print(route))).collect(),
        }
    }

    pub fn until(&self, now: &Self) -> Work {
        Work {
            functions: changed(&self.functions, &now.functions),
            lost_functions: removed_keys(&self.functions, &now.functions),
            routes: changed(&self.routes, &now.routes),
            lost_routes: removed_keys(&self.routes, &now.routes),
        }
    }
}

fn key(object: &Value) -> Key {
    (builders::namespace(object).to_owned(), builders::name(object).to_owned())
}

fn changed(old: &BTreeMap<Key, u64>, new: &BTreeMap<Key, u64>) -> Vec<Key> {
    new.iter().filter(|(key, print)| old.get(*key) != Some(*print)).map(|(key, _)| key.clone()).collect()
}

fn removed_keys(old: &BTreeMap<Key, u64>, new: &BTreeMap<Key, u64>) -> Vec<Key> {
    old.keys().filter(|key| !new.contains_key(*key)).cloned().collect()
}

/// Returns a hash of everything that determines the pods.
fn function_print(cluster: &Embedded, function: &Value, era: Era) -> u64 {
    let deployment = controller::desired(cluster, function, era);
    let around = controller::around(cluster, &deployment);
    let spec = function.get("spec").map(ToString::to_string).unwrap_or_default();
    let restarted =
        text(&deployment, "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt");
    builders::hash(&[&spec, restarted, &format!("{around:?}"), text(function, "/metadata/uid")])
}

fn route_print(rule: &Value) -> u64 {
    let spec = rule.get("spec").map(ToString::to_string).unwrap_or_default();
    let notes = rule.pointer("/metadata/annotations").map(ToString::to_string).unwrap_or_default();
    builders::hash(&[&spec, &notes, if route::is_old(rule) { "v1beta1" } else { "v2" }])
}

impl Work {
    pub fn is_empty(&self) -> bool {
        [&self.functions, &self.lost_functions, &self.routes, &self.lost_routes]
            .iter()
            .all(|list| list.is_empty())
    }

    /// Applies what is visible at once: a new template, and states that are not final yet.
    pub fn begin(&self, cluster: &Embedded, era: Era) {
        for (namespace, name) in &self.lost_functions {
            controller::forget(cluster, namespace, name);
        }
        for (namespace, name) in &self.lost_routes {
            controller::forget_route(cluster, namespace, name);
        }
        for (namespace, name) in &self.functions {
            if let Some(function) = cluster.object(Kind::Function, namespace, name) {
                cluster.seed(controller::desired(cluster, &function, era));
                let status = workload::rolling(&function);
                cluster.update(Kind::Function, namespace, name, |function| function["status"] = status);
            }
        }
        for (namespace, name) in &self.routes {
            cluster.update(Kind::APIRule, namespace, name, |rule| {
                if !route::is_old(rule) {
                    rule["status"] =
                        json!({"state": "Processing", "description": "Reconciliation in progress"});
                }
            });
        }
    }

    /// Applies what is visible when the new pods are ready.
    pub fn finish(&self, cluster: &Embedded, era: Era, turn: u64) {
        for (namespace, name) in &self.functions {
            if let Some(function) = cluster.object(Kind::Function, namespace, name) {
                controller::settle(cluster, &function, era, turn);
            }
        }
        for rule in cluster.objects(Kind::APIRule) {
            let behind = (route::home_of(&rule).to_owned(), text(&rule, "/spec/service/name").to_owned());
            if self.routes.contains(&key(&rule)) || self.functions.contains(&behind) {
                controller::settle_route(cluster, &rule, era);
            }
        }
    }
}
