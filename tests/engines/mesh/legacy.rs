//! What older API gateways make of v1beta1 APIRules, by who checks tokens.

use super::generated::{AROUND, ID};
use super::{get, snapshot, token};
use fnsec::engine::mesh::drift::{actual, drift};
use fnsec::engine::mesh::weaker::weaker;
use fnsec::engine::mesh::{GeneratedObjects, GenerationContext, Mesh, Request, generate, spec};
use proptest::prelude::*;
use serde_json::{Value, json};

pub const GATEWAY: &str = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
pub const PROXY: &str = "cluster.local/ns/kyma-system/sa/oathkeeper-maester-account";

/// The API gateway of a version, and who checks tokens.
pub fn platform(version: &str, checker: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata: {{name: api-gateway-controller-manager, namespace: kyma-system}}
spec: {{template: {{spec: {{containers: [{{name: m, image: 'example.com/api-gateway:{version}'}}]}}}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: api-gateway-config, namespace: kyma-system}}
data: {{api-gateway-config: 'jwtHandler: {checker}'}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: other, namespace: kyma-system}}
---
"
    )
}

/// `GET,POST /path handler`; `jwt`, `jwt[a b]` and `scopes[r w]` as the mesh reads them, `token` as Oathkeeper does;
/// anything in brackets is a list of strategies as it stands.
pub fn rules(lines: &str) -> Value {
    let issuer = || json!([{"issuer": ID, "jwksUri": format!("{ID}/keys")}]);
    let listed = |word: &str, stem: &str| -> Option<Vec<String>> {
        Some(word.strip_prefix(stem)?.strip_suffix(']')?.split(' ').map(Into::into).collect())
    };
    let strategies = |word: &str| -> Value {
        let config = match (word, listed(word, "jwt["), listed(word, "scopes[")) {
            ("jwt", ..) => json!({"authentications": issuer()}),
            ("token", ..) => json!({"trusted_issuers": [ID], "jwks_urls": [format!("{ID}/keys")]}),
            (_, Some(list), _) => {
                json!({"authentications": issuer(), "authorizations": [{"audiences": list}]})
            }
            (_, _, Some(list)) => {
                json!({"authentications": issuer(), "authorizations": [{"requiredScopes": list}]})
            }
            _ if word.starts_with('[') => return serde_json::from_str(word).expect("strategies"),
            _ => return json!([{"handler": word}]),
        };
        json!([{"handler": "jwt", "config": config}])
    };
    let rule = |line: &str| {
        let mut words = line.trim().splitn(3, ' ');
        let mut word = || words.next().expect("methods, a path, a handler").to_owned();
        let (methods, path, strategy) = (word(), word(), word());
        json!({"path": path, "methods": methods.split(',').collect::<Vec<_>>(), "accessStrategies": strategies(&strategy)})
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(rule).collect()
}

pub fn born_old(spec: &Value) -> String {
    let object = json!({
        "apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule",
        "metadata": {"name": "r", "namespace": "shop", "annotations": {
            "gateway.kyma-project.io/original-version": "v1beta1",
            "gateway.kyma-project.io/v1beta1-spec": spec.to_string(),
        }},
        "spec": {"hosts": [spec["host"]], "gateway": "kyma-system/way", "service": spec["service"], "rules": null},
    });
    format!("{object}\n---\n")
}

pub fn of(spec: &Value, around: &str) -> GeneratedObjects {
    let snapshot = snapshot(&(born_old(spec) + around + AROUND));
    generate(&snapshot.space("shop").expect("a space").api_rules["r"], &GenerationContext::cluster(&snapshot))
}

pub fn spec_of(lines: &str) -> Value {
    json!({"host": "x.d.example", "gateway": "kyma-system/way", "service": {"name": "x", "port": 80}, "rules": rules(lines)})
}

pub fn made(checker: &str, lines: &str) -> GeneratedObjects {
    of(&spec_of(lines), &platform("3.9.0", checker))
}

fn policies(made: &GeneratedObjects) -> Vec<Value> {
    made.policies.iter().map(|one| spec::authorization(&one.policy)["rules"].clone()).collect()
}

fn from(made: &GeneratedObjects) -> Vec<Value> {
    policies(made).iter().map(|rules| rules[0]["from"][0]["source"].clone()).collect()
}

/// Where each route leads, and by which methods.
fn routes(made: &GeneratedObjects) -> Vec<(String, String)> {
    let spec = made.virtual_service.as_ref().expect("a route");
    let text = |value: &Value| value.as_str().unwrap_or("all").to_owned();
    let one = |route: &Value| {
        let host = text(&route["route"][0]["destination"]["host"]);
        (host.split('.').next().unwrap_or_default().to_owned(), text(&route["match"][0]["method"]["regex"]))
    };
    spec["http"].as_array().expect("routes").iter().map(one).collect()
}

fn word(made: &GeneratedObjects, request: &Request) -> &'static str {
    made.probe(&made.mesh(), &Request { host: "x.d.example".into(), ..request.clone() }).answer.verdict.word()
}

const ALL: &str = "GET /a allow
GET /b no_auth
GET /c noop
GET /d oauth2_introspection
GET /e unauthorized
GET /f anonymous
GET /g cookie_session
GET /h oauth2_client_credentials";

#[test]
fn oathkeeper_gets_a_rule_for_each_handler_but_two_and_policies_are_never_made() {
    let made = made("ory", &format!("{ALL}\nGET /i token"));
    assert_eq!((made.valid, &made.errors), (Some(true), &Vec::new()));
    assert!(made.policies.is_empty() && made.requests.is_empty());
    let paths: Vec<usize> = made.proxied.iter().map(|one| one.at).collect();
    assert_eq!(paths, [2, 3, 4, 5, 6, 7, 8]);
    let rule = &made.proxied[0].rule;
    assert_eq!(rule.url, "<http|https>://x.d.example</c>");
    assert_eq!(
        (rule.upstream.as_str(), rule.methods.as_slice()),
        ("http://x.shop.svc.cluster.local:80", &["GET".to_owned()][..])
    );
    assert_eq!(made.proxied[6].rule.authenticators[0].issuers, [ID]);
}

#[test]
fn under_oathkeeper_only_no_auth_is_routed_by_method() {
    let made = made("ory", ALL);
    let proxy = || ("ory-oathkeeper-proxy".to_owned(), "all".to_owned());
    let mut wanted = vec![("x".to_owned(), "all".to_owned()), ("x".to_owned(), "^(GET)$".to_owned())];
    wanted.extend((0..6).map(|_| proxy()));
    assert_eq!(routes(&made), wanted);
}

#[test]
fn in_the_mesh_only_two_handlers_get_a_rule_and_allow_alone_answers_every_method() {
    let made = made("istio", &format!("{ALL}\nGET /i jwt"));
    assert_eq!((made.valid, &made.errors), (Some(true), &Vec::new()));
    assert_eq!(made.proxied.iter().map(|one| one.at).collect::<Vec<_>>(), [2, 3]);
    let routes = routes(&made);
    assert_eq!(routes[0], ("x".to_owned(), "all".to_owned()));
    assert!(routes[1..].iter().all(|(_, methods)| methods == "^(GET)$"));
    let straight: Vec<usize> = (0..9).filter(|at| routes[*at].0 == "x").collect();
    assert_eq!(straight, [0, 1, 8]);
}

#[test]
fn one_rule_with_jwt_or_no_auth_gives_all_rules_policies() {
    for (lines, count) in [
        ("GET /a allow\nGET /b noop", 0),
        ("GET /a anonymous\nGET /b oauth2_introspection", 0),
        ("GET /a allow\nGET /b no_auth", 2),
        ("GET /a noop\nGET /b jwt\nGET /c allow", 3),
    ] {
        assert_eq!(made("istio", lines).policies.len(), count, "{lines}");
    }
}

#[test]
fn who_is_let_in_by_a_policy_depends_on_the_handler() {
    let made = made("istio", "GET /a allow\nGET /b no_auth\nGET /c noop\nGET /d jwt\nGET /e unauthorized");
    assert_eq!(
        from(&made),
        [
            json!({"principals": [GATEWAY]}),
            json!({"principals": [GATEWAY]}),
            json!({"principals": [PROXY]}),
            json!({"requestPrincipals": [format!("{ID}/*")]}),
            json!({"principals": [PROXY]}),
        ]
    );
}

#[test]
fn a_policy_names_methods_and_one_path_and_nothing_else() {
    let made = made("istio", "GET,POST /* no_auth\nGET /.* jwt\nGET /a/.* jwt");
    let to: Vec<Value> = policies(&made).iter().map(|rules| rules[0]["to"][0]["operation"].clone()).collect();
    assert_eq!(
        to,
        [
            json!({"methods": ["GET", "POST"], "paths": ["/*"]}),
            json!({"methods": ["GET"], "paths": ["/*"]}),
            json!({"methods": ["GET"], "paths": ["/a/.*"]}),
        ]
    );
}

#[test]
fn scopes_become_three_rules_and_audiences_conditions() {
    let made = made("istio", "GET /a scopes[r w]\nGET /b jwt[one two]");
    let when = |at: usize, rule: usize| policies(&made)[at][rule]["when"].clone();
    let asks =
        |claim: &str, value: &str| json!({"key": format!("request.auth.claims[{claim}]"), "values": [value]});
    assert_eq!(policies(&made)[0].as_array().map(Vec::len), Some(3));
    assert_eq!(when(0, 2), json!([asks("scopes", "r"), asks("scopes", "w")]));
    assert_eq!(when(1, 0), json!([asks("aud", "one"), asks("aud", "two")]));
    assert_eq!(made.requests.len(), 1);
    assert_eq!(made.requests[0].rules[0].issuer, ID);
}

#[test]
fn twins_are_one_and_the_later_stays() {
    let made = made("istio", "GET /.* no_auth\nGET /* jwt");
    assert_eq!(from(&made), [json!({"requestPrincipals": [format!("{ID}/*")]})]);
    assert_eq!(made.policies[0].rule, 1);
}

#[test]
fn a_service_without_selector_gives_policies_for_the_whole_namespace() {
    let around = AROUND.replace("selector: {app: x}, ", "");
    let snapshot = snapshot(&(born_old(&spec_of("GET /a no_auth")) + &platform("3.9.0", "istio") + &around));
    let made = generate(
        &snapshot.space("shop").expect("a space").api_rules["r"],
        &GenerationContext::cluster(&snapshot),
    );
    assert_eq!(made.valid, Some(true));
    assert_eq!(spec::authorization(&made.policies[0].policy).get("selector"), None);
}

#[test]
fn what_is_set_and_what_browsers_may_do_is_as_the_controller_writes_it() {
    let mut spec = spec_of("GET /a jwt");
    spec["rules"][0]["mutators"] = json!([{"handler": "cookie", "config": {"cookies": {"from": "outside"}}}]);
    let around = platform("3.9.0", "istio");
    let route = |spec: &Value| of(spec, &around).virtual_service.expect("a route")["http"][0].clone();
    assert_eq!(route(&spec)["headers"]["request"]["set"]["Cookie"], "from=outside");
    assert_eq!(route(&spec)["corsPolicy"]["allowOrigins"], json!([{"regex": ".*"}]));
    assert_eq!(route(&spec)["headers"]["response"].get("remove"), None);
    spec["corsPolicy"] = json!({"allowOrigins": [{"exact": "https://a.example"}]});
    assert_eq!(route(&spec)["corsPolicy"]["allowOrigins"], json!([{"exact": "https://a.example"}]));
    assert!(route(&spec)["headers"]["response"]["remove"].is_array());
}

#[test]
fn a_request_gets_in_where_handler_proxy_and_policies_agree() {
    let bearer = token(ID, &[], &[]);
    for (checker, lines, path, bare, with) in [
        ("istio", "GET /a no_auth", "/a", "allowed", "allowed"),
        ("istio", "GET /a allow", "/a", "allowed", "allowed"),
        ("istio", "GET /a jwt", "/a", "denied", "allowed"),
        ("istio", "GET /a noop", "/a", "allowed", "allowed"),
        ("istio", "GET /a anonymous", "/a", "denied", "denied"),
        ("istio", "GET /a unauthorized", "/a", "denied", "denied"),
        ("istio", "GET /a oauth2_introspection", "/a", "denied", "unknown"),
        ("ory", "GET /a anonymous", "/a", "allowed", "denied"),
        ("ory", "GET /a unauthorized", "/a", "denied", "denied"),
        ("ory", "GET /a noop", "/a", "allowed", "allowed"),
        ("ory", "GET /a token", "/a", "denied", "unknown"),
        // A policy compares an expression letter by letter: the route is there, and leads nowhere.
        ("istio", "GET /a/.* no_auth", "/a/b", "denied", "denied"),
        ("ory", "GET /a/.* no_auth", "/a/b", "allowed", "allowed"),
        // Oathkeeper reads `/*` as slashes alone, the route of the mesh as everything.
        ("istio", "GET /* noop", "/a", "denied", "denied"),
        ("istio", "GET /* noop", "/", "allowed", "allowed"),
        // The Rule of a neighbour opens what has none of its own.
        ("istio", "GET /a anonymous\nGET /.* noop", "/a", "allowed", "allowed"),
        ("ory", "GET /a token\nGET /.* noop", "/a", "denied", "denied"),
        // No rule leaves out what another one guards.
        ("istio", "GET /a jwt\nGET /.* no_auth", "/a", "allowed", "allowed"),
    ] {
        let made = made(checker, lines);
        assert_eq!(made.valid, Some(true), "{lines}: {:?}", made.errors);
        let said = [get(path), get(path).with_token(bearer.clone())].map(|request| word(&made, &request));
        assert_eq!(said, [bare, with], "{checker}: {lines}");
    }
}

#[test]
fn of_rules_with_one_path_the_first_is_routed_and_oathkeeper_may_know_the_others() {
    let post = Request { method: "POST".into(), ..get("/a") };
    let lines = "GET /a token\nPOST /a noop";
    assert_eq!(word(&made("ory", lines), &post), "allowed");
    assert_eq!(word(&made("ory", "GET /a token\nPOST /a no_auth"), &post), "denied");
    assert_eq!(word(&made("istio", "GET /a jwt\nPOST /a no_auth"), &post), "denied");
}

#[test]
fn in_the_mesh_a_token_is_enough_and_without_policies_nothing_is_asked() {
    let inside = |request: Request| request.by("shop", "default", "cluster.local");
    let ask = |made: &GeneratedObjects, request: &Request| {
        made.mesh().evaluate(&made.workload(0).expect("a pod"), request).verdict.word()
    };
    let jwt = made("istio", "GET /a jwt");
    assert_eq!(ask(&jwt, &inside(get("/a"))), "denied");
    assert_eq!(ask(&jwt, &inside(get("/a").with_token(token(ID, &[], &[])))), "allowed");
    assert_eq!(ask(&made("istio", "GET /a no_auth"), &inside(get("/a"))), "denied");
    assert_eq!(ask(&made("istio", "GET /a noop"), &inside(get("/a"))), "allowed");
    assert_eq!(ask(&made("ory", "GET /a token"), &inside(get("/a"))), "allowed");
}

#[test]
fn a_weaker_rule_that_opens_a_strict_one_is_found() {
    let found = weaker(&made("istio", "GET /a jwt\nGET /.* no_auth"));
    assert!(found.iter().any(|one| (one.strict, one.weak, one.path.as_str()) == (0, 1, "/a")), "{found:?}");
}

#[test]
fn what_the_controller_made_has_no_differences_and_a_lost_policy_is_one() {
    let (lines, around) = ("GET /a jwt\nGET /b no_auth", platform("3.9.0", "istio"));
    let made = of(&spec_of(lines), &around);
    let labels = json!({"apirule.gateway.kyma-project.io/v1beta1": "r.shop"});
    let object = |kind: &str, name: &str, spec: Value| {
        let meta = json!({"name": name, "namespace": "shop", "labels": labels});
        format!(
            "{}\n---\n",
            json!({"apiVersion": "security.istio.io/v1", "kind": kind, "metadata": meta, "spec": spec})
        )
    };
    let mut live: Vec<String> = made
        .policies
        .iter()
        .enumerate()
        .map(|(at, one)| object("AuthorizationPolicy", &format!("p{at}"), spec::authorization(&one.policy)))
        .collect();
    live.extend(
        made.requests.iter().map(|one| object("RequestAuthentication", "q", spec::authentication(one))),
    );
    let differences = |live: &[String]| drift(&made, &actual(&made.rule, &snapshot(&live.concat())));
    assert_eq!(differences(&live), Vec::<String>::new());
    assert_eq!(differences(&live[1..]).len(), 1);
    let silent = of(&spec_of(lines), &platform("3.9.0", "other"));
    assert_eq!(drift(&silent, &actual(&silent.rule, &snapshot(&live[1..].concat()))), Vec::<String>::new());
}

fn handlers() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "allow",
        "no_auth",
        "noop",
        "jwt",
        "jwt[a]",
        "scopes[r]",
        "oauth2_introspection",
        "anonymous",
        "unauthorized",
    ])
    .prop_map(Into::into)
}

fn lines() -> impl Strategy<Value = String> {
    let path = proptest::sample::select(vec!["/a", "/b", "/.*", "/*", "/a/.*", "/(a|b)"]);
    let methods = proptest::sample::select(vec!["GET", "POST", "GET,POST"]);
    let line = (methods, path, handlers())
        .prop_map(|(methods, path, handler)| format!("{methods} {path} {handler}"));
    proptest::collection::vec(line, 1..5).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_policy_is_about_hosts_or_leaves_paths_out(lines in lines()) {
        for one in made("istio", &lines).policies {
            for to in one.policy.rules.iter().flat_map(|rule| &rule.to) {
                prop_assert!(to.hosts.is_empty() && to.not_paths.is_empty() && to.paths.len() == 1);
            }
        }
    }

    #[test]
    fn oathkeeper_never_makes_a_policy(lines in lines()) {
        let made = made("ory", &lines.replace("jwt[a]", "token").replace("scopes[r]", "token").replace("jwt", "token"));
        prop_assert!(made.policies.is_empty() && made.requests.is_empty());
    }

    #[test]
    fn whoever_gets_in_without_a_token_was_let_in_by_a_handler_that_asks_for_none(lines in lines(), path in "/(a|b|a/b)?") {
        let made = made("istio", &lines);
        if made.valid == Some(true) && word(&made, &get(&path)) == "allowed" {
            prop_assert!(["allow", "no_auth", "noop"].iter().any(|name| lines.contains(name)), "{lines} {path}");
        }
    }

    #[test]
    fn a_policy_is_host_independent(lines in lines(), path in "/(a|b)?") {
        let made = made("istio", &lines);
        let mesh: Mesh = made.mesh();
        if let Some(pod) = made.workload(0) {
            let other = Request { host: "other.example".into(), ..get(&path) };
            prop_assert_eq!(mesh.evaluate(&pod, &get(&path)).verdict, mesh.evaluate(&pod, &other).verdict);
        }
    }
}
