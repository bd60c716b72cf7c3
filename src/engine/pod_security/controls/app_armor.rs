//! The default `AppArmor` profile may be replaced by a local one, never disabled.

use super::super::control::annotation;
use super::prelude::*;

const PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(super) static CONTROL: Control = Control {
    id: "appArmorProfile",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }],
};

fn allowed_type(kind: &str) -> bool {
    matches!(kind, "RuntimeDefault" | "Localhost")
}

fn allowed_annotation(value: &str) -> bool {
    value.is_empty() || value == "runtime/default" || value.starts_with("localhost/")
}

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let context = &pod.spec.security_context;
    let of_pod = context.app_armor_profile.as_ref();
    let of = |container: &&Container| {
        let profile = container.security_context.app_armor_profile.as_ref();
        profile.is_some_and(|profile| !allowed_type(&profile.kind))
    };
    let bad = names(pod, of);
    let bad_pod = of_pod.is_some_and(|profile| !allowed_type(&profile.kind));
    let values: Values = of_pod
        .into_iter()
        .chain(
            pod.spec
                .all_containers()
                .filter_map(|container| container.security_context.app_armor_profile.as_ref()),
        )
        .map(|profile| profile.kind.as_str())
        .filter(|kind| !allowed_type(kind))
        .collect();
    let mut notes: Vec<String> = pod
        .metadata
        .annotations
        .iter()
        .filter(|(key, value)| key.starts_with(PREFIX) && !allowed_annotation(value))
        .map(|(key, value)| annotation(key, value))
        .collect();
    notes.sort();
    phrase(setters(bad_pod, &bad), &values, &notes)
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn phrase(by: Option<String>, values: &Values, notes: &[String]) -> Option<Denial> {
    let noted = (!notes.is_empty()).then(|| plural("annotation", "annotations", notes.len()));
    let who: Vec<&str> = by.as_deref().into_iter().chain(noted).collect();
    if who.is_empty() {
        return None;
    }
    let all: Vec<&str> = values.iter().copied().chain(notes.iter().map(String::as_str)).collect();
    Some(deny(
        plural("forbidden AppArmor profile", "forbidden AppArmor profiles", all.len()),
        format!("{} must not set AppArmor profile type to {}", who.join(" and "), quoted(all)),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{refuses_pod, template};
    use super::*;

    #[test]
    fn an_unconfined_profile_is_refused_wherever_it_is_set() {
        let pod = template(
            r#"{"metadata":{"annotations":{"container.apparmor.security.beta.kubernetes.io/a":"unconfined"}},
            "spec":{"securityContext":{"appArmorProfile":{"type":"Unconfined"}},
            "containers":[{"name":"a","securityContext":{"appArmorProfile":{}}}]}}"#,
        );
        refuses_pod(
            &CONTROL,
            0,
            &pod,
            "forbidden AppArmor profiles",
            r#"pod and container "a" and annotation must not set AppArmor profile type to "", "Unconfined", "container.apparmor.security.beta.kubernetes.io/a="unconfined"""#,
        );
    }

    #[test]
    fn default_and_local_profiles_pass() {
        allows(
            &CONTROL,
            0,
            r#"{"securityContext":{"appArmorProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"a","securityContext":{"appArmorProfile":{"type":"Localhost"}}}]}"#,
        );
        assert!(allowed_annotation("localhost/x") && allowed_annotation(""));
        assert!(!allowed_annotation("unconfined"));
    }
}
