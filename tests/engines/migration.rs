//! The same request to an APIRule of v1beta1, by what its rules say, and to its v2 form, by the policies that
//! the controller generates.

use fnsec::decode;
use fnsec::engine::mesh::generate::{GenerationContext, generate};
use fnsec::engine::mesh::{Mesh, Request, Token};
use fnsec::engine::migration::{Additions, NoteGrade, migrate};
use fnsec::model::{Change, Dirty, Feed, Kind, Object, Snapshot};
use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};

const ISSUER: &str = "https://id.example.com";

/// What a rule asks of a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Open(&'static str),
    Token { scope: bool, audience: bool },
}

#[derive(Debug, Clone)]
struct OldRule {
    path: &'static str,
    methods: Vec<&'static str>,
    ask: Ask,
}

impl OldRule {
    fn value(&self) -> Value {
        let strategy = match self.ask {
            Ask::Open(handler) => json!({"handler": handler}),
            Ask::Token { scope, audience } => {
                let mut config =
                    json!({"trusted_issuers": [ISSUER], "jwks_urls": ["https://id.example.com/k"]});
                if scope {
                    config["required_scope"] = json!(["write"]);
                }
                if audience {
                    config["target_audience"] = json!(["orders"]);
                }
                json!({"handler": "jwt", "config": config})
            }
        };
        json!({"path": self.path, "methods": self.methods, "accessStrategies": [strategy]})
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        let written = if self.path == "/*" { "/.*" } else { self.path };
        let expression = Regex::new(&format!("^(?:{written})$")).expect("an expression");
        let every = self.ask == Ask::Open("allow");
        expression.is_match(path) && (every || self.methods.contains(&method))
    }

    fn accepts(&self, token: Option<&Caller>) -> bool {
        match self.ask {
            Ask::Open(_) => true,
            Ask::Token { scope, audience } => token.is_some_and(|token| {
                token.issuer == ISSUER && (!scope || token.scope) && (!audience || token.audience)
            }),
        }
    }
}

#[derive(Debug, Clone)]
struct Caller {
    issuer: &'static str,
    scope: bool,
    audience: bool,
}

fn any_rule() -> impl Strategy<Value = OldRule> {
    let path = prop::sample::select(vec![
        "/.*",
        "/a",
        "/a/.*",
        "/admin",
        "/a/[^/]+",
        "/a/[^/]+/x",
        "/a/(b|c)",
        "/b/.+",
        "/a/?",
        "/",
        "/api.*",
        "/n/[0-9]+",
    ]);
    let methods = prop::sample::subsequence(vec!["GET", "POST", "DELETE"], 1..=3);
    let ask = prop_oneof![
        prop::sample::select(vec!["allow", "no_auth", "noop"]).prop_map(Ask::Open),
        any::<(bool, bool)>().prop_map(|(scope, audience)| Ask::Token { scope, audience }),
    ];
    (path, methods, ask).prop_map(|(path, methods, ask)| OldRule { path, methods, ask })
}

fn any_caller() -> impl Strategy<Value = Option<Caller>> {
    let caller = (prop::sample::select(vec![ISSUER, "https://other"]), any::<bool>(), any::<bool>());
    prop::option::of(caller.prop_map(|(issuer, scope, audience)| Caller { issuer, scope, audience }))
}

fn cluster() -> Snapshot {
    let mut snapshot = Snapshot::default();
    let mut dirty = Dirty::default();
    for kind in Kind::ALL {
        let namespace = kind.info().place().into();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    let objects = [
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "orders", "namespace": "shop"},
            "spec": {"selector": {"app": "orders"}, "ports": [{"port": 80, "targetPort": 8080}]}}),
        json!({"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "orders-1", "namespace": "shop", "labels": {"app": "orders"}},
            "spec": {"containers": [{"name": "app"}, {"name": "istio-proxy"}]}, "status": {"phase": "Running"}}),
        json!({"apiVersion": "networking.istio.io/v1", "kind": "Gateway",
            "metadata": {"name": "kyma-gateway", "namespace": "kyma-system"},
            "spec": {"servers": [{"hosts": ["*.example.com"], "port": {"number": 443, "protocol": "HTTPS"}}]}}),
    ];
    for object in objects {
        snapshot.apply(Change::Put(decoded(&object)), &mut dirty);
    }
    snapshot
}

fn decoded(value: &Value) -> Object {
    let kind = Kind::ALL.into_iter().find(|kind| value["kind"] == kind.info().name).expect("a kind");
    decode::object(kind, &value.to_string()).expect("it is decoded")
}

proptest! {
    #[test]
    fn a_migrated_apirule_admits_what_the_old_one_admitted_except_for_what_is_noted(
        rules in prop::collection::vec(any_rule(), 1..5),
        requests in prop::collection::vec((
            prop::sample::select(vec!["GET", "POST", "DELETE"]),
            prop::sample::select(vec![
                "/", "/a", "/a/", "/a/b", "/a/c", "/a/b/x", "/admin", "/b/x", "/b/x/y", "/api", "/api/x", "/apix",
                "/n/12", "/n/x", "/other",
            ]),
            any_caller(),
        ), 1..20),
    ) {
        let old = json!({
            "apiVersion": "gateway.kyma-project.io/v1beta1", "kind": "APIRule",
            "metadata": {"name": "orders", "namespace": "shop"},
            "spec": {"host": "orders.example.com", "gateway": "kyma-system/kyma-gateway",
                "service": {"name": "orders", "port": 80},
                "rules": rules.iter().map(OldRule::value).collect::<Vec<_>>()},
        });
        let new = match migrate(&old, &Additions::default()) {
            Ok(new) => new,
            // Templates of one and of many segments may not follow each other.
            Err(why) => {
                prop_assert!(why.starts_with("v2 refuses"), "{}", why);
                return Ok(());
            }
        };
        let Object::APIRule(rule) = decoded(&new.object) else { panic!("an APIRule") };
        let snapshot = cluster();
        let made = generate(&rule, &GenerationContext::cluster(&snapshot));
        prop_assert_eq!(made.valid, Some(true), "{:?} {}", made.errors, new.object);
        let mesh = Mesh::intended(&snapshot, [&made]);
        let opens = new.notes.iter().any(|note| note.grade == NoteGrade::Opens);
        let checks_tokens = rules.iter().any(|rule| matches!(rule.ask, Ask::Token { .. }));
        for (method, path, caller) in requests {
            let first = rules.iter().position(|rule| rule.matches(method, path));
            let closes = new.notes.iter().any(|note| note.rule == first && note.grade == NoteGrade::Closes);
            // The mesh refuses an invalid token wherever one of its pods checks tokens.
            let invalid = checks_tokens && caller.as_ref().is_some_and(|caller| caller.issuer != ISSUER);
            let before = first.and_then(|at| rules.get(at)).is_some_and(|rule| rule.accepts(caller.as_ref()));
            let list = |holds: bool, word: &str| if holds { vec![word.to_owned()] } else { Vec::new() };
            let token = caller.as_ref().map(|caller| {
                Token::of(caller.issuer, &list(caller.audience, "orders"), &list(caller.scope, "write"))
            });
            let request = Request::through_gateway(method, "orders.example.com", path).with_token(token);
            let probe = made.probe(&mesh, &request);
            let after = probe.rule.is_some() && probe.answer.allowed();
            let what = || format!("{method} {path} {caller:?}: {:?} {}", new.notes, new.object);
            prop_assert!(!after || before || opens, "opens {}", what());
            prop_assert!(after || !before || closes || invalid, "closes {}", what());
        }
    }
}
