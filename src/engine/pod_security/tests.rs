//! Properties of all controls together, and the two assertions that the tests of each control use.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::control::Control;
use super::*;

pub(super) fn template(json: &str) -> PodTemplate {
    serde_json::from_str(json).expect("a Pod")
}

fn with_spec(json: &str) -> PodTemplate {
    template(&format!(r#"{{"spec":{json}}}"#))
}

pub(super) fn allows(control: &Control, minor: u32, spec: &str) {
    allows_pod(control, minor, &with_spec(spec));
}

pub(super) fn allows_pod(control: &Control, minor: u32, pod: &PodTemplate) {
    let revision = control.revision(Version::V(minor));
    assert_eq!(revision.and_then(|revision| (revision.test)(pod)), None);
}

pub(super) fn refuses(control: &Control, minor: u32, spec: &str, reason: &str, detail: &str) {
    refuses_pod(control, minor, &with_spec(spec), reason, detail);
}

pub(super) fn refuses_pod(control: &Control, minor: u32, pod: &PodTemplate, reason: &str, detail: &str) {
    let revision = control.revision(Version::V(minor)).expect("in force");
    let denial = (revision.test)(pod).expect("refused");
    assert_eq!((denial.reason.as_str(), denial.detail.as_str()), (reason, detail));
}

const HARDENED: &str = r#"{"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
    "containers":[{"name":"a","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}"#;

#[test]
fn controls_are_in_the_order_of_the_admission() {
    let key = |control: &&Control| (control.level, control.id);
    assert!(controls::ALL.is_sorted_by_key(key));
    for control in controls::ALL {
        assert!(control.revisions.is_sorted_by_key(|revision| revision.since));
    }
}

#[test]
fn the_highest_level_is_the_strictest_that_lets_the_pod_in() {
    let highest = |spec| super::highest(&with_spec(spec), Version::Latest);
    assert_eq!(highest(HARDENED), Level::Restricted);
    assert_eq!(highest(r#"{"containers":[{"name":"a"}]}"#), Level::Baseline);
    assert_eq!(highest(r#"{"hostPID":true}"#), Level::Privileged);
}

#[test]
fn a_bare_pod_breaks_the_restricted_rules_in_order() {
    let pod = with_spec(r#"{"hostPID":true,"containers":[{"name":"a"}]}"#);
    let found = evaluate(&pod, Level::Restricted, Version::Latest);
    let checks: Vec<&str> = found.iter().map(|violation| violation.check).collect();
    assert_eq!(
        checks,
        [
            "hostNamespaces",
            "allowPrivilegeEscalation",
            "capabilities_restricted",
            "runAsNonRoot",
            "seccompProfile_restricted"
        ]
    );
    assert!(evaluate(&pod, Level::Privileged, Version::Latest).is_empty());
}

#[test]
fn a_replaced_control_is_not_reported_twice() {
    let pod = with_spec(r#"{"volumes":[{"name":"v","hostPath":{}}]}"#);
    let found = evaluate(&pod, Level::Restricted, Version::V(30));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].check, "restrictedVolumes");
}

fn option(values: Vec<Value>) -> BoxedStrategy<Value> {
    prop::sample::select(values).boxed()
}

fn context() -> impl Strategy<Value = Value> {
    let flag = || option(vec![json!(null), json!(true), json!(false), json!("x")]);
    let profile = || {
        option(vec![json!(null), json!({}), json!({"type":"Unconfined"}), json!({"type":"RuntimeDefault"})])
    };
    let capabilities = option(vec![
        json!(null),
        json!({"drop":["ALL"]}),
        json!({"add":["SYS_ADMIN","CHOWN"]}),
        json!({"drop":["ALL"],"add":["NET_BIND_SERVICE"]}),
    ]);
    let linux = option(vec![
        json!(null),
        json!({"type":"container_engine_t"}),
        json!({"user":"u"}),
        json!({"type":"t","role":"r"}),
    ]);
    let mount = option(vec![json!(null), json!("Default"), json!("Unmasked"), json!(3)]);
    let user = option(vec![json!(null), json!(0), json!(1000)]);
    ((flag(), flag(), flag(), flag()), (profile(), profile()), capabilities, linux, mount, user).prop_map(
        |((privileged, escalation, root, host), (seccomp, armor), capabilities, linux, mount, user)| {
            json!({"privileged":privileged,"allowPrivilegeEscalation":escalation,"runAsNonRoot":root,
                "windowsOptions":{"hostProcess":host},"seccompProfile":seccomp,"appArmorProfile":armor,
                "capabilities":capabilities,"seLinuxOptions":linux,"procMount":mount,"runAsUser":user,
                "sysctls":[{"name":"net.ipv4.tcp_rmem"},{"name":"kernel.sem"}]})
        },
    )
}

fn any_pod() -> impl Strategy<Value = Value> {
    let container = (option(vec![json!("a"), json!("b"), json!("é\"\n")]), context(), 0..3_i64)
        .prop_map(|(name, context, port)| {
            json!({"name":name,"securityContext":context,"ports":[{"hostPort":port}],
            "livenessProbe":{"httpGet":{"host": if port == 2 { "h" } else { "" }}}})
        })
        .boxed();
    let list = || prop::collection::vec(container.clone(), 0..3);
    let volume = option(vec![
        json!({"name":"v","nfs":{}}),
        json!({"name":"w","hostPath":{}}),
        json!({"name":"x","projected":{}}),
        json!({"name":"y"}),
    ]);
    let flag = || option(vec![json!(null), json!(true), json!(false)]);
    let note = option(vec![
        json!({}),
        json!({"seccomp.security.alpha.kubernetes.io/pod":"unconfined","container.apparmor.security.beta.kubernetes.io/a":"x\n\u{200e}"}),
    ]);
    (list(), list(), list(), context(), prop::collection::vec(volume, 0..3), (flag(), flag(), flag()), note)
        .prop_map(|(init, main, ephemeral, context, volumes, (network, users, _), note)| {
            json!({"metadata":{"annotations":note},"spec":{"initContainers":init,"containers":main,
                "ephemeralContainers":ephemeral,"securityContext":context,"volumes":volumes,
                "hostNetwork":network,"hostUsers":users}})
        })
}

proptest! {
    #[test]
    fn restricted_refuses_whatever_baseline_refuses(value in any_pod(), minor in 0..37_u32) {
        let pod: PodTemplate = serde_json::from_value(value).expect("reads");
        let version = Version::V(minor);
        let strict = evaluate(&pod, Level::Restricted, version);
        for loose in evaluate(&pod, Level::Baseline, version) {
            let covered = strict.iter().any(|violation| {
                let control = controls::ALL.iter().find(|control| control.id == violation.check);
                violation.check == loose.check
                    || control.is_some_and(|control| control.replaces == Some(loose.check))
            });
            prop_assert!(covered, "{} is lost", loose.check);
        }
        prop_assert_eq!(highest(&pod, version) == Level::Restricted, strict.is_empty());
    }

    #[test]
    fn any_text_of_json_is_read_or_refused_without_a_panic(text in "\\PC*", minor in 0..40_u32) {
        let json = format!(r#"{{"spec":{{"containers":[{{"name":{}}}]}}}}"#, json!(text));
        let pod: PodTemplate = serde_json::from_str(&json).expect("reads");
        prop_assert!(!evaluate(&pod, Level::Restricted, Version::V(minor)).is_empty());
        let _ = serde_json::from_str::<PodTemplate>(&text);
    }
}
