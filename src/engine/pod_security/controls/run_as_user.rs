//! User 0 may not be set, unless a user namespace maps it to an unprivileged user of the node (since 1.35).

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "runAsUser",
    level: Level::Restricted,
    replaces: None,
    revisions: &[Revision { since: 23, test: since_23 }, Revision { since: 35, test: since_35 }],
};

fn since_23(pod: &PodTemplate) -> Option<Denial> {
    let bad = names(pod, |container| container.security_context.run_as_user == Some(0));
    let who = setters(pod.spec.security_context.run_as_user == Some(0), &bad)?;
    Some(deny("runAsUser=0", format!("{who} must not set runAsUser=0")))
}

fn since_35(pod: &PodTemplate) -> Option<Denial> {
    if pod.spec.has_user_namespace() {
        return None;
    }
    since_23(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAD: &str = r#"{"securityContext":{"runAsUser":0},"containers":[{"name":"a","securityContext":{"runAsUser":0}}]}"#;
    const DETAIL: &str = r#"pod and container "a" must not set runAsUser=0"#;

    #[test]
    fn user_zero_is_refused_since_23() {
        refuses(&CONTROL, 23, BAD, "runAsUser=0", DETAIL);
        allows(&CONTROL, 22, BAD);
        allows(&CONTROL, 23, r#"{"securityContext":{"runAsUser":1000},"containers":[{"name":"a"}]}"#);
    }

    #[test]
    fn a_user_namespace_relaxes_since_35() {
        let pod = BAD.replacen('{', r#"{"hostUsers":false,"#, 1);
        allows(&CONTROL, 35, &pod);
        refuses(&CONTROL, 34, &pod, "runAsUser=0", DETAIL);
    }
}
