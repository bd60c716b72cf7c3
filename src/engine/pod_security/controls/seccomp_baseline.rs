//! If a seccomp profile is set, it is the runtime's or a local one: in annotations up to 1.18, in fields
//! since 1.19.

use super::super::control::annotation;
use super::prelude::*;

const POD_KEY: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_PREFIX: &str = "container.seccomp.security.alpha.kubernetes.io/";

pub(super) static CONTROL: Control = Control {
    id: "seccompProfile_baseline",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }, Revision { since: 19, test: since_19 }],
};

pub(super) fn allowed(kind: &str) -> bool {
    matches!(kind, "Localhost" | "RuntimeDefault")
}

fn allowed_annotation(value: &str) -> bool {
    matches!(value, "runtime/default" | "docker/default") || value.starts_with("localhost/")
}

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let of_containers =
        pod.spec.all_containers().map(|container| format!("{CONTAINER_PREFIX}{}", container.name));
    let mut notes: Vec<String> = std::iter::once(POD_KEY.to_owned())
        .chain(of_containers)
        .filter_map(|key| {
            let value = pod.metadata.annotations.get(&key)?;
            (!allowed_annotation(value)).then(|| annotation(&key, value))
        })
        .collect();
    notes.sort();
    notes.dedup();
    if notes.is_empty() {
        return None;
    }
    let noun = plural("annotation", "annotations", notes.len());
    Some(deny("seccompProfile", format!("forbidden {noun} {}", notes.join(", "))))
}

fn own(container: &Container) -> Option<&str> {
    let profile = container.security_context.seccomp_profile.as_ref()?;
    Some(profile.kind.as_str())
}

/// Refuses profiles that are set and not allowed; shared with the restricted control.
pub(super) fn since_19(pod: &PodTemplate) -> Option<Denial> {
    let of_pod = pod.spec.security_context.seccomp_profile.as_ref();
    let of_pod = of_pod.map(|profile| profile.kind.as_str());
    let bad = |kind: &str| !allowed(kind);
    let setting = names(pod, |container| own(container).is_some_and(bad));
    let who = setters(of_pod.is_some_and(bad), &setting)?;
    let kinds: Values = of_pod
        .into_iter()
        .chain(pod.spec.all_containers().filter_map(own))
        .filter(|kind| bad(kind))
        .collect();
    Some(deny(
        "seccompProfile",
        format!("{who} must not set securityContext.seccompProfile.type to {}", quoted(kinds)),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{allows_pod, refuses_pod, template};
    use super::*;

    #[test]
    fn an_unconfined_field_is_refused_since_19() {
        let bad = r#"{"securityContext":{"seccompProfile":{"type":"Unconfined"}},"containers":[{"name":"a","securityContext":{"seccompProfile":{"type":"x"}}}]}"#;
        let detail =
            r#"pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined", "x""#;
        refuses(&CONTROL, 19, bad, "seccompProfile", detail);
        allows(&CONTROL, 18, bad);
        allows(&CONTROL, 19, r#"{"containers":[{"name":"a"}]}"#);
    }

    #[test]
    fn an_unconfined_annotation_is_refused_up_to_18() {
        let pod = template(
            r#"{"metadata":{"annotations":{"seccomp.security.alpha.kubernetes.io/pod":"unconfined",
            "container.seccomp.security.alpha.kubernetes.io/a":"","container.seccomp.security.alpha.kubernetes.io/b":"localhost/x"}},
            "spec":{"containers":[{"name":"a"},{"name":"b"}]}}"#,
        );
        refuses_pod(
            &CONTROL,
            18,
            &pod,
            "seccompProfile",
            r#"forbidden annotations container.seccomp.security.alpha.kubernetes.io/a="", seccomp.security.alpha.kubernetes.io/pod="unconfined""#,
        );
        allows_pod(&CONTROL, 19, &pod);
    }
}
