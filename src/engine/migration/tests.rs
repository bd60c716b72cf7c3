//! APIRules of both versions side by side.

use super::*;
use note::NoteGrade;

fn legacy_rule(rules: &Value) -> Value {
    json!({
        "apiVersion": "gateway.kyma-project.io/v1beta1", "kind": "APIRule",
        "metadata": {"name": "orders", "namespace": "shop"},
        "spec": {"host": "orders", "gateway": "kyma-gateway.kyma-system.svc.cluster.local",
            "service": {"name": "orders", "port": 80}, "rules": rules},
    })
}

fn rules_of(rules: &Value) -> (Value, Vec<MigrationNote>) {
    let migration = migrate(&legacy_rule(rules), &Additions::default()).expect("it is expressed");
    (migration.object.pointer("/spec/rules").cloned().unwrap_or_default(), migration.notes)
}

fn open(path: &str) -> Value {
    json!({"path": path, "methods": ["GET"], "accessStrategies": [{"handler": "noop"}]})
}

#[test]
fn an_open_rule_keeps_its_meaning() {
    let migration = migrate(&legacy_rule(&json!([open("/.*")])), &Additions::default()).expect("expressed");
    assert_eq!(
        migration.object,
        json!({
            "apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule",
            "metadata": {"name": "orders", "namespace": "shop"},
            "spec": {"hosts": ["orders"], "gateway": "kyma-system/kyma-gateway",
                "service": {"name": "orders", "port": 80},
                "rules": [{"path": "/{**}", "methods": ["GET"], "noAuth": true}]},
        })
    );
    let closes = |note: &MigrationNote| note.grade == NoteGrade::Closes && note.rule.is_none();
    assert_eq!(migration.notes.iter().filter(|note| closes(note)).count(), 3, "{:?}", migration.notes);
}

#[test]
fn expressions_become_templates() {
    for (written, wanted) in [
        ("/.*", &["/{**}"][..]),
        ("/*", &["/{**}"]),
        ("/orders", &["/orders"]),
        ("/orders/.*", &["/orders/{**}"]),
        ("/orders/[^/]+/items", &["/orders/{*}/items"]),
        ("/orders/[0-9]+", &["/orders/{*}"]),
        ("/orders/\\d{4}", &["/orders/{*}"]),
        ("/(a|b)/x", &["/a/x", "/b/x"]),
        ("/a(/.*)?", &["/a/{**}", "/a"]),
        ("/a/?", &["/a/", "/a"]),
        ("/a/.+", &["/a/{*}", "/a/{*}/{**}"]),
        ("/api.*", &["/api", "/api/{**}"]),
        ("^/a\\.json$", &["/a.json"]),
        ("/a/*", &["/a", "/a/"]),
        ("/.*/info", &["/{**}/info"]),
        ("/orders|/orders/.*", &["/orders", "/orders/{**}"]),
        ("^/a|/(b|c)/x$", &["/a", "/b/x", "/c/x"]),
    ] {
        let mut found = path::templates(written, &mut Notes::default()).expect(written);
        let mut wanted: Vec<String> = wanted.iter().map(|one| (*one).to_owned()).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{written}");
    }
}

#[test]
fn an_expression_without_a_v2_form_is_refused() {
    for written in ["/a+", "/(a|b", "/(ab)+", "/a/.*/b/.*", "x", "/[^a]*", "/.*x.*"] {
        assert!(path::templates(written, &mut Notes::default()).is_err(), "{written}");
    }
}

#[test]
fn what_matches_more_than_before_is_graded_as_opening() {
    let (_, notes) = rules_of(&json!([open("/orders/[0-9]+")]));
    assert!(notes.iter().any(|note| note.grade == NoteGrade::Opens && note.rule == Some(0)), "{notes:?}");
    let (_, notes) = rules_of(&json!([open("/orders/.*")]));
    assert!(notes.iter().all(|note| note.grade != NoteGrade::Opens), "{notes:?}");
}

#[test]
fn a_token_of_oathkeeper_becomes_one_of_the_mesh() {
    let config = json!({"trusted_issuers": ["https://id.example.com"], "jwks_urls": ["https://id.example.com/keys"],
        "required_scope": ["read", "write"], "target_audience": ["orders"], "token_from": {"header": "x-token"}});
    let (rules, _) = rules_of(&json!([{"path": "/.*", "methods": ["GET"],
        "accessStrategies": [{"handler": "jwt", "config": config}]}]));
    let wanted = json!({
        "authentications": [{"issuer": "https://id.example.com", "jwksUri": "https://id.example.com/keys",
            "fromHeaders": [{"name": "x-token"}]}],
        "authorizations": [{"requiredScopes": ["read", "write"], "audiences": ["orders"]}],
    });
    assert_eq!(rules.pointer("/0/jwt"), Some(&wanted));
}

#[test]
fn a_token_without_an_issuer_needs_one() {
    let rules = json!([{"path": "/.*", "methods": ["GET"], "accessStrategies": [{"handler": "jwt",
        "config": {"jwks_urls": ["https://id.example.com/keys"]}}]}]);
    let why = migrate(&legacy_rule(&rules), &Additions::default()).expect_err("the issuer is missing");
    assert!(why.contains("cannot express"), "{why}");
    let additions = Additions { issuer: Some("https://id.example.com".into()), ..Additions::default() };
    let found = migrate(&legacy_rule(&rules), &additions).expect("it is expressed");
    let issuer = found.object.pointer("/spec/rules/0/jwt/authentications/0/issuer");
    assert_eq!(issuer, Some(&json!("https://id.example.com")));
}

#[test]
fn a_rule_that_is_left_out_never_opens_its_paths() {
    let refused =
        json!({"path": "/admin", "methods": ["GET"], "accessStrategies": [{"handler": "unauthorized"}]});
    let why =
        migrate(&legacy_rule(&json!([refused, open("/.*")])), &Additions::default()).expect_err("it opens");
    assert!(why.contains("leaving it out may open"), "{why}");
    let (rules, notes) = rules_of(&json!([open("/a"), refused]));
    assert_eq!(rules.as_array().map(Vec::len), Some(1));
    assert!(notes.iter().any(|note| note.text.contains("left out")), "{notes:?}");
}

#[test]
fn an_external_authorizer_takes_over_from_other_handlers() {
    let rules = json!([{"path": "/.*", "methods": ["GET"], "accessStrategies": [{"handler": "oauth2_introspection"}]}]);
    assert!(migrate(&legacy_rule(&rules), &Additions::default()).is_err());
    let additions = Additions { authorizer: Some("oauth2-proxy".into()), ..Additions::default() };
    let found = migrate(&legacy_rule(&rules), &additions).expect("it is expressed");
    assert_eq!(
        found.object.pointer("/spec/rules/0/extAuth"),
        Some(&json!({"authorizers": ["oauth2-proxy"]}))
    );
}

#[test]
fn an_open_rule_may_require_a_token_from_then_on() {
    let token = Token {
        issuer: "https://i".into(),
        key_set: "https://i/k".into(),
        audience: "orders".into(),
        rules: vec![1],
    };
    let additions = Additions { token: Some(token), ..Additions::default() };
    let found = migrate(&legacy_rule(&json!([open("/a"), open("/.*")])), &additions).expect("expressed");
    assert_eq!(found.object.pointer("/spec/rules/0/noAuth"), Some(&json!(true)));
    let audience = found.object.pointer("/spec/rules/1/jwt/authorizations/0/audiences/0");
    assert_eq!(audience, Some(&json!("orders")), "{}", found.object);
}

#[test]
fn rules_that_were_never_reached_are_left_out() {
    let (rules, notes) = rules_of(&json!([open("/.*"), open("/admin")]));
    assert_eq!(rules.as_array().map(Vec::len), Some(1));
    assert!(notes.iter().any(|note| note.rule == Some(1) && note.grade == NoteGrade::Changes), "{notes:?}");
}

#[test]
fn mutators_set_what_v2_can_set() {
    let rules = json!([{"path": "/.*", "methods": ["GET"], "accessStrategies": [{"handler": "noop"}], "mutators": [
        {"handler": "header", "config": {"headers": {"x-from": "gateway", "x-user": "{{ print .Subject }}"}}},
        {"handler": "id_token"}, {"handler": "noop"}]}]);
    let (rules, notes) = rules_of(&rules);
    assert_eq!(rules.pointer("/0/request"), Some(&json!({"headers": {"x-from": "gateway"}})));
    assert_eq!(notes.iter().filter(|note| note.grade == NoteGrade::Changes).count(), 2, "{notes:?}");
}

#[test]
fn cors_keeps_its_policy_and_answers_preflight_requests() {
    let mut old = legacy_rule(&json!([open("/.*")]));
    old["spec"]["corsPolicy"] = json!({"allowOrigins": [{"exact": "https://a"}], "maxAge": "5m0s"});
    let found = migrate(&old, &Additions::default()).expect("it is expressed").object;
    assert_eq!(found.pointer("/spec/corsPolicy/maxAge"), Some(&json!(300)));
    assert_eq!(found.pointer("/spec/rules/0/methods"), Some(&json!(["GET", "OPTIONS"])));
}

#[test]
fn rules_in_the_annotation_are_those_that_are_in_force() {
    let kept = legacy_rule(&json!([open("/.*")]))["spec"].to_string();
    let object = json!({
        "apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule", "status": {"state": "Warning"},
        "metadata": {"name": "orders", "namespace": "shop", "annotations": {
            "gateway.kyma-project.io/original-version": "v1beta1", "gateway.kyma-project.io/v1beta1-spec": kept}},
        "spec": {"hosts": ["orders"], "rules": null},
    });
    let found = migrate(&object, &Additions::default()).expect("it is expressed").object;
    assert_eq!(found.pointer("/spec/rules/0/noAuth"), Some(&json!(true)));
    let annotations = found.pointer("/metadata/annotations");
    assert_eq!(annotations, Some(&json!({"gateway.kyma-project.io/original-version": "v2"})));
    assert_eq!(found.get("status"), None);
}

#[test]
fn other_objects_are_not_migrated() {
    let v2 = json!({"apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule", "spec": {}});
    assert!(!is_legacy(&v2) && migrate(&v2, &Additions::default()).is_err());
    assert!(!is_legacy(&json!({"apiVersion": "v1", "kind": "Service"})));
}
