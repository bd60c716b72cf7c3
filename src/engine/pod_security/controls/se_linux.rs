//! `SELinux` types are limited to those for containers, and neither a user nor a role may be set.

use super::prelude::*;
use crate::model::pod_spec::SeLinuxOptions;

const SINCE_0: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t"];
const SINCE_31: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

pub(super) static CONTROL: Control = Control {
    id: "seLinuxOptions",
    level: Level::Baseline,
    replaces: None,
    revisions: &[
        Revision { since: 0, test: |pod| judge(pod, SINCE_0) },
        Revision { since: 31, test: |pod| judge(pod, SINCE_31) },
    ],
};

fn own(container: &Container) -> Option<&SeLinuxOptions> {
    container.security_context.se_linux_options.as_ref()
}

fn judge(pod: &PodTemplate, allowed: &[&str]) -> Option<Denial> {
    let bad = |options: &SeLinuxOptions| {
        let known = allowed.contains(&options.kind.as_str());
        !known || !options.user.is_empty() || !options.role.is_empty()
    };
    let of_pod = pod.spec.security_context.se_linux_options.as_ref();
    let setting = names(pod, |container| own(container).is_some_and(bad));
    let who = setters(of_pod.is_some_and(bad), &setting)?;
    let all: Vec<&SeLinuxOptions> =
        of_pod.into_iter().chain(pod.spec.all_containers().filter_map(own)).collect();
    Some(deny(
        "seLinuxOptions",
        format!("{who} set forbidden securityContext.seLinuxOptions: {}", faults(&all, allowed).join("; ")),
    ))
}

fn faults(all: &[&SeLinuxOptions], allowed: &[&str]) -> Vec<String> {
    let kinds: Values =
        all.iter().map(|options| options.kind.as_str()).filter(|kind| !allowed.contains(kind)).collect();
    let mut faults = Vec::new();
    if !kinds.is_empty() {
        let noun = plural("type", "types", kinds.len());
        faults.push(format!("{noun} {}", quoted(kinds)));
    }
    if all.iter().any(|options| !options.user.is_empty()) {
        faults.push("user may not be set".to_owned());
    }
    if all.iter().any(|options| !options.role.is_empty()) {
        faults.push("role may not be set".to_owned());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_type_a_user_or_a_role_is_refused() {
        refuses(
            &CONTROL,
            0,
            r#"{"securityContext":{"seLinuxOptions":{"type":"spc_t","user":"u"}},"containers":[{"name":"a","securityContext":{"seLinuxOptions":{"role":"r"}}}]}"#,
            "seLinuxOptions",
            r#"pod and container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set"#,
        );
    }

    #[test]
    fn container_types_pass_and_the_engine_type_since_31() {
        let with = |kind: &str| format!(r#"{{"securityContext":{{"seLinuxOptions":{{"type":"{kind}"}}}}}}"#);
        for kind in SINCE_0 {
            allows(&CONTROL, 0, &with(kind));
        }
        allows(&CONTROL, 31, &with("container_engine_t"));
        refuses(
            &CONTROL,
            30,
            &with("container_engine_t"),
            "seLinuxOptions",
            r#"pod set forbidden securityContext.seLinuxOptions: type "container_engine_t""#,
        );
    }
}
