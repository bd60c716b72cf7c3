//! No port of the node may be used.

use std::collections::BTreeSet;

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "hostPorts",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }],
};

fn host_ports(container: &Container) -> impl Iterator<Item = String> {
    let ports = container.ports.iter().map(|port| port.host_port);
    ports.filter(|port| *port != 0).map(|port| port.to_string())
}

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let bad = names(pod, |container| host_ports(container).next().is_some());
    if bad.is_empty() {
        return None;
    }
    // Sorted as text, as the admission sorts them.
    let ports: BTreeSet<String> = pod.spec.all_containers().flat_map(host_ports).collect();
    let noun = plural("hostPort", "hostPorts", ports.len());
    let listed: Vec<String> = ports.into_iter().collect();
    Some(deny(
        "hostPort",
        format!("{} {} {noun} {}", containers(&bad), plural("uses", "use", bad.len()), listed.join(", ")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_the_node_are_listed_once() {
        refuses(
            &CONTROL,
            0,
            r#"{"containers":[{"name":"a","ports":[{"hostPort":9090},{"hostPort":80}]},{"name":"b","ports":[{"hostPort":80}]}]}"#,
            "hostPort",
            r#"containers "a", "b" use hostPorts 80, 9090"#,
        );
        allows(&CONTROL, 0, r#"{"containers":[{"name":"a","ports":[{"containerPort":80},{"hostPort":0}]}]}"#);
    }
}
