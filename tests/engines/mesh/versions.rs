//! APIRules of every version as they are read: what is dropped, what is kept, and what is said of it.

use super::snapshot;
use fnsec::engine::mesh::{access_words, refusal};
use fnsec::model::apirule::{Access, ApiRule, SchemaFault};
use std::sync::Arc;

fn rule(version: &str, spec: &str) -> Arc<ApiRule> {
    noted(version, "", spec)
}

fn noted(version: &str, annotations: &str, spec: &str) -> Arc<ApiRule> {
    let text = format!(
        "apiVersion: gateway.kyma-project.io/{version}\nkind: APIRule\nmetadata: {{name: r, namespace: shop, annotations: {{{annotations}}}}}\nspec: {spec}\n"
    );
    Arc::clone(&snapshot(&text).space("shop").expect("a space").api_rules["r"])
}

const GATEWAY: &str = "gateway: kyma-system/kyma-gateway, service: {name: x, port: 80}";

#[test]
fn ages_are_durations_or_numbers() {
    let age = |version: &str, host: &str, age: &str| {
        let text = format!("{{{host}, {GATEWAY}, corsPolicy: {{maxAge: {age}}}, rules: []}}");
        rule(version, &text).cors.as_ref().and_then(|cors| cors.max_age)
    };
    for (text, seconds) in [("5m0s", 300), ("1h30m", 5400), ("300ms", 0), ("'10 minutes'", 600)] {
        assert_eq!(age("v1beta1", "host: a.example.com", text), Some(seconds), "{text}");
    }
    assert_eq!(age("v2", "hosts: [a.example.com]", "300"), Some(300));
    assert_eq!(age("v2", "hosts: [a.example.com]", "300.0"), Some(300));
}

#[test]
fn the_annotation_is_read_as_leniently_as_a_spec() {
    let kept = r#"{"host":"a.example.com","gateway":"g","timeout":"30s","service":{"name":"x","port":80},"corsPolicy":{"maxAge":"5m0s"},"rules":[{"path":"/.*","methods":["GET"],"accessStrategies":[{"handler":"no_auth"}]},7]}"#;
    let notes = format!(
        "gateway.kyma-project.io/original-version: v1beta1, gateway.kyma-project.io/v1beta1-spec: '{kept}'"
    );
    let read = noted("v2", &notes, "{hosts: [a.example.com], rules: null}");
    assert_eq!((read.rules.len(), read.hidden), (2, true));
    assert_eq!(read.cors.as_ref().and_then(|cors| cors.max_age), Some(300));
    assert!(read.faults.is_empty() && refusal(&read, &snapshot("")).is_none());
}

#[test]
fn the_oldest_version_has_its_host_in_the_service() {
    let text = "{gateway: g.kyma-system.svc.cluster.local, service: {name: x, port: 80, host: a.example.com}, \
        rules: [{path: /.*, methods: [GET], accessStrategies: [{handler: noop}], mutators: []}]}";
    let read = rule("v1alpha1", text);
    assert_eq!(
        (read.host.as_str(), read.is_legacy(), read.origin.as_str()),
        ("a.example.com", true, "v1alpha1")
    );
    assert_eq!(read.rules[0].access, Access::Open("noop".into()));
}

#[test]
fn an_issuer_that_is_not_text_lets_nobody_in() {
    let with = |config: &str| {
        let text = format!(
            "{{host: a.example.com, {GATEWAY}, rules: [{{path: /.*, methods: [GET], accessStrategies: [{{handler: jwt, config: {config}}}]}}]}}"
        );
        rule("v1beta1", &text).rules[0].access.clone()
    };
    for config in [
        "{trusted_issuers: [{Your IDP: null}], jwks_urls: [{Your keys: null}]}",
        "{trusted_issuers: {Your IDP: null}}",
        "{trusted_issuers: [[a]]}",
        "{authentications: [{issuer: {Your IDP: null}, jwksUri: {Your keys: null}}]}",
        "{authentications: [{issuer: [a], jwksUri: k}]}",
    ] {
        let access = with(config);
        let Access::Jwt(jwt) = &access else { panic!("{config}") };
        assert!(jwt.accepts_nobody(), "{config}: {jwt:?}");
        assert_eq!(access_words(&access), "no one: the issuer is not a string", "{config}");
    }
    let Access::Jwt(jwt) = with("{trusted_issuers: [{a: null}, 'https://id.example']}") else {
        panic!("a token")
    };
    assert!(!jwt.accepts_nobody());
}

#[test]
fn methods_that_are_ignored_are_kept_beside() {
    let with = |handler: &str| {
        let text = format!(
            "{{host: a.example.com, {GATEWAY}, rules: [{{path: /.*, methods: [GET], accessStrategies: [{{handler: {handler}}}]}}]}}"
        );
        rule("v1beta1", &text).rules[0].clone()
    };
    let allow = with("allow");
    assert_eq!((allow.methods.len(), allow.ignored_methods), (9, Some(vec!["GET".to_owned()])));
    let other = with("no_auth");
    assert_eq!((other.methods, other.ignored_methods), (vec!["GET".to_owned()], None));
}

#[test]
fn a_wrong_type_is_named_with_its_place_and_hides_nothing() {
    let read = rule(
        "v2",
        "{hosts: [a.example.com], gateway: a/b, service: {name: x, port: '80'}, rules: [{path: 5, methods: [GET], noAuth: true}, {path: /b, methods: [GET], noAuth: true}]}",
    );
    assert_eq!(read.rules[1].pointer, "/spec/rules/1");
    let places: Vec<String> = read.faults.iter().map(SchemaFault::path).collect();
    assert_eq!(places, ["spec.rules[0].path", "spec.service.port"]);
    let refused = refusal(&read, &snapshot("")).expect("refused");
    assert!(refused.by_server && refused.pointer == "/spec/rules/0/path", "{refused:?}");
}
