//! Rules that undo each other, and policies that are not what they should be.

use super::generated::{AROUND, ID, api_rule, made, of};
use super::snapshot;
use fnsec::engine::mesh::GeneratedObjects;
use fnsec::engine::mesh::drift::{actual, drift};
use fnsec::engine::mesh::weaker::{Bypass, detours, shadowed, weaker};
use fnsec::engine::mesh::{GenerationContext, generate, spec};
use fnsec::model::Snapshot;
use serde_json::json;

fn one(lines: &str) -> Bypass {
    let made = made(lines);
    assert_eq!(made.valid, Some(true), "{:?}", made.errors);
    let found = weaker(&made);
    assert_eq!(found.len(), 1, "{lines}: {found:?}");
    found.into_iter().next().expect("one")
}

fn none(lines: &str) {
    let made = made(lines);
    assert_eq!(made.valid, Some(true), "{lines}: {:?}", made.errors);
    assert_eq!(weaker(&made), [], "{lines}");
}

#[test]
fn a_rule_of_the_same_path_before_the_strict_one_opens_it() {
    let found = one("GET /a/{**} open\nPOST /a/admin jwt\nPOST /a/{**} open");
    assert_eq!((found.strict, found.weak), (1, 2));
    assert_eq!(
        (found.method.as_str(), found.path.as_str(), found.shows.as_str()),
        ("POST", "/a/admin", "no token")
    );
    let preflight = one("OPTIONS /api/{**} open\nGET /api/admin jwt\nGET /api/{**} open");
    assert_eq!((preflight.strict, preflight.weak), (1, 2));
    let weakened = one("GET /a/{**} open\nPOST /a/admin jwt[staff]\nPOST /a/{**} jwt");
    assert_eq!(weakened.shows, format!("a token of {ID}"));
}

#[test]
fn the_same_rules_in_another_order_are_safe() {
    none("POST /a/admin jwt\nPOST /a/{**} open\nGET /a/{**} open");
    none("GET /* open\nPOST /admin jwt\nPOST /* open");
    none("GET /admin jwt\nGET /* open");
    none("GET /a/{*} open\nGET /{*}/admin jwt");
    none("GET /{*}/admin jwt\nGET /a/{*} open");
    none("GET /a jwt[a]\nGET /b jwt[b]");
}

#[test]
fn a_strict_root_is_opened_by_what_covers_everything() {
    let found = one("GET / jwt\nGET /* open");
    assert_eq!((found.strict, found.weak, found.path.as_str()), (0, 1, "/"));
    let found = one("GET / jwt[a]\nGET /* jwt");
    assert_eq!((found.strict, found.weak, found.path.as_str()), (0, 1, "/"));
}

#[test]
fn a_path_the_conflict_check_forgets_is_opened() {
    // The first rule that fits routes, so the strict one here is what its writer meant, not what routes.
    let made = made("GET /abc/def open\nGET /abc jwt\nGET /abc open");
    let found = weaker(&made);
    assert_eq!(found.iter().map(|one| (one.strict, one.weak)).collect::<Vec<_>>(), [(1, 2)]);
}

#[test]
fn a_rule_of_pods_of_another_service_opens_nothing() {
    let around = AROUND.to_owned()
        + "apiVersion: v1\nkind: Service\nmetadata: {name: y, namespace: shop}\nspec: {selector: {app: y}}\n---\n";
    let strict = "POST /a/admin service: {name: y, port: 80}, jwt: {authentications: [{issuer: i, jwksUri: 'http://k'}]}";
    let made =
        super::generated::made_in(&around, &format!("GET /a/{{**}} open\n{strict}\nPOST /a/{{**}} open"));
    assert_eq!((made.valid, weaker(&made)), (Some(true), Vec::new()));
}

#[test]
fn what_is_routed_and_let_in_by_nobody_is_found() {
    let found = shadowed(&made("POST /admin jwt\nGET,POST /* open"));
    assert_eq!(
        found.iter().map(|one| (one.rule, one.method.as_str(), one.path.as_str())).collect::<Vec<_>>(),
        [(1, "GET", "/admin")]
    );
    assert_eq!(shadowed(&made("GET /admin jwt\nGET /* open")), []);
}

fn all(snapshot: &Snapshot) -> Vec<GeneratedObjects> {
    let rules = snapshot.spaces().flat_map(|space| space.api_rules.values());
    rules.map(|rule| generate(rule, &GenerationContext::cluster(snapshot))).collect()
}

#[test]
fn another_host_that_leads_to_the_same_pods_with_less_is_found() {
    let two = |second: &str| {
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: z, namespace: shop}\nspec: {selector: {app: x, tier: web}}\n---\n";
        let text = api_rule("a", "a.d.example", "x", "GET /orders jwt[staff]")
            + &api_rule("b", "b.d.example", "z", second)
            + service
            + AROUND;
        let all = all(&snapshot(&text));
        detours(&all.iter().collect::<Vec<_>>())
    };
    let found = two("GET /* open");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].strict, found[0].host.as_str(), found[0].path.as_str()),
        (0, "b.d.example", "/orders")
    );
    assert_eq!(two("GET /other open"), []);
    assert_eq!(two("GET /* jwt[staff]"), []);
}

#[test]
fn policies_that_differ_from_what_was_made_are_told() {
    let text = api_rule("r", "x.d.example", "x", "GET /a jwt\nPOST /b open") + AROUND;
    let made = of(&snapshot(&text), "r");
    let object = |kind: &str, name: &str, spec: serde_json::Value| {
        let labels = json!({"apirule.gateway.kyma-project.io/name": "r", "apirule.gateway.kyma-project.io/namespace": "shop"});
        json!({"apiVersion": "security.istio.io/v1", "kind": kind, "metadata": {"name": name, "namespace": "shop", "labels": labels}, "spec": spec})
            .to_string()
            + "\n---\n"
    };
    let policy = |at: usize| {
        object("AuthorizationPolicy", &format!("p{at}"), spec::authorization(&made.policies[at].policy))
    };
    let twin = |name: &str| object("RequestAuthentication", name, spec::authentication(&made.requests[0]));
    let differences = |objects: &[String]| {
        let snapshot = snapshot(&(objects.concat() + &text));
        let made = of(&snapshot, "r");
        drift(&made, &actual(&made.rule, &snapshot))
    };
    assert_eq!(differences(&[policy(1), policy(0), twin("one"), twin("two")]), Vec::<String>::new());
    assert!(differences(&[policy(0), twin("one")])[0].starts_with("missing AuthorizationPolicy: shop"));
    let foreign = object("AuthorizationPolicy", "more", json!({"rules": [{}]}));
    assert!(
        differences(&[policy(0), policy(1), twin("one"), foreign])[0]
            .starts_with("unexpected AuthorizationPolicy")
    );
}
