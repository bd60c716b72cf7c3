//! The defaults that the API server sets before the admission evaluates a Pod, as far as the verdict depends
//! on them. A template as written flows in; the template as stored flows out.

use crate::model::pod_spec::{Container, PodSpec, PodTemplate, Profile};
use std::collections::BTreeMap;

/// A volume without a source becomes an `emptyDir`.
pub fn template(pod: &mut PodTemplate) {
    for volume in &mut pod.spec.volumes {
        if volume.sources.is_empty() && volume.projected.is_none() {
            volume.sources.push("emptyDir".into());
        }
    }
}

/// The same for a Pod itself: on the host network its ports become host ports, and `AppArmor` profiles that
/// only a deprecated annotation sets are copied to their fields.
pub fn pod(pod: &mut PodTemplate) {
    template(pod);
    if !pod.spec.is_windows() {
        profiles(pod);
    }
    if pod.spec.host_network {
        ports(&mut pod.spec);
    }
}

fn profiles(pod: &mut PodTemplate) {
    let whole = pod.spec.security_context.app_armor_profile.clone();
    let annotations = &pod.metadata.annotations;
    let PodSpec { init_containers, containers, ephemeral_containers, .. } = &mut pod.spec;
    let all = init_containers.iter_mut().chain(containers).chain(ephemeral_containers);
    all.for_each(|container| profile(container, whole.as_ref(), annotations));
}

const PROFILE_KEY: &str = "container.apparmor.security.beta.kubernetes.io/";

fn profile(container: &mut Container, whole: Option<&Profile>, annotations: &BTreeMap<String, String>) {
    let own = &mut container.security_context.app_armor_profile;
    if own.is_none()
        && let Some(word) = annotations.get(&format!("{PROFILE_KEY}{}", container.name))
    {
        *own = field(word).filter(|field| Some(field) != whole);
    }
}

fn field(word: &str) -> Option<Profile> {
    let kind = match word {
        "runtime/default" => "RuntimeDefault",
        "unconfined" => "Unconfined",
        _ if word.starts_with("localhost/") => "Localhost",
        _ => return None,
    };
    Some(Profile { kind: kind.into() })
}

fn ports(spec: &mut PodSpec) {
    let containers = spec.init_containers.iter_mut().chain(&mut spec.containers);
    for port in containers.flat_map(|container| &mut container.ports) {
        if port.host_port == 0 {
            port.host_port = port.container_port;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::pod_security::tests::template as read;

    #[test]
    fn a_volume_without_a_source_is_an_empty_folder() {
        let mut pod = read(r#"{"spec":{"volumes":[{"name":"a"},{"name":"b","secret":{}}]}}"#);
        template(&mut pod);
        assert!(pod.spec.volumes[0].has("emptyDir") && !pod.spec.volumes[1].has("emptyDir"));
    }

    #[test]
    fn a_profile_in_an_annotation_is_copied_to_its_field() {
        let annotation = "container.apparmor.security.beta.kubernetes.io/a";
        let text = format!(
            r#"{{"metadata":{{"annotations":{{"{annotation}":"unconfined"}}}},"spec":{{"containers":[{{"name":"a"}},{{"name":"b"}}]}}}}"#
        );
        let mut made = read(&text);
        pod(&mut made);
        let own = |at: usize| made.spec.containers[at].security_context.app_armor_profile.as_ref();
        assert_eq!(own(0).map(|profile| profile.kind.as_str()), Some("Unconfined"));
        assert_eq!(own(1), None);
    }

    #[test]
    fn ports_on_the_nodes_network_are_the_nodes_ports() {
        let text =
            r#"{"spec":{"hostNetwork":true,"containers":[{"name":"a","ports":[{"containerPort":80}]}]}}"#;
        let (mut made, mut kept) = (read(text), read(text));
        pod(&mut made);
        template(&mut kept);
        let port = |pod: &PodTemplate| pod.spec.containers[0].ports[0].host_port;
        assert_eq!((port(&made), port(&kept)), (80, 0), "templates stay as they are written");
    }
}
