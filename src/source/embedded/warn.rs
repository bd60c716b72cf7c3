//! Warnings of the Pod Security admission: on namespace labels, and on workloads.

use super::answer::ServerRefusal;
use super::store::{Store, text, value};
use crate::engine::pod_security::{self, LabelError, Level, Version};
use crate::model::Kind;
use crate::model::pod_spec::PodTemplate;
use serde_json::Value;
use std::collections::BTreeMap;

/// Returns the pods that violate the enforced level of a namespace, if that got stricter.
pub fn on_change(store: &Store, kind: Kind, old: &Value, new: &Value) -> Vec<String> {
    match kind {
        Kind::Namespace => on_labels(store, old, new),
        Kind::Deployment | Kind::DaemonSet => {
            on_workload(store, kind, &text(new, "/metadata/namespace"), new)
        }
        _ => Vec::new(),
    }
}

/// Refuses labels with invalid values, unless they were there before.
pub fn refused(old: &Value, new: &Value) -> Option<ServerRefusal> {
    let errors = policy(new).errors;
    if errors.is_empty() || errors == policy(old).errors {
        return None;
    }
    let field = |label_error: &LabelError| format!("metadata.labels[{}]", label_error.label);
    let fields: Vec<_> =
        errors.iter().map(|error| (field(error), error.value.as_str(), error.message)).collect();
    Some(ServerRefusal::invalid("Namespace", "", &text(new, "/metadata/name"), &fields))
}

pub fn on_create(store: &Store, kind: Kind, namespace: &str, object: &Value) -> Vec<String> {
    match kind {
        Kind::Deployment | Kind::DaemonSet | Kind::Pod => on_workload(store, kind, namespace, object),
        _ => Vec::new(),
    }
}

fn on_labels(store: &Store, old: &Value, new: &Value) -> Vec<String> {
    let (before, after) = (policy(old), policy(new));
    if before.enforce == after.enforce || after.enforce.0 == Level::Privileged {
        return Vec::new();
    }
    let (level, version) = after.enforce;
    let name = text(new, "/metadata/name");
    let mut offenders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((_, pod), object) in store.objects(Kind::Pod, Some(&name)) {
        let reasons = reasons(&template(&value(object)), level, version);
        if !reasons.is_empty() {
            offenders.entry(reasons).or_default().push(pod.to_owned());
        }
    }
    if offenders.is_empty() {
        return Vec::new();
    }
    let head = format!(
        "existing pods in namespace \"{name}\" violate the new PodSecurity enforce level \"{level}:{version}\""
    );
    let mut lines: Vec<String> = offenders.into_iter().map(|(reasons, pods)| line(&pods, &reasons)).collect();
    lines.sort();
    std::iter::once(head).chain(lines).collect()
}

fn line(pods: &[String], reasons: &str) -> String {
    let first = pods.first().map_or("", String::as_str);
    match pods.len() {
        0 | 1 => format!("{first}: {reasons}"),
        2 => format!("{first} (and 1 other pod): {reasons}"),
        more => format!("{first} (and {} other pods): {reasons}", more - 1),
    }
}

fn on_workload(store: &Store, kind: Kind, namespace: &str, object: &Value) -> Vec<String> {
    let Some(home) = store.object(Kind::Namespace, "", namespace) else {
        return Vec::new();
    };
    let (level, version) = policy(&home).warn;
    let of = if kind == Kind::Pod { Some(object) } else { object.pointer("/spec/template") };
    let found = pod_security::evaluate(&template(of.unwrap_or(&Value::Null)), level, version);
    if found.is_empty() {
        return Vec::new();
    }
    let each = found.iter().map(|violation| {
        if violation.detail.is_empty() {
            violation.reason.clone()
        } else {
            format!("{} ({})", violation.reason, violation.detail)
        }
    });
    vec![format!("would violate PodSecurity \"{level}:{version}\": {}", each.collect::<Vec<_>>().join(", "))]
}

fn policy(namespace: &Value) -> pod_security::NamespaceLevels {
    let labels = namespace.pointer("/metadata/labels").and_then(Value::as_object).into_iter().flatten();
    let pairs = labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
    pod_security::labels(&pairs.collect())
}

fn reasons(pod: &PodTemplate, level: Level, version: Version) -> String {
    let found = pod_security::evaluate(pod, level, version);
    found.iter().map(|violation| violation.reason.as_str()).collect::<Vec<_>>().join(", ")
}

fn template(value: &Value) -> PodTemplate {
    serde_json::from_value(value.clone()).unwrap_or_default()
}
