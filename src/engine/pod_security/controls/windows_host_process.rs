//! No Windows container may run directly on the node.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "windowsHostProcess",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }],
};

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let bad = names(pod, |container| container.security_context.windows_options.host_process == Some(true));
    let of_pod = &pod.spec.security_context.windows_options;
    let who = setters(of_pod.host_process == Some(true), &bad)?;
    Some(deny("hostProcess", format!("{who} must not set securityContext.windowsOptions.hostProcess=true")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_of_the_node_is_refused() {
        refuses(
            &CONTROL,
            0,
            r#"{"securityContext":{"windowsOptions":{"hostProcess":true}},"containers":[{"name":"a","securityContext":{"windowsOptions":{"hostProcess":true}}},{"name":"b","securityContext":{"windowsOptions":{"hostProcess":true}}}]}"#,
            "hostProcess",
            r#"pod and containers "a", "b" must not set securityContext.windowsOptions.hostProcess=true"#,
        );
        allows(
            &CONTROL,
            0,
            r#"{"containers":[{"name":"a","securityContext":{"windowsOptions":{"hostProcess":false}}}]}"#,
        );
    }
}
