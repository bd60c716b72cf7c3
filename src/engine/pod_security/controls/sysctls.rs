//! Only sysctls that are isolated in the Pod may be set; the list grows with the versions.

use super::prelude::*;

/// Each sysctl with the version that allowed it.
const SAFE: &[(&str, u32)] = &[
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
];

pub(super) static CONTROL: Control = Control {
    id: "sysctls",
    level: Level::Baseline,
    replaces: None,
    revisions: &[
        Revision { since: 0, test: |pod| judge(pod, 0) },
        Revision { since: 27, test: |pod| judge(pod, 27) },
        Revision { since: 29, test: |pod| judge(pod, 29) },
        Revision { since: 32, test: |pod| judge(pod, 32) },
    ],
};

fn judge(pod: &PodTemplate, version: u32) -> Option<Denial> {
    let safe = |name: &str| SAFE.iter().any(|(known, since)| *known == name && *since <= version);
    let bad: Vec<&str> = pod
        .spec
        .security_context
        .sysctls
        .iter()
        .map(|sysctl| sysctl.name.as_str())
        .filter(|name| !safe(name))
        .collect();
    if bad.is_empty() {
        return None;
    }
    Some(deny("forbidden sysctls", bad.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str) -> String {
        format!(r#"{{"securityContext":{{"sysctls":[{{"name":"{name}","value":"1"}}]}}}}"#)
    }

    #[test]
    fn an_unsafe_setting_is_named() {
        for version in [0, 27, 29, 32] {
            refuses(&CONTROL, version, &with("kernel.msgmax"), "forbidden sysctls", "kernel.msgmax");
        }
    }

    #[test]
    fn a_safe_setting_passes_from_its_version_on() {
        for (name, since) in SAFE {
            allows(&CONTROL, *since, &with(name));
            if let Some(before) = since.checked_sub(1) {
                refuses(&CONTROL, before, &with(name), "forbidden sysctls", name);
            }
        }
    }
}
