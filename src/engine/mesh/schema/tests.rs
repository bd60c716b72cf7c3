use super::{check, seconds, typed};
use serde_json::{Value, json};

fn spec() -> Value {
    json!({
        "hosts": ["a.example.com"], "gateway": "kyma-system/kyma-gateway", "service": {"name": "x", "port": 80},
        "rules": [{"path": "/*", "methods": ["GET"], "noAuth": true}],
    })
}

fn old() -> Value {
    json!({
        "host": "a.example.com", "gateway": "kyma-gateway.kyma-system.svc.cluster.local",
        "service": {"name": "x", "port": 80},
        "rules": [{"path": "/.*", "methods": ["GET"], "accessStrategies": [{"handler": "no_auth"}]}],
    })
}

/// A spec with one value changed, or without one.
fn with(mut spec: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = spec.pointer_mut(parent).expect("a parent");
    match (parent, value) {
        (Value::Object(map), Value::Null) => drop(map.remove(key)),
        (Value::Object(map), value) => drop(map.insert(key.into(), value)),
        (Value::Array(list), value) => list[key.parse::<usize>().expect("a position")] = value,
        (other, _) => panic!("{other} has no fields"),
    }
    spec
}

fn places(version: &str, spec: &Value) -> Vec<String> {
    check(version, spec).faults.iter().map(super::SchemaFault::path).collect()
}

#[test]
fn what_is_usual_is_accepted() {
    for (version, spec) in [("v2", spec()), ("v2alpha1", spec()), ("v1beta1", old()), ("v1alpha1", json!({}))]
    {
        assert_eq!(places(version, &spec), [""; 0], "{version}");
    }
}

#[test]
fn hosts_are_labels_or_whole_names() {
    let long = "a".repeat(63);
    for good in [
        "a",
        &long,
        "httpbin.x.com",
        "*.a.com",
        "a.com",
        "1.2.30",
        "xn--a.de",
        &format!("{long}.{long}"),
        "a-b.co",
    ] {
        assert_eq!(places("v2", &with(spec(), "/hosts/0", json!(good))), [""; 0], "{good}");
    }
    let longer = format!("{long}a");
    let name = format!("{}com", "a.".repeat(130));
    for bad in [
        "",
        "a.b",
        "a.b.c",
        "example.c",
        "*.a.b",
        "*.com",
        "*",
        "*a.com",
        "10.0.0.1",
        "a.com-x",
        "a.b-c",
        "A.com",
        "a.com.",
        "a..com",
        "a.com:443",
        "-a.com",
        "a_b.com",
        "ä.com",
        &longer,
        &format!("{longer}.com"),
        &name,
        "a.com\n",
    ] {
        assert_eq!(places("v2", &with(spec(), "/hosts/0", json!(bad)))[0], "spec.hosts[0]", "{bad}");
    }
}

#[test]
fn gateways_are_a_namespace_and_a_name() {
    let long = "a".repeat(63);
    for (good, bad) in [
        ("a/b".to_owned(), "kyma-gateway".to_owned()),
        (format!("{long}/{long}"), format!("{long}a/b")),
        ("kyma-system/kyma-gateway".into(), "kyma-gateway.kyma-system.svc.cluster.local".into()),
        ("0/0".into(), "a/b/c".into()),
        ("a-b/c-d".into(), "a-/b".into()),
        ("a/b".into(), "kyma-system/".into()),
        ("a/b".into(), "Kyma/gateway".into()),
    ] {
        for key in ["gateway", "externalGateway"] {
            assert_eq!(places("v2", &with(spec(), &format!("/{key}"), json!(good))), [""; 0], "{good}");
            assert_eq!(
                places("v2", &with(spec(), &format!("/{key}"), json!(bad))),
                [format!("spec.{key}")],
                "{bad}"
            );
        }
    }
}

#[test]
fn each_border_is_kept() {
    let jwt = json!({"authentications": [{"issuer": "i", "jwksUri": "k", "fromHeaders": [{"prefix": "p"}]}]});
    for (pointer, value, place) in [
        ("/hosts", json!([]), "spec.hosts"),
        ("/hosts", json!(["a.com", "b.com"]), "spec.hosts"),
        ("/hosts", Value::Null, "spec.hosts"),
        ("/rules", json!([]), "spec.rules"),
        ("/service/port", Value::Null, "spec.service.port"),
        ("/service/port", json!(0), "spec.service.port"),
        ("/service/port", json!(65536), "spec.service.port"),
        ("/service/port", json!("80"), "spec.service.port"),
        ("/service/port", json!(80.5), "spec.service.port"),
        ("/service/name", Value::Null, "spec.service.name"),
        ("/service/namespace", json!("A"), "spec.service.namespace"),
        ("/timeout", json!(0), "spec.timeout"),
        ("/timeout", json!(3901), "spec.timeout"),
        ("/rules/0/timeout", json!("30s"), "spec.rules[0].timeout"),
        ("/rules/0/methods", json!([]), "spec.rules[0].methods"),
        ("/rules/0/methods", json!(["get"]), "spec.rules[0].methods[0]"),
        ("/rules/0/methods", json!([null]), "spec.rules[0].methods[0]"),
        ("/rules/0/methods", Value::Null, "spec.rules[0].methods"),
        ("/rules/0/path", json!("/a/*"), "spec.rules[0].path"),
        ("/rules/0/path", json!("/.*"), "spec.rules[0].path"),
        ("/rules/0/path", json!("./*"), "spec.rules[0].path"),
        ("/rules/0/path", json!("/a{*}"), "spec.rules[0].path"),
        ("/rules/0/path", json!("/%2"), "spec.rules[0].path"),
        ("/rules/0/path", json!("a"), "spec.rules[0].path"),
        ("/rules/0/noAuth", json!(false), "spec.rules[0]"),
        ("/rules/0/noAuth", json!("true"), "spec.rules[0].noAuth"),
        ("/rules/0/jwt", json!({}), "spec.rules[0]"),
        ("/rules/0/jwt", jwt, "spec.rules[0].jwt.authentications[0].fromHeaders[0].name"),
        ("/rules/0/extAuth", json!({}), "spec.rules[0].extAuth.authorizers"),
        ("/rules/0/extAuth", json!({"authorizers": []}), "spec.rules[0].extAuth.authorizers"),
        ("/corsPolicy", json!({"maxAge": 0}), "spec.corsPolicy.maxAge"),
        ("/corsPolicy", json!({"maxAge": "5m"}), "spec.corsPolicy.maxAge"),
        ("/corsPolicy", json!({"allowOrigins": [{"exact": 1}]}), "spec.corsPolicy.allowOrigins[0].exact"),
        ("/corsPolicy", json!({"allowOrigins": ["*"]}), "spec.corsPolicy.allowOrigins[0]"),
    ] {
        let found = places("v2", &with(spec(), pointer, value.clone()));
        assert!(found.contains(&place.to_owned()), "{pointer} {value}: {found:?}");
    }
    for (pointer, value) in [
        ("/timeout", json!(1)),
        ("/timeout", json!(3900)),
        ("/timeout", json!(180.0)),
        ("/service/port", json!(65535)),
        ("/service", Value::Null),
        ("/gateway", Value::Null),
        ("/rules/0/path", json!("/a%2F/{*}/{**}")),
        ("/rules/0/path", json!("//")),
        ("/corsPolicy", json!({"maxAge": 1, "allowOrigins": [{"exact": null}]})),
        ("/rules/0/request", json!({"headers": {"a": "b"}, "cookies": {}})),
    ] {
        assert_eq!(places("v2", &with(spec(), pointer, value.clone())), [""; 0], "{pointer} {value}");
    }
}

#[test]
fn a_mistyped_strategy_is_dropped_and_then_there_is_none() {
    let rule = json!({"path": "/*", "methods": ["GET"], "jwtAuth": {"authentications": []}});
    let found = check("v2", &with(spec(), "/rules/0", rule));
    assert_eq!(found.unknown, ["/spec/rules/0/jwtAuth"]);
    assert_eq!(found.faults.len(), 1);
    assert!(found.faults[0].why.contains("noAuth, jwt, extAuth"));
}

#[test]
fn exactly_one_strategy_is_set() {
    let jwt = json!({"authentications": []});
    let both = json!({"path": "/*", "methods": ["GET"], "noAuth": false, "jwt": jwt});
    assert_eq!(places("v2", &with(spec(), "/rules/0", both)), [""; 0]);
    let two = json!({"path": "/*", "methods": ["GET"], "extAuth": {"authorizers": ["a"]}, "jwt": jwt});
    assert_eq!(places("v2", &with(spec(), "/rules/0", two)), ["spec.rules[0]"]);
}

#[test]
fn an_old_spec_has_its_own_borders() {
    for (pointer, value, place) in [
        ("/host", json!("ab"), "spec.host"),
        ("/host", json!("a..com"), "spec.host"),
        ("/host", json!("*.example.com"), "spec.host"),
        ("/host", Value::Null, "spec.host"),
        ("/gateway", Value::Null, "spec.gateway"),
        ("/gateway", json!("a/b/c"), "spec.gateway"),
        ("/gateway", json!("A"), "spec.gateway"),
        ("/rules/0/path", json!(""), "spec.rules[0].path"),
        ("/rules/0/path", json!("$"), "spec.rules[0].path"),
        ("/rules/0/accessStrategies", json!([]), "spec.rules[0].accessStrategies"),
        ("/rules/0/accessStrategies", json!([{}]), "spec.rules[0].accessStrategies[0].handler"),
        ("/rules/0/accessStrategies", Value::Null, "spec.rules[0].accessStrategies"),
        ("/corsPolicy", json!({"maxAge": 300}), "spec.corsPolicy.maxAge"),
        ("/corsPolicy", json!({"maxAge": "soon"}), "spec.corsPolicy.maxAge"),
    ] {
        assert_eq!(places("v1beta1", &with(old(), pointer, value.clone())), [place], "{pointer} {value}");
    }
    for (pointer, value) in [
        ("/host", json!("abc")),
        ("/host", json!("A_b.c-[d")),
        ("/gateway", json!("a/b")),
        ("/gateway", json!("_.-")),
        ("/rules/0/path", json!("(/a|/b)")),
        ("/rules/0/path", json!("/a b")),
        ("/corsPolicy", json!({"maxAge": "1h30m"})),
        ("/rules/0/mutators", json!([{"handler": "header", "config": {"any": [1]}}])),
    ] {
        assert_eq!(places("v1beta1", &with(old(), pointer, value.clone())), [""; 0], "{pointer} {value}");
    }
}

#[test]
fn durations_are_those_of_the_server() {
    for (text, held) in [
        ("5m0s", 300),
        ("1h30m", 5400),
        ("300ms", 0),
        ("0", 0),
        ("-1m", -60),
        ("1.5h", 5400),
        (".5m", 30),
        ("2 days", 172_800),
        ("1 week", 604_800),
        ("10 minutes", 600),
        ("3us", 0),
        ("about 2 hr", 7200),
        ("+90s", 90),
    ] {
        assert_eq!(seconds(text), Some(held), "{text}");
    }
    for text in ["", "5", "m", "5x", "soon", ".", ".s"] {
        assert_eq!(seconds(text), None, "{text}");
    }
}

#[test]
fn a_wrong_type_hides_nothing_else() {
    let mut wrong = with(spec(), "/service/port", json!("80"));
    wrong["rules"] = json!(["text", {"path": "/b", "methods": ["GET", 5], "noAuth": true, "timeout": 9.0}]);
    let held = typed("v2", &wrong);
    assert_eq!(held["service"], json!({"name": "x"}));
    let rule = json!({"path": "/b", "methods": ["GET", ""], "noAuth": true, "timeout": 9});
    assert_eq!(held["rules"], json!([{}, rule]));
    assert!(!places("v2", &held).is_empty());
}

proptest::proptest! {
    /// Accepted input is unchanged, and converted input has no value of a wrong type left.
    #[test]
    fn what_was_brought_to_its_types_has_them(value in values(4)) {
        for version in ["v2", "v1beta1"] {
            let held = typed(version, &value);
            let wrong: Vec<String> = check(version, &held).faults.into_iter().map(|fault| fault.why).collect();
            let is_root = !value.is_object();
            let typed = wrong.iter().all(|why| !why.starts_with("must be of type") || why.ends_with("null"));
            proptest::prop_assert!(is_root || typed, "{held}: {wrong:?}");
        }
    }
}

/// Values of every type under the field names of the schemas.
fn values(depth: u32) -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let names = proptest::sample::select(vec![
        "hosts",
        "host",
        "gateway",
        "service",
        "rules",
        "path",
        "methods",
        "noAuth",
        "jwt",
        "extAuth",
        "timeout",
        "corsPolicy",
        "maxAge",
        "allowOrigins",
        "authentications",
        "fromHeaders",
        "name",
        "port",
        "accessStrategies",
        "handler",
        "config",
        "request",
        "headers",
        "authorizers",
        "restrictions",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z/*.]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(depth, 64, 4, move |inner| {
        let map = proptest::collection::vec((names.clone(), inner.clone()), 0..5);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            map.prop_map(|pairs| Value::Object(
                pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}
