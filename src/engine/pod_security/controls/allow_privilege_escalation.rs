//! No process may gain more privileges than its parent; Windows has no such flag.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "allowPrivilegeEscalation",
    level: Level::Restricted,
    replaces: None,
    revisions: &[Revision { since: 8, test: since_8 }, Revision { since: 25, test: since_25 }],
};

fn since_8(pod: &PodTemplate) -> Option<Denial> {
    let bad = names(pod, |container| container.security_context.allow_privilege_escalation != Some(false));
    if bad.is_empty() {
        return None;
    }
    Some(deny(
        "allowPrivilegeEscalation != false",
        format!("{} must set securityContext.allowPrivilegeEscalation=false", containers(&bad)),
    ))
}

fn since_25(pod: &PodTemplate) -> Option<Denial> {
    if pod.spec.is_windows() {
        return None;
    }
    since_8(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_explicit_false_passes() {
        let bad = r#"{"containers":[{"name":"a"},{"name":"b","securityContext":{"allowPrivilegeEscalation":true}}]}"#;
        refuses(
            &CONTROL,
            8,
            bad,
            "allowPrivilegeEscalation != false",
            r#"containers "a", "b" must set securityContext.allowPrivilegeEscalation=false"#,
        );
        let good = r#"{"containers":[{"name":"a","securityContext":{"allowPrivilegeEscalation":false}}]}"#;
        allows(&CONTROL, 8, good);
        allows(&CONTROL, 7, bad);
    }

    #[test]
    fn windows_is_exempt_since_25() {
        let pod = r#"{"os":{"name":"windows"},"containers":[{"name":"a"}]}"#;
        allows(&CONTROL, 25, pod);
        refuses(
            &CONTROL,
            24,
            pod,
            "allowPrivilegeEscalation != false",
            r#"container "a" must set securityContext.allowPrivilegeEscalation=false"#,
        );
    }
}
