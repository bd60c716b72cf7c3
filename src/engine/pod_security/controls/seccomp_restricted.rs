//! A seccomp profile must be set, for the Pod or for each container; Windows has none.

use super::prelude::*;
use super::seccomp_baseline;

pub(super) static CONTROL: Control = Control {
    id: "seccompProfile_restricted",
    level: Level::Restricted,
    replaces: Some("seccompProfile_baseline"),
    revisions: &[Revision { since: 19, test: since_19 }, Revision { since: 25, test: since_25 }],
};

fn since_19(pod: &PodTemplate) -> Option<Denial> {
    let wrong = seccomp_baseline::since_19(pod);
    if wrong.is_some() {
        return wrong;
    }
    let silent = names(pod, |container| container.security_context.seccomp_profile.is_none());
    // No violation so far, so a profile of the Pod is an allowed one.
    if pod.spec.security_context.seccomp_profile.is_some() || silent.is_empty() {
        return None;
    }
    Some(deny(
        "seccompProfile",
        format!(
            r#"pod or {} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost""#,
            containers(&silent)
        ),
    ))
}

fn since_25(pod: &PodTemplate) -> Option<Denial> {
    if pod.spec.is_windows() {
        return None;
    }
    since_19(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REASON: &str = "seccompProfile";

    #[test]
    fn a_silent_container_needs_the_profile_of_the_pod() {
        let silent = r#"{"containers":[{"name":"a"}]}"#;
        refuses(
            &CONTROL,
            19,
            silent,
            REASON,
            r#"pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost""#,
        );
        allows(&CONTROL, 18, silent);
        allows(
            &CONTROL,
            19,
            r#"{"securityContext":{"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"a"}]}"#,
        );
    }

    #[test]
    fn a_wrong_profile_is_named_before_a_missing_one() {
        refuses(
            &CONTROL,
            25,
            r#"{"containers":[{"name":"a"},{"name":"b","securityContext":{"seccompProfile":{"type":"Unconfined"}}}]}"#,
            REASON,
            r#"container "b" must not set securityContext.seccompProfile.type to "Unconfined""#,
        );
    }

    #[test]
    fn windows_is_exempt_since_25() {
        allows(&CONTROL, 25, r#"{"os":{"name":"windows"},"containers":[{"name":"a"}]}"#);
    }
}
