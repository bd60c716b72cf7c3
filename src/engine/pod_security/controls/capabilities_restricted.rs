//! Containers drop every capability and may add back only `NET_BIND_SERVICE`.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "capabilities_restricted",
    level: Level::Restricted,
    replaces: Some("capabilities_baseline"),
    revisions: &[
        Revision {
            since: 22,
            test: since_22,
        },
        Revision {
            since: 25,
            test: since_25,
        },
    ],
};

fn extra(container: &Container) -> impl Iterator<Item = &str> {
    let added = container.security_context.capabilities.add.iter();
    added
        .map(String::as_str)
        .filter(|name| *name != "NET_BIND_SERVICE")
}

fn since_22(pod: &PodTemplate) -> Option<Denial> {
    let keeping = names(pod, |container| {
        let dropped = &container.security_context.capabilities.drop;
        !dropped.iter().any(|name| name == "ALL")
    });
    let adding = names(pod, |container| extra(container).next().is_some());
    let mut details = Vec::new();
    if !keeping.is_empty() {
        details.push(format!(
            r#"{} must set securityContext.capabilities.drop=["ALL"]"#,
            containers(&keeping)
        ));
    }
    if !adding.is_empty() {
        let added: Values = pod.spec.all_containers().flat_map(extra).collect();
        details.push(format!(
            "{} must not include {} in securityContext.capabilities.add",
            containers(&adding),
            quoted(added)
        ));
    }
    if details.is_empty() {
        return None;
    }
    Some(deny("unrestricted capabilities", details.join("; ")))
}

fn since_25(pod: &PodTemplate) -> Option<Denial> {
    if pod.spec.is_windows() {
        return None;
    }
    since_22(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_must_be_dropped_and_little_added() {
        refuses(
            &CONTROL,
            22,
            r#"{"containers":[{"name":"a"},{"name":"b","securityContext":{"capabilities":{"drop":["ALL"],"add":["CHOWN"]}}}]}"#,
            "unrestricted capabilities",
            r#"container "a" must set securityContext.capabilities.drop=["ALL"]; container "b" must not include "CHOWN" in securityContext.capabilities.add"#,
        );
        allows(
            &CONTROL,
            22,
            r#"{"containers":[{"name":"b","securityContext":{"capabilities":{"drop":["ALL"],"add":["NET_BIND_SERVICE"]}}}]}"#,
        );
        allows(&CONTROL, 21, r#"{"containers":[{"name":"a"}]}"#);
    }

    #[test]
    fn windows_is_exempt_since_25() {
        allows(
            &CONTROL,
            25,
            r#"{"os":{"name":"windows"},"containers":[{"name":"a"}]}"#,
        );
    }
}
