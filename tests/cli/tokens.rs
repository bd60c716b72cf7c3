//! What `fnsec tokens` says tokens open.

use super::run::{FUNCTION, SPACE, World};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

fn rule(name: &str, access: &str) -> String {
    let issuer = "authentications: [{issuer: 'https://id.example', jwksUri: 'https://id.example/keys'}]";
    format!(
        "apiVersion: gateway.kyma-project.io/v2\nkind: APIRule\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  \
         hosts: [{name}.example.com]\n  gateway: kyma-system/kyma-gateway\n  service: {{name: orders, port: 80}}\n  rules:\n  \
         - path: /{name}\n    methods: [GET]\n    jwt: {{{issuer}{access}}}\n"
    )
}

const OLD: &str = "
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: old, namespace: shop}
spec:
  host: old.example.com
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules:
  - path: /old
    methods: [GET]
    accessStrategies:
    - handler: jwt
      config: {jwks_urls: ['https://old.example/keys'], trusted_issuers: ['https://old.example'], required_scope: [read]}
";

const HAND: &str = "
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: hand, namespace: tools}
spec: {jwtRules: [{issuer: 'https://hand.example', jwksUri: 'https://hand.example/keys'}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: hand, namespace: tools}
spec:
  rules:
  - from: [{source: {requestPrincipals: ['https://hand.example/*']}}]
    to: [{operation: {paths: [/tools], methods: [GET]}}]
    when: [{key: 'request.auth.claims[groups]', values: [staff]}]
";

fn world() -> World {
    let world = World::new();
    let all = [
        SPACE.to_owned(),
        FUNCTION.to_owned(),
        rule("any", ""),
        rule("one", ", authorizations: [{audiences: [a]}]"),
        rule("two", ", authorizations: [{audiences: [a, b]}]"),
        rule("scoped", ", authorizations: [{requiredScopes: [read]}, {audiences: [c]}]"),
        OLD.to_owned(),
        HAND.to_owned(),
    ];
    world.file("all.yaml", &all.join("\n---\n"));
    world
}

fn opened(words: &str) -> Vec<String> {
    let run = world().run(&format!("tokens -f all.yaml -o json {words}"));
    assert_eq!(run.code, 0, "{}", run.err);
    paths(&run.json())
}

fn paths(value: &Value) -> Vec<String> {
    let routes = value["routes"].as_array().expect("routes");
    let mut paths: Vec<String> =
        routes.iter().map(|one| one["path"].as_str().expect("a path").to_owned()).collect();
    paths.sort();
    paths
}

fn token(claims: &Value) -> String {
    let part = |text: String| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{}",
        part(r#"{"alg":"RS256"}"#.into()),
        part(claims.to_string()),
        part("signature-of-it".into())
    )
}

#[test]
fn a_token_opens_the_routes_whose_policies_let_it_in() {
    assert_eq!(opened("--issuer https://id.example"), ["/any"]);
    assert_eq!(opened("--issuer https://id.example --audience a"), ["/any", "/one"]);
    assert_eq!(opened("--issuer https://id.example --audience a --audience b"), ["/any", "/one", "/two"]);
    assert_eq!(opened("--issuer https://id.example --scope read"), ["/any", "/scoped"]);
    assert_eq!(opened("--issuer https://id.example --audience c"), ["/any", "/scoped"]);
    assert_eq!(opened("--issuer https://nobody.example"), Vec::<String>::new());
    assert_eq!(opened("--issuer https://old.example --scope read"), ["/old"]);
    assert_eq!(opened("--issuer https://old.example"), Vec::<String>::new());
}

#[test]
fn issuers_are_listed_with_what_their_tokens_open_and_which_are_alike() {
    let all = world().run("tokens -f all.yaml -o json").json();
    let issuers: Vec<&str> =
        all["issuers"].as_array().unwrap().iter().map(|one| one["issuer"].as_str().unwrap()).collect();
    assert_eq!(issuers, ["https://id.example", "https://old.example"]);
    let alike = all["interchangeable"].as_array().expect("a list");
    assert_eq!(alike.len(), 1);
    assert_eq!(
        alike[0]["tokens"],
        json!([
            {"issuer": "https://id.example", "audiences": ["c"], "scopes": []},
            {"issuer": "https://id.example", "audiences": [], "scopes": ["read"]},
        ])
    );
    let run = world().run("tokens -f all.yaml");
    assert!(
        run.out.contains("aud a+b") && run.out.contains("accepted by exactly the same 2 routes"),
        "{}",
        run.out
    );
}

#[test]
fn a_token_from_standard_input_is_read_and_never_shown() {
    let text = token(&json!({"iss": "https://id.example", "sub": "me", "aud": "a", "exp": 1_900_000_000}));
    for form in ["-o json", "-o table"] {
        let run = world()
            .run_with_input(&format!("tokens -f all.yaml --token - {form}"), &format!("Bearer {text}\n"));
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(text.split('.').all(|part| !run.all().contains(part)), "{}", run.all());
        assert!(run.out.contains("/one"), "{}", run.out);
    }
}

#[test]
fn claims_are_heeded_as_they_are() {
    let read = |claims: Value| {
        paths(&world().run_with_input("tokens -f all.yaml --token - -o json", &token(&claims)).json())
    };
    assert_eq!(read(json!({"iss": "https://hand.example", "sub": "me", "groups": ["staff"]})), ["/tools"]);
    assert_eq!(read(json!({"iss": "https://hand.example", "sub": "me"})), Vec::<String>::new());
    assert_eq!(read(json!({"iss": "https://id.example", "aud": "a"})), Vec::<String>::new());
}

#[test]
fn an_expired_token_is_told() {
    let text = token(&json!({"iss": "https://id.example", "sub": "me", "exp": 1_000_000_000}));
    let run = world().run_with_input("tokens -f all.yaml --token -", &text);
    assert!(run.out.contains("The token has expired"), "{}", run.out);
    let run = world().run_with_input("tokens -f all.yaml --token - -o json", &text);
    assert_eq!(run.json()["token"]["expired"], true);
}

#[test]
fn what_is_no_token_is_a_sentence_and_is_not_repeated() {
    let run = world().run_with_input("tokens -f all.yaml --token -", "hunter2-not-a-token");
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("does not contain a JSON Web Token") && !run.err.contains("hunter2"),
        "{}",
        run.err
    );
    let run = world().run("tokens -f all.yaml --token hunter2.on.line");
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("Other users can read a token") && !run.all().contains("hunter2"),
        "{}",
        run.err
    );
}
