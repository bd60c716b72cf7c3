//! Only volume types that Kubernetes itself manages.

use super::prelude::*;
use crate::model::pod_spec::Volume;

const ALLOWED: &[&str] = &[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// In the order in which the admission tests them; the first that is set names the volume's type.
const FORBIDDEN: &[&str] = &[
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "nfs",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
];

pub(super) static CONTROL: Control = Control {
    id: "restrictedVolumes",
    level: Level::Restricted,
    replaces: Some("hostPathVolumes"),
    revisions: &[Revision { since: 0, test: since_0 }],
};

fn kind(volume: &Volume) -> &'static str {
    FORBIDDEN.iter().copied().find(|source| volume.has(source)).unwrap_or("unknown")
}

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let bad: Vec<&Volume> =
        pod.spec.volumes.iter().filter(|volume| !ALLOWED.iter().any(|source| volume.has(source))).collect();
    if bad.is_empty() {
        return None;
    }
    let kinds: Values = bad.iter().map(|volume| kind(volume)).collect();
    Some(deny(
        "restricted volume types",
        format!(
            "{} {} {} {} {}",
            plural("volume", "volumes", bad.len()),
            quoted(bad.iter().map(|volume| &volume.name)),
            plural("uses", "use", bad.len()),
            plural("restricted volume type", "restricted volume types", kinds.len()),
            quoted(kinds)
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_outside_the_list_are_refused_by_type() {
        refuses(
            &CONTROL,
            0,
            r#"{"volumes":[{"name":"a","hostPath":{}},{"name":"b","nfs":{}},{"name":"c"},{"name":"d","secret":{}}]}"#,
            "restricted volume types",
            r#"volumes "a", "b", "c" use restricted volume types "hostPath", "nfs", "unknown""#,
        );
        for source in FORBIDDEN {
            refuses(
                &CONTROL,
                0,
                &format!(r#"{{"volumes":[{{"name":"v","{source}":{{}}}}]}}"#),
                "restricted volume types",
                &format!(r#"volume "v" uses restricted volume type "{source}""#),
            );
        }
    }

    #[test]
    fn every_listed_source_passes() {
        for source in ALLOWED {
            let pod = format!(r#"{{"volumes":[{{"name":"v","{source}":{{}}}}]}}"#);
            allows(&CONTROL, 0, &pod);
        }
    }
}
