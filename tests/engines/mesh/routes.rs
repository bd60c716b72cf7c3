//! The route that is written for an APIRule, and where requests go by it.

use super::generated::{AROUND, ID, made, of};
use super::{snapshot, token};
use fnsec::engine::mesh::Request;
use serde_json::json;

#[test]
fn the_route_is_written_as_the_controller_writes_it() {
    let made = made("GET,POST /a/{*}/b/{**} open\nGET /* open");
    let route = made.virtual_service.expect("a route");
    assert_eq!((&route["hosts"], &route["gateways"]), (&json!(["x.d.example"]), &json!(["kyma-system/way"])));
    assert_eq!(
        route["http"][0],
        json!({
            "match": [{
                "method": {"regex": "^(GET|POST)$"},
                "uri": {"regex": "^/a/([A-Za-z0-9-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+/b/([A-Za-z0-9-._~!$&'()*+,;=:@/]|%[0-9a-fA-F]{2})*$"},
            }],
            "route": [{"destination": {"host": "x.shop.svc.cluster.local", "port": {"number": 80}}, "weight": 100}],
            "timeout": "180s",
            "headers": {
                "request": {"set": {"x-forwarded-host": "x.d.example"}},
                "response": {"remove": ["Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Allow-Headers",
                    "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods", "Access-Control-Max-Age"]},
            },
        })
    );
    assert_eq!(route["http"][1]["match"][0]["uri"], json!({"prefix": "/"}));
}

#[test]
fn headers_cookies_timeouts_and_origins_reach_the_route_but_no_credential_does() {
    let text = "\
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: r, namespace: shop}
spec:
  hosts: ['*.d.example']
  gateway: kyma-system/way
  service: {name: x, port: 80}
  timeout: 60
  corsPolicy: {allowOrigins: [{exact: 'https://a.example'}, {exactt: b}], allowMethods: [GET], allowCredentials: true, maxAge: 300}
  rules:
  - path: /a
    methods: [GET]
    timeout: 5
    noAuth: true
    request: {headers: {X-Kind: shop, Authorization: 'Basic dXNlcjpodW50ZXIyaHVudGVyMg=='}, cookies: {b: '2', a: '1'}}
  - {path: /b, methods: [GET], noAuth: true}
---
";
    let made = of(&snapshot(&(text.to_owned() + AROUND)), "r");
    let http = &made.virtual_service.as_ref().expect("a route")["http"];
    assert_eq!((&http[0]["timeout"], &http[1]["timeout"]), (&json!("5s"), &json!("60s")));
    let set = &http[0]["headers"]["request"]["set"];
    assert_eq!((&set["x-forwarded-host"], &set["X-Kind"]), (&json!("%REQ(:AUTHORITY)%"), &json!("shop")));
    assert_eq!((&set["Cookie"], &set["Authorization"]), (&json!("a=1; b=2"), &json!("***")));
    assert_eq!(
        http[1]["corsPolicy"],
        json!({"allowOrigins": [{"exact": "https://a.example"}, {"prefix": "b"}], "allowMethods": ["GET"], "allowCredentials": true, "maxAge": "300s"})
    );
}

#[test]
fn a_request_goes_where_the_first_rule_that_fits_leads() {
    let made = made("GET /admin jwt[a]\nGET /* open");
    let mesh = made.mesh();
    let probe =
        |method: &str, path: &str| made.probe(&mesh, &Request::through_gateway(method, "x.d.example", path));
    assert_eq!(
        (probe("GET", "/admin").rule, probe("GET", "/admin").answer.verdict.word()),
        (Some(0), "denied")
    );
    for path in ["/admin/", "//admin", "/anything", "/"] {
        assert_eq!(
            (probe("GET", path).rule, probe("GET", path).answer.verdict.word()),
            (Some(1), "allowed"),
            "{path}"
        );
    }
    assert_eq!(probe("POST", "/admin").rule, None);
    let held = Request::through_gateway("GET", "x.d.example", "/admin").with_token(token(ID, &["a"], &[]));
    assert!(made.probe(&mesh, &held).answer.allowed());
    let inside =
        Request::through_gateway("GET", "x.d.example", "/any").by("shop", "default", "cluster.local");
    assert!(made.probe(&mesh, &inside).answer.denied());
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(96))]
    #[test]
    fn no_policy_lets_in_what_no_rule_covers(
        drawn in proptest::collection::vec(("GET|POST|GET,POST", "/|/a|/a/|/a/b|/a/\\{\\*\\}|/a/\\{\\*\\*\\}|/\\*|/\\{\\*\\}/b", "open|jwt|jwt\\[a\\]"), 1..5),
        path in "/|/a|/a/|/a/b|/a/c|/c/b|/a/b/c|//a", method in "GET|POST|PUT"
    ) {
        let lines: Vec<String> = drawn.iter().map(|(methods, path, access)| format!("{methods} {path} {access}")).collect();
        let made = made(&lines.join("\n"));
        let request = Request::through_gateway(&method, "x.d.example", &path).with_token(token(ID, &["a"], &[]));
        let pod = super::pod();
        if made.valid == Some(true) && made.route(&method, &path).is_none() {
            proptest::prop_assert!(made.mesh().evaluate(&pod, &request).denied(), "{:?}", lines);
        }
    }
}

#[test]
fn letters_that_mean_something_in_an_expression_route_a_bit_more() {
    let made = made("GET /a.b open\nGET /c+ open");
    assert_eq!(
        (made.route("GET", "/a.b"), made.route("GET", "/axb"), made.route("GET", "/cc")),
        (Some(0), Some(0), Some(1))
    );
    let probe = made.probe(&made.mesh(), &Request::through_gateway("GET", "x.d.example", "/axb"));
    assert!(probe.answer.denied());
}
