//! Every container must set `runAsNonRoot`; since 1.35 a user namespace replaces this requirement.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "runAsNonRoot",
    level: Level::Restricted,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }, Revision { since: 35, test: since_35 }],
};

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let of_pod = pod.spec.security_context.run_as_non_root;
    let refusing = names(pod, |container| container.security_context.run_as_non_root == Some(false));
    if let Some(who) = setters(of_pod == Some(false), &refusing) {
        return Some(deny(
            "runAsNonRoot != true",
            format!("{who} must not set securityContext.runAsNonRoot=false"),
        ));
    }
    let silent = names(pod, |container| container.security_context.run_as_non_root.is_none());
    if of_pod == Some(true) || silent.is_empty() {
        return None;
    }
    Some(deny(
        "runAsNonRoot != true",
        format!("pod or {} must set securityContext.runAsNonRoot=true", containers(&silent)),
    ))
}

fn since_35(pod: &PodTemplate) -> Option<Denial> {
    if pod.spec.has_user_namespace() {
        return None;
    }
    since_0(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REASON: &str = "runAsNonRoot != true";

    #[test]
    fn a_container_without_a_setting_needs_that_of_the_pod() {
        refuses(
            &CONTROL,
            0,
            r#"{"containers":[{"name":"a"},{"name":"b","securityContext":{"runAsNonRoot":true}}]}"#,
            REASON,
            r#"pod or container "a" must set securityContext.runAsNonRoot=true"#,
        );
        allows(&CONTROL, 0, r#"{"securityContext":{"runAsNonRoot":true},"containers":[{"name":"a"}]}"#);
    }

    #[test]
    fn an_explicit_false_is_named() {
        let bad = r#"{"securityContext":{"runAsNonRoot":false},"containers":[{"name":"a","securityContext":{"runAsNonRoot":false}}]}"#;
        let detail = r#"pod and container "a" must not set securityContext.runAsNonRoot=false"#;
        refuses(&CONTROL, 36, bad, REASON, detail);
    }

    #[test]
    fn a_user_namespace_relaxes_since_35() {
        let pod = r#"{"hostUsers":false,"containers":[{"name":"a"}]}"#;
        allows(&CONTROL, 35, pod);
        refuses(
            &CONTROL,
            34,
            pod,
            REASON,
            r#"pod or container "a" must set securityContext.runAsNonRoot=true"#,
        );
    }
}
