//! A Pod keeps its own network, process and IPC namespaces.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "hostNamespaces",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision {
        since: 0,
        test: since_0,
    }],
};

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let shared: Vec<&str> = [
        (pod.spec.host_network, "hostNetwork=true"),
        (pod.spec.host_pid, "hostPID=true"),
        (pod.spec.host_ipc, "hostIPC=true"),
    ]
    .into_iter()
    .filter_map(|(set, text)| set.then_some(text))
    .collect();
    if shared.is_empty() {
        return None;
    }
    Some(deny("host namespaces", shared.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_namespace_of_the_host_is_named() {
        refuses(
            &CONTROL,
            0,
            r#"{"hostNetwork":true,"hostPID":true,"hostIPC":true}"#,
            "host namespaces",
            "hostNetwork=true, hostPID=true, hostIPC=true",
        );
        allows(&CONTROL, 0, r#"{"hostNetwork":false}"#);
    }
}
