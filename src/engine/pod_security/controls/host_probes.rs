//! Probes and lifecycle hooks call the Pod itself, not an arbitrary host.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "hostProbesAndHostLifecycle",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 34, test: since_34 }],
};

fn hosts(container: &Container) -> impl Iterator<Item = &str> {
    [
        &container.liveness_probe,
        &container.readiness_probe,
        &container.startup_probe,
        &container.lifecycle.post_start,
        &container.lifecycle.pre_stop,
    ]
    .into_iter()
    .flat_map(|handler| [&handler.http_get.host, &handler.tcp_socket.host])
    .map(String::as_str)
    .filter(|host| !host.is_empty())
}

fn since_34(pod: &PodTemplate) -> Option<Denial> {
    let calling = names(pod, |container| hosts(container).next().is_some());
    if calling.is_empty() {
        return None;
    }
    // Unlike every other control, this one sorts the containers and names each once.
    let unique: Values = calling.into_iter().collect();
    let bad: Vec<&str> = unique.into_iter().collect();
    let called: Values = pod.spec.all_containers().flat_map(hosts).collect();
    let noun = plural("probe or lifecycle host", "probe or lifecycle hosts", called.len());
    Some(deny(
        "probe or lifecycle host",
        format!("{} {} {noun} {}", containers(&bad), plural("uses", "use", bad.len()), quoted(called)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAD: &str = r#"{"containers":[
        {"name":"z","livenessProbe":{"httpGet":{"host":"b.example"}}},
        {"name":"a","lifecycle":{"preStop":{"tcpSocket":{"host":"a.example"}}}}]}"#;

    #[test]
    fn a_probe_of_another_host_is_refused_since_34() {
        refuses(
            &CONTROL,
            34,
            BAD,
            "probe or lifecycle host",
            r#"containers "a", "z" use probe or lifecycle hosts "a.example", "b.example""#,
        );
        allows(&CONTROL, 33, BAD);
    }

    #[test]
    fn a_probe_of_the_pod_passes() {
        allows(
            &CONTROL,
            34,
            r#"{"containers":[{"name":"a","startupProbe":{"httpGet":{"port":80,"host":""}},"readinessProbe":{"exec":{}}}]}"#,
        );
    }
}
