//! `/proc` stays masked; since 1.35 baseline lets a Pod with its own user namespace unmask it.

use super::prelude::*;

pub(super) static BASELINE: Control = Control {
    id: "procMount",
    level: Level::Baseline,
    replaces: None,
    revisions: &[
        Revision {
            since: 0,
            test: since_0,
        },
        Revision {
            since: 35,
            test: baseline_since_35,
        },
    ],
};

pub(super) static RESTRICTED: Control = Control {
    id: "procMount_restricted",
    level: Level::Restricted,
    replaces: Some("procMount"),
    revisions: &[Revision {
        since: 35,
        test: since_0,
    }],
};

fn unmasked(container: &Container) -> Option<&str> {
    let mount = container.security_context.proc_mount.as_deref();
    mount.filter(|mount| *mount != "Default")
}

fn since_0(pod: &PodTemplate) -> Option<Denial> {
    let bad = names(pod, |container| unmasked(container).is_some());
    if bad.is_empty() {
        return None;
    }
    let mounts: Values = pod.spec.all_containers().filter_map(unmasked).collect();
    Some(deny(
        "procMount",
        format!(
            "{} must not set securityContext.procMount to {}",
            containers(&bad),
            quoted(mounts)
        ),
    ))
}

fn baseline_since_35(pod: &PodTemplate) -> Option<Denial> {
    if pod.spec.has_user_namespace() {
        return None;
    }
    since_0(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAD: &str = r#"{"containers":[{"name":"a","securityContext":{"procMount":"Unmasked"}}]}"#;
    const DETAIL: &str = r#"container "a" must not set securityContext.procMount to "Unmasked""#;

    #[test]
    fn an_unmasked_proc_is_refused() {
        refuses(&BASELINE, 0, BAD, "procMount", DETAIL);
        refuses(&BASELINE, 35, BAD, "procMount", DETAIL);
        refuses(&RESTRICTED, 35, BAD, "procMount", DETAIL);
        allows(
            &RESTRICTED,
            35,
            r#"{"containers":[{"name":"a","securityContext":{"procMount":"Default"}}]}"#,
        );
    }

    #[test]
    fn a_user_namespace_relaxes_baseline_only() {
        let pod = BAD.replacen('{', r#"{"hostUsers":false,"#, 1);
        allows(&BASELINE, 35, &pod);
        refuses(&BASELINE, 34, &pod, "procMount", DETAIL);
        refuses(&RESTRICTED, 35, &pod, "procMount", DETAIL);
    }
}
