//! What the levels of Pod Security say of the pods to come, era by era.

use fnsec::decode;
use fnsec::engine::function_pods::forecast;
use fnsec::engine::pod_security::{Level, Version as Edition, evaluate};
use fnsec::model::function::Function;
use fnsec::model::platform::{Era, Platform, Version};
use fnsec::model::{Kind, Object};

fn function(spec: &str) -> Function {
    let text = format!(r#"{{"metadata":{{"name":"f","namespace":"shop"}},"spec":{spec}}}"#);
    match decode::object(Kind::Function, &text).expect("reads") {
        Object::Function(function) => *function,
        other => panic!("no Function: {other:?}"),
    }
}

fn inline(more: &str) -> Function {
    function(&format!(r#"{{"runtime":"nodejs22","source":{{"inline":{{"source":"x"}}}}{more}}}"#))
}

fn git(more: &str) -> Function {
    let git = r#"{"url":"https://git.example.com/a","baseDir":"/","reference":"main"}"#;
    function(&format!(r#"{{"runtime":"nodejs22","source":{{"gitRepository":{git}}}{more}}}"#))
}

fn platform(era: Era, version: Option<Version>) -> Platform {
    Platform { era, version, ..Platform::default() }
}

/// The controls of a level that refuse the pods of a Function.
fn against(function: &Function, platform: &Platform, level: Level) -> Vec<&'static str> {
    let pods = forecast(function, platform);
    pods.iter().flat_map(|pod| evaluate(&pod.template, level, Edition::Latest)).map(|one| one.check).collect()
}

const NEW: Platform = Platform {
    era: Era::Buildless,
    version: Some(Version(1, 13, 0)),
    at_least: None,
    evidence: String::new(),
    gateway: None,
    server: None,
};

#[test]
fn inline_functions_bear_restricted_since_1_8() {
    for version in [Version(1, 8, 0), Version(1, 9, 6), Version(1, 13, 0)] {
        let platform = platform(Era::Buildless, Some(version));
        assert!(against(&inline(""), &platform, Level::Restricted).is_empty(), "{version}");
    }
    let early = platform(Era::Buildless, Some(Version(1, 7, 0)));
    assert_eq!(against(&inline(""), &early, Level::Restricted), ["allowPrivilegeEscalation", "runAsNonRoot"]);
}

#[test]
fn functions_from_git_bear_baseline_only() {
    assert_eq!(against(&git(""), &NEW, Level::Restricted), ["allowPrivilegeEscalation", "runAsNonRoot"]);
    let own = git(r#","podSecurityContext":{"runAsNonRoot":true}"#);
    assert_eq!(against(&own, &NEW, Level::Restricted), ["allowPrivilegeEscalation"]);
    assert!(against(&git(""), &NEW, Level::Baseline).is_empty());
}

#[test]
fn capabilities_of_ones_own_replace_the_default_as_a_whole() {
    for own in [r#"{"capabilities":{"add":["NET_BIND_SERVICE"]}}"#, r#"{"capabilities":{}}"#] {
        let function = inline(&format!(r#","containerSecurityContext":{own}"#));
        assert_eq!(against(&function, &NEW, Level::Restricted), ["capabilities_restricted"]);
    }
    let empty = inline(r#","podSecurityContext":{},"containerSecurityContext":{"runAsUser":1000}"#);
    assert!(against(&empty, &NEW, Level::Restricted).is_empty());
}

#[test]
fn a_privileged_function_breaks_baseline_where_contexts_are_merged() {
    let function =
        inline(r#","containerSecurityContext":{"privileged":true,"allowPrivilegeEscalation":true}"#);
    assert_eq!(against(&function, &NEW, Level::Baseline), ["privileged"]);
    let before = platform(Era::Buildless, Some(Version(1, 9, 0)));
    assert!(against(&function, &before, Level::Baseline).is_empty(), "the field did not exist");
}

#[test]
fn image_builds_fit_baseline_and_break_restricted() {
    let legacy = platform(Era::Legacy, None);
    assert!(against(&inline(""), &legacy, Level::Baseline).is_empty());
    let found = against(&inline(""), &legacy, Level::Restricted);
    for control in ["allowPrivilegeEscalation", "runAsNonRoot", "capabilities_restricted", "runAsUser"] {
        assert!(found.contains(&control), "{control}: {found:?}");
    }
}

#[test]
fn without_an_era_the_newest_module_is_assumed_and_not_sworn_to() {
    let pods = forecast(&inline(""), &Platform::default());
    assert!(!pods[0].sure && pods.len() == 1);
}

#[test]
fn a_secret_over_the_token_leaves_the_token_out() {
    let over =
        r#","secretMounts":[{"secretName":"s","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]"#;
    let token = |function: Function| forecast(&function, &NEW)[0].token;
    assert!(token(inline("")) && !token(inline(over)) && token(git(over)));
}
