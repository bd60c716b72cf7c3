//! No directory of the node may be mounted.

use super::prelude::*;

pub(super) static CONTROL: Control = Control {
    id: "hostPathVolumes",
    level: Level::Baseline,
    replaces: None,
    revisions: &[Revision { since: 0, test: since_0 }],
};

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let bad: Vec<&str> = pod
        .spec
        .volumes
        .iter()
        .filter(|volume| volume.has("hostPath"))
        .map(|volume| volume.name.as_str())
        .collect();
    if bad.is_empty() {
        return None;
    }
    let noun = plural("volume", "volumes", bad.len());
    Some(deny("hostPath volumes", format!("{noun} {}", quoted(bad))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_the_node_is_refused() {
        refuses(
            &CONTROL,
            0,
            r#"{"volumes":[{"name":"a","hostPath":{"path":"/"}},{"name":"b","emptyDir":{}},{"name":"c","hostPath":{}}]}"#,
            "hostPath volumes",
            r#"volumes "a", "c""#,
        );
        allows(&CONTROL, 0, r#"{"volumes":[{"name":"b","emptyDir":{}}]}"#);
    }
}
