//! No container may be privileged.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "privileged",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }],
};

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let bad = names(pod, |container| container.security_context.privileged == Some(true));
    if bad.is_empty() {
        return None;
    }
    Some(deny("privileged", format!("{} must not set securityContext.privileged=true", containers(&bad))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_privileged_container_of_any_kind_is_refused() {
        refuses(
            &CONTROL,
            0,
            r#"{"ephemeralContainers":[{"name":"debug","securityContext":{"privileged":true}}]}"#,
            "privileged",
            r#"container "debug" must not set securityContext.privileged=true"#,
        );
        allows(
            &CONTROL,
            0,
            r#"{"containers":[{"name":"a","securityContext":{"privileged":false}},{"name":"b"}]}"#,
        );
    }
}
