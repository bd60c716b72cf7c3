//! Rule sets of the shapes that the migration guides and the integration tests of kyma-project/api-gateway have, and
//! what becomes of them there: handler, path, methods, mutators, CORS, Services, and several rules together.

use super::note::NoteGrade;
use super::{Additions, Migration, migrate};
use serde_json::{Value, json};

const ISSUER: &str = "https://id.example.com";
const KEYS: &str = "https://id.example.com/oauth2/certs";

fn given() -> Additions {
    Additions { issuer: Some(ISSUER.into()), authorizer: Some("oauth2-proxy".into()), ..Additions::default() }
}

fn old(rules: &Value, more: &[(&str, Value)]) -> Value {
    let mut object = json!({
        "apiVersion": "gateway.kyma-project.io/v1beta1", "kind": "APIRule",
        "metadata": {"name": "echo", "namespace": "shop"},
        "spec": {"host": "echo.example.com", "gateway": "kyma-gateway.kyma-system", "rules": rules,
            "service": {"name": "echo", "namespace": "shop", "port": 8000}},
    });
    for (key, value) in more {
        object["spec"][*key] = value.clone();
    }
    object
}

fn rule(path: &str, methods: &[&str], handler: &str, config: &Value) -> Value {
    let mut strategy = json!({"handler": handler});
    if !config.is_null() {
        strategy["config"] = config.clone();
    }
    json!({"path": path, "methods": methods, "accessStrategies": [strategy]})
}

fn open(path: &str, methods: &[&str], handler: &str) -> Value {
    rule(path, methods, handler, &Value::Null)
}

/// The settings of Oathkeeper and those of Istio for the same tokens.
fn by_keys() -> Value {
    json!({"jwks_urls": [KEYS]})
}

fn by_issuer() -> Value {
    json!({"authentications": [{"issuer": ISSUER, "jwksUri": KEYS}]})
}

fn introspection() -> Value {
    json!({"introspection_url": "https://id.example.com/oauth2/introspect", "required_scope": ["read"]})
}

fn migrated(object: &Value) -> Migration {
    migrate(object, &given()).unwrap_or_else(|why| panic!("{why}: {object}"))
}

/// Compares the rules of rule sets, each with its name, with what becomes of them.
fn compare(all: &[(&str, Value, Value)]) {
    for (name, rules, wanted) in all {
        let found = migrated(&old(rules, &[])).object;
        assert_eq!(found.pointer("/spec/rules"), Some(wanted), "{name}");
        assert_eq!(found.pointer("/spec/gateway"), Some(&json!("kyma-system/kyma-gateway")), "{name}");
        assert_eq!(found.pointer("/spec/hosts"), Some(&json!(["echo.example.com"])), "{name}");
        assert_eq!(found.pointer("/spec/corsPolicy"), None, "{name}");
    }
}

const GET: &[&str] = &["GET"];
const POST: &[&str] = &["POST"];

#[test]
fn open_rules_become_what_upstream_makes_of_them() {
    compare(&[
        (
            "the three open handlers",
            json!([
                open("/anything", POST, "noop"),
                open("/headers", &["HEAD"], "allow"),
                open("/.*", GET, "no_auth")
            ]),
            json!([
                {"path": "/anything", "methods": ["POST"], "noAuth": true},
                {"path": "/headers", "methods": ["HEAD"], "noAuth": true},
                {"path": "/{**}", "methods": ["GET"], "noAuth": true},
            ]),
        ),
        (
            "methods of their own on nested paths",
            json!([open("/anything", &["GET", "POST"], "noop"), open("/anything/put", &["PUT"], "noop")]),
            json!([
                {"path": "/anything", "methods": ["GET", "POST"], "noAuth": true},
                {"path": "/anything/put", "methods": ["PUT"], "noAuth": true},
            ]),
        ),
        (
            "open and protected methods of one path",
            json!([open("/image", GET, "no_auth"), rule("/image", POST, "jwt", &by_issuer())]),
            json!([
                {"path": "/image", "methods": ["GET"], "noAuth": true},
                {"path": "/image", "methods": ["POST"], "jwt": by_issuer()},
            ]),
        ),
        (
            "a path with its children",
            json!([open("/foo(.*)", GET, "no_auth")]),
            json!([
                {"path": "/foo", "methods": ["GET"], "noAuth": true},
                {"path": "/foo/{**}", "methods": ["GET"], "noAuth": true},
            ]),
        ),
    ]);
}

#[test]
fn rules_with_tokens_become_what_upstream_makes_of_them() {
    let audiences = json!([{"audiences": ["https://example.com", "https://example.com/user"]}]);
    let either = json!([{"audiences": ["a"]}, {"audiences": ["b"], "requiredScopes": ["read"]}]);
    let with = |authorizations: &Value| {
        let mut token = by_issuer();
        token["authorizations"] = authorizations.clone();
        token
    };
    compare(&[
        (
            "tokens by key set, without an issuer",
            json!([rule("/anything", POST, "jwt", &by_keys()), rule("/.*", GET, "jwt", &by_keys())]),
            json!([
                {"path": "/anything", "methods": ["POST"], "jwt": by_issuer()},
                {"path": "/{**}", "methods": ["GET"], "jwt": by_issuer()},
            ]),
        ),
        (
            "tokens by issuer, as Istio has them",
            json!([rule("/ip", GET, "jwt", &by_issuer())]),
            json!([{"path": "/ip", "methods": ["GET"], "jwt": by_issuer()}]),
        ),
        (
            "audiences that a token needs together",
            json!([rule("/ip", GET, "jwt", &with(&audiences))]),
            json!([{"path": "/ip", "methods": ["GET"], "jwt": with(&audiences)}]),
        ),
        (
            "requirements of which one is enough",
            json!([rule("/cache", GET, "jwt", &with(&either))]),
            json!([{"path": "/cache", "methods": ["GET"], "jwt": with(&either)}]),
        ),
    ]);
}

#[test]
fn rules_with_opaque_tokens_become_what_upstream_makes_of_them() {
    let authorizer = json!({"authorizers": ["oauth2-proxy"]});
    let both = json!([{"path": "/image", "methods": ["GET"],
        "extAuth": {"authorizers": ["oauth2-proxy"], "restrictions": by_issuer()}}]);
    let (token, opaque) = (
        json!({"handler": "jwt", "config": by_keys()}),
        json!({"handler": "oauth2_introspection", "config": introspection()}),
    );
    let image =
        |strategies: &Value| json!([{"path": "/image", "methods": ["GET"], "accessStrategies": strategies}]);
    compare(&[
        (
            "opaque tokens",
            json!([
                rule("/anything", POST, "oauth2_introspection", &introspection()),
                rule("/.*", GET, "oauth2_introspection", &introspection()),
            ]),
            json!([
                {"path": "/anything", "methods": ["POST"], "extAuth": authorizer},
                {"path": "/{**}", "methods": ["GET"], "extAuth": authorizer},
            ]),
        ),
        ("a token beside an opaque one, on one path", image(&json!([token, opaque])), both.clone()),
        ("the same in the other order", image(&json!([opaque, token])), both),
    ]);
}

#[test]
fn a_rule_that_v2_cannot_express_is_refused_with_its_reason() {
    let why =
        migrate(&old(&json!([open("/a+", &["GET"], "noop")]), &[]), &given()).expect_err("it has no v2 form");
    assert_eq!(why, "v2 cannot express any of its rules: \"+\" in /a+ has no v2 form");
}

#[test]
fn gateways_of_every_legacy_form_are_the_same_gateway() {
    for written in [
        "kyma-gateway.kyma-system.svc.cluster.local",
        "kyma-gateway.kyma-system.svc.cluster",
        "kyma-gateway.kyma-system.svc",
        "kyma-gateway.kyma-system",
        "kyma-gateway",
        "kyma-system/kyma-gateway",
    ] {
        let rules = json!([open("/.*", &["GET"], "no_auth")]);
        let found = migrated(&old(&rules, &[("gateway", json!(written))])).object;
        assert_eq!(found.pointer("/spec/gateway"), Some(&json!("kyma-system/kyma-gateway")), "{written}");
    }
}

#[test]
fn what_is_set_on_requests_stays_set() {
    let mut first = rule("/headers", &["GET"], "jwt", &by_issuer());
    first["mutators"] = json!([
        {"handler": "header", "config": {"headers": {"x-shop": "a-value"}}},
        {"handler": "cookie", "config": {"cookies": {"x-shop": "a-cookie"}}},
    ]);
    let found = migrated(&old(&json!([first]), &[])).object;
    let wanted = json!({"headers": {"x-shop": "a-value"}, "cookies": {"x-shop": "a-cookie"}});
    assert_eq!(found.pointer("/spec/rules/0/request"), Some(&wanted));
}

#[test]
fn a_cors_policy_is_kept_and_rules_answer_preflight_requests() {
    let policy = json!({
        "allowOrigins": [{"exact": "https://shop.example.com"}, {"regex": ".*local.example.com"}],
        "allowMethods": ["GET", "POST"], "allowHeaders": ["x-custom"], "exposeHeaders": ["x-custom"],
        "allowCredentials": true, "maxAge": "10s",
    });
    let rules = json!([open("/.*", &["GET", "OPTIONS"], "allow"), open("/ip", &["POST"], "noop")]);
    let found = migrated(&old(&rules, &[("corsPolicy", policy.clone())])).object;
    let mut wanted = policy;
    wanted["maxAge"] = json!(10);
    assert_eq!(found.pointer("/spec/corsPolicy"), Some(&wanted));
    let methods = |at: usize| found.pointer(&format!("/spec/rules/{at}/methods")).cloned();
    assert_eq!(methods(0), Some(json!(["GET", "OPTIONS"])));
    assert_eq!(methods(1), Some(json!(["POST"])), "the first rule answers OPTIONS for every path");
}

#[test]
fn services_of_rules_stay_in_their_namespace() {
    let mut other = rule("/hello", &["GET"], "jwt", &by_issuer());
    other["service"] = json!({"name": "hello", "namespace": "other", "port": 5000});
    let rules = json!([rule("/ip", &["GET"], "jwt", &by_issuer()), other]);
    let found = migrated(&old(&rules, &[])).object;
    assert_eq!(found.pointer("/spec/rules/1/service"), other.get("service"));
    assert_eq!(found.pointer("/spec/service/name"), Some(&json!("echo")));
}

#[test]
fn rules_of_the_annotation_are_those_that_are_migrated() {
    let spec = old(&json!([rule("/headers", &["GET"], "jwt", &by_keys())]), &[])["spec"].to_string();
    let shown = json!({
        "apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule",
        "metadata": {"name": "echo", "namespace": "shop", "annotations": {
            "gateway.kyma-project.io/original-version": "v1beta1", "gateway.kyma-project.io/v1beta1-spec": spec,
        }},
        "spec": {},
    });
    let found = migrated(&shown).object;
    assert_eq!(found.pointer("/spec/rules/0/jwt/authentications/0/issuer"), Some(&json!(ISSUER)));
}

#[test]
fn what_upstream_says_about_every_migration_is_said() {
    let found = migrated(&old(&json!([open("/.*", &["GET"], "no_auth")]), &[]));
    for part in
        ["from within the cluster are refused", "pods of its Services have no sidecar", "other origins"]
    {
        assert!(found.notes.iter().any(|note| note.text.contains(part)), "{part}: {:?}", found.notes);
    }
    let two = json!([{"path": "/image", "methods": ["GET"], "accessStrategies": [
        {"handler": "jwt", "config": by_keys()}, {"handler": "oauth2_introspection", "config": introspection()},
    ]}]);
    let found = migrated(&old(&two, &[]));
    let closes =
        |note: &&super::MigrationNote| note.grade == NoteGrade::Closes && note.text.contains("was enough");
    assert_eq!(found.notes.iter().filter(closes).count(), 1, "{:?}", found.notes);
}

#[test]
fn a_rule_without_methods_is_valid_in_neither_version() {
    let mut rule = open("/.*", &[], "no_auth");
    if let Value::Object(fields) = &mut rule {
        fields.remove("methods");
    }
    let why = migrate(&old(&json!([rule]), &[]), &given()).expect_err("no server took it");
    assert_eq!(why, "v2 cannot express any of its rules: it lists no method");
}
