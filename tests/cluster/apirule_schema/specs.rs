//! Specs of APIRules around every border of their schemas, the same every time.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

fn spec(version: &str) -> Value {
    if version == "v1beta1" {
        return json!({
            "host": "a.example.com", "gateway": "kyma-system/kyma-gateway", "service": {"name": "x", "port": 80},
            "corsPolicy": {"maxAge": "5m0s", "allowOrigins": [{"exact": "https://a.com"}]},
            "rules": [{
                "path": "/.*", "methods": ["GET"], "service": {"name": "x", "port": 80}, "timeout": 10,
                "accessStrategies": [{"handler": "jwt", "config": {"trusted_issuers": ["i"]}}], "mutators": [{"handler": "noop"}],
            }],
        });
    }
    let jwt = json!({
        "authentications": [{"issuer": "i", "jwksUri": "k", "fromHeaders": [{"name": "n"}], "fromParams": ["p"]}],
        "authorizations": [{"audiences": ["a"], "requiredScopes": ["s"]}],
    });
    json!({
        "hosts": ["a.example.com"], "gateway": "kyma-system/kyma-gateway", "service": {"name": "x", "port": 80},
        "corsPolicy": {"maxAge": 5, "allowOrigins": [{"exact": "https://a.com"}], "allowMethods": ["GET"]},
        "rules": [
            {"path": "/*", "methods": ["GET"], "noAuth": true, "timeout": 10, "service": {"name": "y", "port": 1}},
            {"path": "/a/{*}", "methods": ["GET", "POST"], "jwt": jwt, "request": {"headers": {"a": "b"}, "cookies": {"c": "d"}}},
            {"path": "/b", "methods": ["PUT"], "extAuth": {"authorizers": ["a"], "restrictions": jwt}},
        ],
    })
}

/// Every place of a value, as pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut below = |key: &str, value: &Value| {
        let place = format!("{at}/{key}");
        found.push(place.clone());
        places(value, &place, found);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| below(&index.to_string(), value));
        }
        _ => {}
    }
}

/// Values around the borders of a place, and of other types.
#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
fn values(place: &str) -> Vec<Value> {
    let long = "a".repeat(63);
    let texts: Vec<String> =
        match place.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default() {
            "hosts" | "host" => [
                "a",
                "ab",
                "abc",
                "*",
                "*.com",
                "*.a.com",
                "*.a.b",
                "a.b",
                "a.bc",
                "a.b.co",
                "example.c",
                "10.0.0.1",
                "1.2.30",
                "a.com-x",
                "a.b-c",
                "A.com",
                "a_b.com",
                "a.com.",
                ".a.com",
                "a..com",
                "-a.com",
                "a-.com",
                "a.com:80",
                "xn--a.de",
                "ä.com",
                "a[.com",
                "a.b[c",
                "a.b[-c",
                "a.-b",
                "a.b-",
                "",
                "a.com\n",
                &long,
                &format!("{long}a"),
                &format!("{long}.{long}"),
                &format!("{long}.{long}a"),
                &format!("{}com", "a.".repeat(125)),
                &format!("{}com", "a.".repeat(126)),
                &format!("{}com", "a.".repeat(127)),
            ]
            .map(str::to_owned)
            .to_vec(),
            "gateway" => [
                "a/b",
                "a",
                "a/",
                "/b",
                "a/b/c",
                "A/b",
                "a-/b",
                "a/-b",
                "a.b/c",
                "a.b.c",
                "a_b",
                "a..b",
                "",
                "mesh",
                &format!("{long}/{long}"),
                &format!("{long}a/b"),
                &format!("a/{long}a"),
            ]
            .map(str::to_owned)
            .to_vec(),
            "path" => [
                "/",
                "/*",
                "/**",
                "/a/*",
                "/.*",
                "./*",
                "*",
                "/{*}",
                "/{**}",
                "/{***}",
                "/a{*}",
                "/{*}a",
                "//",
                "/a//b",
                "/%41",
                "/%4",
                "/%zz",
                "/a b",
                "/a?b",
                "/a#b",
                "/a.b~c!$&'()+,;=:@-_",
                "/ä",
                "",
                "a",
                "(/a)",
                "$",
                "\\",
                "/{a}",
                "/a\n",
            ]
            .map(str::to_owned)
            .to_vec(),
            "methods" => ["GET", "get", "TRACE", "ANY", "*", ""].map(str::to_owned).to_vec(),
            "namespace" => ["a", "a-b", "a-", "-a", "A", "a.b", "", "0"].map(str::to_owned).to_vec(),
            "maxAge" => [
                "5m0s",
                "1h30m",
                "300ms",
                "1.5h",
                ".5s",
                "1.s",
                ".s",
                "0",
                "-0",
                "5",
                "s",
                "5x",
                "-5s",
                "+5s",
                "--5s",
                "2 days",
                "2days",
                "1 Week",
                "10 MINUTES",
                "5 µs",
                "5µs",
                "1 fortnight",
                "about 5 min",
                "5m x",
                "99999999999999999999s",
                "9999999h",
                "",
                "1_000s",
                "1e3s",
            ]
            .map(str::to_owned)
            .to_vec(),
            _ => vec![String::new(), "a".into()],
        };
    let others = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(2),
        json!(3900),
        json!(3901),
        json!(65535),
        json!(65536),
        json!(-1),
        json!(80.0),
        json!(80.5),
        json!(1e30),
        json!(i64::MAX),
        json!([]),
        json!([null]),
        json!(["a"]),
        json!({}),
        json!({"a": null}),
        json!({"a": "b"}),
        json!({"a": 1}),
        json!(["a.example.com", "b.example.com"]),
    ];
    texts.into_iter().map(Value::from).chain(others).collect()
}

#[derive(Debug, Clone)]
enum Change {
    Set(String, Value),
    Drop(String),
    Add(String, &'static str, Value),
}

const NAMES: [&str; 12] = [
    "jwtAuth",
    "noAuth",
    "jwt",
    "extAuth",
    "namespace",
    "externalGateway",
    "timeout",
    "external",
    "accessStrategies",
    "host",
    "prefix",
    "config",
];

fn change(version: &'static str) -> BoxedStrategy<Change> {
    let mut all = Vec::new();
    places(&spec(version), "", &mut all);
    let place = prop::sample::select(all);
    let set = place.clone().prop_flat_map(|place| {
        let value = prop::sample::select(values(&place));
        value.prop_map(move |value| Change::Set(place.clone(), value))
    });
    let add = (place.clone(), prop::sample::select(NAMES.to_vec())).prop_flat_map(|(place, name)| {
        let value = prop::sample::select(values(name));
        value.prop_map(move |value| Change::Add(place.clone(), name, value))
    });
    prop_oneof![5 => set, 2 => place.prop_map(Change::Drop), 2 => add].boxed()
}

fn apply(spec: &mut Value, change: &Change) {
    match change {
        Change::Set(place, value) => {
            if let Some(held) = spec.pointer_mut(place) {
                *held = value.clone();
            }
        }
        Change::Drop(place) => {
            let (parent, key) = place.rsplit_once('/').expect("a place");
            match spec.pointer_mut(parent) {
                Some(Value::Object(map)) => drop(map.remove(key)),
                Some(Value::Array(list)) if !list.is_empty() => drop(list.pop()),
                _ => {}
            }
        }
        Change::Add(place, name, value) => {
            if let Some(Value::Object(map)) = spec.pointer_mut(place) {
                map.insert((*name).to_owned(), value.clone());
            }
        }
    }
}

/// Specs that are the same every time, each with up to three changes.
pub fn specs(version: &'static str, count: usize) -> Vec<Value> {
    let changes = prop::collection::vec(change(version), 1..4);
    let strategy = changes.prop_map(move |changes| {
        let mut spec = spec(version);
        for one in &changes {
            apply(&mut spec, one);
        }
        spec
    });
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a spec").current()).collect()
}

/// Each value of each place alone, so that no border is left to chance.
pub fn borders(version: &str) -> Vec<Value> {
    let mut all = Vec::new();
    places(&spec(version), "", &mut all);
    let each = all.iter().flat_map(|place| {
        values(place).into_iter().map(|value| {
            let mut spec = spec(version);
            apply(&mut spec, &Change::Set(place.clone(), value));
            spec
        })
    });
    each.chain([json!(null), json!([]), json!("a"), json!({})]).collect()
}
