//! The order of actions, each field of a rule, and what becomes of tokens.

use super::{ask, get, pod, policies, snapshot, token, word};
use fnsec::engine::mesh::{Decision, Mesh, Request, Workload};
use fnsec::model::{Change, Dirty, Feed, Kind};

const ID: &str = "https://id.example";

#[test]
fn without_an_allow_policy_everybody_gets_in() {
    assert_eq!(word("", &get("/")), "allowed");
    assert_eq!(word("AP {selector: {matchLabels: {app: other}}}", &get("/")), "allowed");
}

#[test]
fn an_allow_policy_without_rules_lets_nobody_in() {
    assert_eq!(word("AP {}", &get("/")), "denied");
    assert_eq!(word("AP {rules: []}", &get("/")), "denied");
    assert_eq!(word("AP {rules: [{}]}", &get("/")), "allowed");
    assert_eq!(word("AP {action: DENY}", &get("/")), "allowed");
}

#[test]
fn deny_wins_over_allow_and_names_itself() {
    let lines = "AP {rules: [{}]}\nAP {action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}";
    let answer = ask(lines, &get("/admin"));
    assert_eq!(answer.verdict, Decision::Denied);
    assert_eq!(answer.by.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["p1"]);
    assert_eq!(word(lines, &get("/open")), "allowed");
}

#[test]
fn audit_never_decides() {
    assert_eq!(word("AP {action: AUDIT, rules: [{}]}", &get("/")), "allowed");
}

#[test]
fn a_custom_policy_asks_its_provider_unless_somebody_refuses_anyway() {
    let custom = "AP {action: CUSTOM, provider: {name: ext}, rules: [{to: [{operation: {paths: [/a]}}]}]}";
    let answer = ask(custom, &get("/a"));
    assert_eq!(answer.verdict, Decision::Unknown);
    assert!(answer.why.contains("ext"), "{}", answer.why);
    assert_eq!(word(custom, &get("/b")), "allowed");
    assert_eq!(word(&format!("{custom}\nAP {{}}"), &get("/a")), "denied");
}

#[test]
fn policies_of_the_root_namespace_hold_everywhere() {
    assert_eq!(word("AP@istio-system {action: DENY, rules: [{}]}", &get("/")), "denied");
    assert_eq!(word("AP@elsewhere {action: DENY, rules: [{}]}", &get("/")), "allowed");
    let config = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\n\
        data: {mesh: \"rootNamespace: elsewhere\"}\n";
    let text = policies("AP@elsewhere {action: DENY, rules: [{}]}") + config;
    let answer = Mesh::of(&snapshot(&text)).evaluate(&pod(), &get("/"));
    assert_eq!(answer.verdict, Decision::Denied);
}

#[test]
fn what_is_attached_by_reference_selects_no_pod_and_is_said() {
    let answer = ask("AP {targetRefs: [{kind: Gateway, name: way}], action: DENY, rules: [{}]}", &get("/"));
    assert_eq!(answer.verdict, Decision::Allowed);
    assert!(answer.notes.iter().any(|note| note.contains("p0")), "{:?}", answer.notes);
}

/// A rule's parts in flow style, a request, and whether the rule matches.
#[test]
#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn every_field_of_a_rule_is_heeded() {
    let post = Request { method: "POST".into(), ..get("/a") };
    let with =
        |issuer, audiences: &[&str], scopes: &[&str]| get("/a").with_token(token(issuer, audiences, scopes));
    let at = |source: &str| Request {
        source_ip: source.parse().ok(),
        remote_ip: "9.9.9.9".parse().ok(),
        ..get("/a")
    };
    let outside = Request { principal: None, ..get("/a") };
    let port = |port| Request { port: Some(port), ..get("/a") };
    let header = |value: &str| Request { headers: Some([("X-A".into(), value.into())].into()), ..get("/a") };
    let mesh = |namespace: &str| get("/a").by(namespace, "default", "cluster.local");
    let gateway = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
    let from = |text: &str| format!("from: [{{source: {{{text}}}}}]");
    let to = |text: &str| format!("to: [{{operation: {{{text}}}}}]");
    let when = |key: &str, values: &str| format!("when: [{{key: \"{key}\", {values}}}]");
    let cases: Vec<(String, Request, &str)> = vec![
        (from(&format!("principals: [{gateway}]")), get("/a"), "allowed"),
        (from(&format!("principals: [{gateway}]")), outside.clone(), "denied"),
        (from(&format!("notPrincipals: [{gateway}]")), get("/a"), "denied"),
        (from(&format!("notPrincipals: [{gateway}]")), outside.clone(), "allowed"),
        (from("principals: ['*']"), outside.clone(), "denied"),
        (from("namespaces: [team]"), mesh("team"), "allowed"),
        (from("namespaces: [team]"), mesh("team-a"), "denied"),
        (from("namespaces: ['team*']"), mesh("team-a"), "allowed"),
        (from("notNamespaces: [team]"), outside, "allowed"),
        (from("serviceAccounts: [team/default]"), mesh("team"), "allowed"),
        (from("serviceAccounts: [default]"), mesh("shop"), "allowed"),
        (from("serviceAccounts: [default]"), mesh("team"), "denied"),
        (from("notServiceAccounts: [team/default]"), mesh("team"), "denied"),
        (from("ipBlocks: [10.0.0.0/8]"), at("10.1.2.3"), "allowed"),
        (from("ipBlocks: [10.0.0.0/8]"), at("11.1.2.3"), "denied"),
        (from("ipBlocks: [10.0.0.0/8]"), get("/a"), "unknown"),
        (from("notIpBlocks: [10.0.0.0/8]"), at("11.1.2.3"), "allowed"),
        (from("remoteIpBlocks: [9.9.9.9]"), at("10.1.2.3"), "allowed"),
        (from("notRemoteIpBlocks: [9.9.9.9]"), at("10.1.2.3"), "denied"),
        (from(&format!("requestPrincipals: ['{ID}/*']")), with(ID, &[], &[]), "allowed"),
        (from(&format!("requestPrincipals: ['{ID}/*']")), get("/a"), "denied"),
        (from("requestPrincipals: ['*']"), with(ID, &[], &[]), "allowed"),
        (from("notRequestPrincipals: ['*']"), get("/a"), "allowed"),
        (from("notRequestPrincipals: ['*']"), with(ID, &[], &[]), "denied"),
        (to("methods: [GET]"), get("/a"), "allowed"),
        (to("methods: [GET]"), post.clone(), "denied"),
        (to("notMethods: [GET]"), post, "allowed"),
        (to("hosts: ['X.example.com']"), get("/a"), "allowed"),
        (to("hosts: ['*.example.com']"), get("/a"), "allowed"),
        (to("notHosts: ['*.example.com']"), get("/a"), "denied"),
        (to("paths: [/a]"), get("/a?b=c"), "allowed"),
        (to("paths: ['/{**}'], notPaths: [/a]"), get("/a"), "denied"),
        (to("paths: ['/{**}'], notPaths: [/a]"), get("/a/"), "allowed"),
        (to("ports: ['8080']"), port(8080), "allowed"),
        (to("ports: ['8080']"), port(8081), "denied"),
        (to("ports: ['8080']"), get("/a"), "unknown"),
        (to("notPorts: ['8080']"), port(8080), "denied"),
        (when("request.auth.claims[aud]", "values: [a]"), with(ID, &["a", "b"], &[]), "allowed"),
        (when("request.auth.claims[aud]", "values: [c]"), with(ID, &["a", "b"], &[]), "denied"),
        (when("request.auth.claims[scope]", "values: [write]"), with(ID, &[], &["read", "write"]), "allowed"),
        (
            when("request.auth.claims[scope]", "notValues: [write]"),
            with(ID, &[], &["read", "write"]),
            "denied",
        ),
        (when("request.auth.audiences", "values: [a]"), with(ID, &["a"], &[]), "allowed"),
        (when("request.auth.principal", &format!("values: ['{ID}/*']")), with(ID, &["a"], &[]), "allowed"),
        (when("source.namespace", "values: [team]"), mesh("team"), "allowed"),
        (when("source.principal", "values: [cluster.local/ns/team/sa/default]"), mesh("team"), "allowed"),
        (when("source.ip", "values: [10.0.0.0/8]"), at("10.1.2.3"), "allowed"),
        (when("remote.ip", "values: [10.0.0.0/8]"), at("10.1.2.3"), "denied"),
        (when("destination.port", "values: ['8080']"), port(8080), "allowed"),
        (when("request.headers[x-a]", "values: [one]"), header("one"), "allowed"),
        (when("request.headers[x-a]", "values: [one]"), header("two"), "denied"),
        (when("request.headers[x-a]", "values: [one]"), get("/a"), "unknown"),
        (when("connection.sni", "values: [x]"), get("/a"), "unknown"),
        (when("experimental.envoy.filters.x", "values: [x]"), get("/a"), "unknown"),
    ];
    for (rule, request, expected) in cases {
        let lines = format!("RA {{jwtRules: [{{issuer: '{ID}'}}]}}\nAP {{rules: [{{{rule}}}]}}");
        assert_eq!(word(&lines, &request), expected, "{rule} for {request:?}");
    }
}

#[test]
fn claims_within_claims_are_found_and_other_texts_are_not_split() {
    let mut nested = token(ID, &[], &[]);
    nested.claims.insert("realm".into(), serde_json::json!({"roles": ["admin"]}));
    nested.claims.insert("scopes".into(), "read write".into());
    let request = get("/").with_token(nested);
    let of = |key: &str, value: &str| {
        format!(
            "RA {{jwtRules: [{{issuer: '{ID}'}}]}}\nAP {{rules: [{{when: [{{key: \"{key}\", values: [{value}]}}]}}]}}"
        )
    };
    assert_eq!(word(&of("request.auth.claims[realm][roles]", "admin"), &request), "allowed");
    assert_eq!(word(&of("request.auth.claims[scopes]", "read"), &request), "denied");
}

#[test]
fn a_token_of_an_unknown_issuer_is_refused_even_where_none_is_asked_for() {
    let lines = format!("RA {{jwtRules: [{{issuer: '{ID}'}}]}}");
    assert_eq!(word(&lines, &get("/")), "allowed");
    let answer = ask(&lines, &get("/").with_token(token("https://other.example", &[], &[])));
    assert_eq!((answer.verdict, answer.by.len()), (Decision::Denied, 1));
    let two = format!("{lines}\nRA {{jwtRules: [{{issuer: 'https://other.example'}}]}}");
    assert_eq!(word(&two, &get("/").with_token(token("https://other.example", &[], &[]))), "allowed");
}

#[test]
fn a_token_without_the_audience_of_its_issuer_s_rule_is_refused() {
    let lines = format!("RA {{jwtRules: [{{issuer: '{ID}', audiences: [a]}}]}}");
    assert_eq!(word(&lines, &get("/").with_token(token(ID, &["b"], &[]))), "denied");
    assert_eq!(word(&lines, &get("/").with_token(token(ID, &["b", "a"], &[]))), "allowed");
}

#[test]
fn where_nobody_looks_at_tokens_a_token_is_worth_nothing() {
    let lines = format!("AP {{rules: [{{from: [{{source: {{requestPrincipals: ['{ID}/*']}}}}]}}]}}");
    assert_eq!(word(&lines, &get("/").with_token(token(ID, &[], &[]))), "denied");
    let elsewhere = format!("{lines}\nRA {{jwtRules: [{{issuer: '{ID}', fromParams: [t]}}]}}");
    assert_eq!(word(&elsewhere, &get("/").with_token(token(ID, &[], &[]))), "denied");
}

#[test]
fn nothing_is_enforced_without_a_sidecar_or_on_a_port_kept_from_it() {
    let mesh = super::mesh("AP {}");
    let bare = Workload { sidecar: false, ..pod() };
    assert_eq!(mesh.evaluate(&bare, &get("/")).verdict, Decision::Allowed);
    let marks = super::labels(&[("traffic.sidecar.istio.io/excludeInboundPorts", "9090, 8081")]);
    let partly = Workload { annotations: marks, ..pod() };
    let at = |port| mesh.evaluate(&partly, &Request { port, ..get("/") }).verdict;
    assert_eq!(
        (at(Some(8081)), at(Some(8080)), at(None)),
        (Decision::Allowed, Decision::Denied, Decision::Unknown)
    );
}

#[test]
fn what_could_not_be_read_makes_an_answer_unknown_unless_somebody_refuses_anyway() {
    let without = |lines: &str, kind: Kind| {
        let mut snapshot = snapshot(&policies(lines));
        let feed = Feed::Forbidden("no".into());
        snapshot.apply(Change::Feed { kind, namespace: String::new(), feed }, &mut Dirty::default());
        Mesh::of(&snapshot)
    };
    let word = |mesh: &Mesh, request: &Request| mesh.evaluate(&pod(), request).verdict.word();
    let policies = Kind::AuthorizationPolicy;
    assert_eq!(word(&without("AP {rules: [{}]}", policies), &get("/")), "unknown");
    assert_eq!(word(&without("AP {}", policies), &get("/")), "unknown");
    assert_eq!(word(&without("AP {action: DENY, rules: [{}]}", policies), &get("/")), "denied");
    let requests = without("AP {}", Kind::RequestAuthentication);
    assert_eq!(word(&requests, &get("/").with_token(token(ID, &[], &[]))), "denied");
    let open = without("", Kind::RequestAuthentication);
    assert_eq!(
        (word(&open, &get("/")), word(&open, &get("/").with_token(token(ID, &[], &[])))),
        ("allowed", "unknown")
    );
    let peers = without("", Kind::PeerAuthentication);
    assert_eq!(word(&peers, &get("/")), "allowed");
    assert_eq!(word(&peers, &Request { principal: None, ..get("/") }), "unknown");
}

#[test]
fn an_update_takes_in_what_changed_and_nothing_else() {
    let mut known = snapshot(&policies("AP {rules: [{}]}"));
    let mut mesh = Mesh::of(&known);
    let mut dirty = Dirty::default();
    known.apply(
        Change::Gone { kind: Kind::AuthorizationPolicy, namespace: "shop".into(), name: "p0".into() },
        &mut dirty,
    );
    mesh.update(&known, &dirty);
    assert_eq!(mesh.evaluate(&pod(), &get("/")).why, "no ALLOW policy selects the pod");
}
