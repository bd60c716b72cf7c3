//! No capability outside the container runtime's default set may be added.

use super::prelude::*;

const DEFAULT: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

pub(super) static CONTROL: Control = Control {
    id: "capabilities_baseline",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }],
};

fn extra(container: &Container) -> impl Iterator<Item = &str> {
    let added = container.security_context.capabilities.add.iter();
    added.map(String::as_str).filter(|name| !DEFAULT.contains(name))
}

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let bad = names(pod, |container| extra(container).next().is_some());
    if bad.is_empty() {
        return None;
    }
    let added: Values = pod.spec.all_containers().flat_map(extra).collect();
    Some(deny(
        "non-default capabilities",
        format!(
            "{} must not include {} in securityContext.capabilities.add",
            containers(&bad),
            quoted(added)
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capability_beyond_the_default_is_refused() {
        refuses(
            &CONTROL,
            0,
            r#"{"initContainers":[{"name":"i","securityContext":{"capabilities":{"add":["SYS_ADMIN","NET_RAW","CHOWN"]}}}]}"#,
            "non-default capabilities",
            r#"container "i" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add"#,
        );
    }

    #[test]
    fn every_default_capability_passes() {
        let all = serde_json::to_string(DEFAULT).expect("json");
        let pod = format!(
            r#"{{"containers":[{{"name":"a","securityContext":{{"capabilities":{{"add":{all}}}}}}}]}}"#
        );
        allows(&CONTROL, 0, &pod);
        allows(&CONTROL, 0, r#"{"containers":[{"name":"a"}]}"#);
    }
}
