//! What the controller makes of an APIRule, and why it refuses it: the measured cases.

use super::snapshot;
use fnsec::engine::mesh::{GeneratedObjects, GenerationContext, generate, spec};
use fnsec::model::Snapshot;
use serde_json::{Value, json};

pub const ID: &str = "https://id.example";
pub const AROUND: &str = "\
apiVersion: v1
kind: Service
metadata: {name: x, namespace: shop}
spec: {selector: {app: x}, ports: [{port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: way, namespace: kyma-system}
spec: {servers: [{port: {number: 443, protocol: HTTPS}, hosts: ['*.d.example']}, {port: {number: 80, protocol: HTTP}, hosts: ['*.d.example']}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: |
    extensionProviders:
    - {name: ext, envoyExtAuthzHttp: {service: e.s, port: 80}}
    - {name: rpc, envoyExtAuthzGrpc: {service: e.s, port: 80}}
---
";

/// `GET,POST /path open`, or `jwt`, `jwt[a b]` (audiences), `scopes[r w]`, `ext`.
pub fn rules(lines: &str) -> String {
    let rule = |line: &str| {
        let mut words = line.trim().splitn(3, ' ');
        let (methods, path, access) = (words.next(), words.next(), words.next());
        let access = access.expect("an access");
        let issuer = format!("authentications: [{{issuer: '{ID}', jwksUri: '{ID}/keys'}}]");
        let listed =
            |stem: &str| access.strip_prefix(stem)?.strip_suffix(']').map(|list| list.replace(' ', ", "));
        let access = match access {
            "open" => "noAuth: true".to_owned(),
            "jwt" => format!("jwt: {{{issuer}}}"),
            "ext" => "extAuth: {authorizers: [ext]}".to_owned(),
            "ext-jwt" => format!("extAuth: {{authorizers: [ext], restrictions: {{{issuer}}}}}"),
            _ => match (listed("jwt["), listed("scopes[")) {
                (Some(list), _) => format!("jwt: {{{issuer}, authorizations: [{{audiences: [{list}]}}]}}"),
                (_, Some(list)) => {
                    format!("jwt: {{{issuer}, authorizations: [{{requiredScopes: [{list}]}}]}}")
                }
                _ => access.to_owned(),
            },
        };
        let (methods, path) = (methods.expect("methods"), path.expect("a path"));
        format!("  - {{path: '{path}', methods: [{methods}], {access}}}\n")
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(rule).collect()
}

pub fn api_rule(name: &str, host: &str, service: &str, lines: &str) -> String {
    format!(
        "apiVersion: gateway.kyma-project.io/v2\nkind: APIRule\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  \
         hosts: ['{host}']\n  gateway: kyma-system/way\n  service: {{name: {service}, port: 80}}\n  rules:\n{}---\n",
        rules(lines)
    )
}

pub fn of(snapshot: &Snapshot, name: &str) -> GeneratedObjects {
    let space = snapshot.space("shop").expect("a space");
    generate(&space.api_rules[name], &GenerationContext::cluster(snapshot))
}

pub fn made_in(around: &str, lines: &str) -> GeneratedObjects {
    of(&snapshot(&(api_rule("r", "x.d.example", "x", lines) + around)), "r")
}

pub fn made(lines: &str) -> GeneratedObjects {
    made_in(AROUND, lines)
}

fn specs(made: &GeneratedObjects) -> Vec<Value> {
    made.policies.iter().map(|one| spec::authorization(&one.policy)).collect()
}

const GATEWAY: &str = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";

#[test]
fn an_open_rule_becomes_a_policy_for_the_gateway_alone() {
    let made = made("GET /* open");
    assert_eq!((made.valid, &made.errors), (Some(true), &Vec::new()));
    assert_eq!(
        specs(&made),
        [json!({
            "selector": {"matchLabels": {"app": "x"}},
            "rules": [{
                "from": [{"source": {"principals": [GATEWAY]}}],
                "to": [{"operation": {"hosts": ["x.d.example"], "methods": ["GET"], "paths": ["/{**}"]}}],
            }],
        })]
    );
    assert!(made.requests.is_empty());
}

#[test]
fn scopes_become_three_rules_and_audiences_are_asked_for_together() {
    let rule = format!(
        "GET /a jwt: {{authentications: [{{issuer: '{ID}', jwksUri: '{ID}/keys'}}], authorizations: [{{requiredScopes: [r, w], audiences: [a, b]}}, {{audiences: [c]}}]}}"
    );
    let made = made(&rule);
    let specs = specs(&made);
    assert_eq!(specs.len(), 2);
    let keys: Vec<Vec<&str>> = specs[0]["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|rule| {
            rule["when"]
                .as_array()
                .expect("conditions")
                .iter()
                .map(|one| one["key"].as_str().unwrap())
                .collect()
        })
        .collect();
    let with =
        |claim: &'static str| [claim, claim, "request.auth.claims[aud]", "request.auth.claims[aud]"].to_vec();
    let claims = ["request.auth.claims[scp]", "request.auth.claims[scope]", "request.auth.claims[scopes]"];
    assert_eq!(keys, claims.map(with));
    assert_eq!(specs[1]["rules"][0]["when"], json!([{"key": "request.auth.claims[aud]", "values": ["c"]}]));
    assert_eq!(
        specs[1]["rules"][0]["from"],
        json!([{"source": {"principals": [GATEWAY], "requestPrincipals": [format!("{ID}/*")]}}])
    );
}

#[test]
fn requests_with_tokens_become_one_object_a_set_of_issuers() {
    let made = made("GET /a jwt\nPOST /b jwt[a]\nGET /c open");
    assert_eq!(made.requests.len(), 1);
    assert_eq!(
        spec::authentication(&made.requests[0]),
        json!({
            "selector": {"matchLabels": {"app": "x"}},
            "jwtRules": [{"issuer": ID, "jwksUri": format!("{ID}/keys"), "forwardOriginalToken": true}],
        })
    );
}

#[test]
fn an_external_authorizer_gets_a_policy_without_callers_and_an_allow_policy_beside_it() {
    let made = made("GET /a ext-jwt");
    let specs = specs(&made);
    assert_eq!((&specs[0]["action"], &specs[0]["provider"]), (&json!("CUSTOM"), &json!({"name": "ext"})));
    assert_eq!(specs[0]["rules"][0].get("from"), None);
    assert_eq!(specs[1].get("action"), None);
    assert_eq!((specs.len(), made.requests.len(), made.policies[1].index), (2, 1, 1));
}

#[test]
fn earlier_paths_of_a_shared_method_are_left_out_of_later_rules() {
    let not_paths = |lines: &str, at: usize| {
        let made = made(lines);
        assert_eq!(made.errors, Vec::<String>::new(), "{lines}");
        made.policies[at].policy.rules[0].to[0].not_paths.clone()
    };
    assert_eq!(not_paths("GET /admin jwt\nGET,POST /* open", 1), ["/admin"]);
    assert_eq!(not_paths("POST /admin jwt\nGET /* open", 1), Vec::<String>::new());
    // The walk neither starts nor ends at what covers everything, and never sees the root.
    assert_eq!(not_paths("GET / jwt\nGET /* open", 1), Vec::<String>::new());
    assert_eq!(not_paths("POST /* open\nGET /a jwt\nGET /{**} open", 2), ["/a"]);
    // A rule of the same path before it ends the walk.
    assert_eq!(not_paths("GET /a/{**} open\nPOST /a/admin jwt\nPOST /a/{**} open", 2), Vec::<String>::new());
}

#[test]
fn equal_policies_are_one_and_the_later_rule_stays() {
    let made = made("GET /abc/def open\nGET /abc jwt\nGET /abc open");
    assert_eq!(made.valid, Some(true), "{:?}", made.errors);
    assert_eq!(made.policies.iter().map(|one| one.rule).collect::<Vec<_>>(), [0, 2]);
}

#[test]
fn a_short_host_gets_the_domain_of_its_gateway() {
    let of = |around: &str| of(&snapshot(&(api_rule("r", "x", "x", "GET /* open") + around)), "r");
    assert_eq!(of(AROUND).host, "x.d.example");
    let missing = of(&AROUND.replace("name: way", "name: other"));
    assert!(
        missing
            .errors
            .contains(&"Attribute '.spec.hosts[0]': Unable to find Gateway \"kyma-system/way\"".to_owned())
    );
}

/// Rules, and the error the controller answers with.
#[test]
fn refusals_have_the_controller_s_words() {
    let cases = [
        (
            "GET /{**} open\nGET /admin jwt",
            "Attribute '.spec.rules': Path /admin with method GET conflicts with at least one of the previous rule paths",
        ),
        (
            "GET /* open\nGET /* jwt",
            "Attribute '.spec.rules': Path /{**} with method GET conflicts with at least one of the previous rule paths",
        ),
        (
            "GET /a/{*} open\nGET /a/{**} open",
            "Attribute '.spec.rules': Path /a/{**} with method GET conflicts with at least one of the previous rule paths",
        ),
        (
            "GET /admin jwt\nGET //admin open",
            "Attribute '.spec.rules': Path //admin with method GET conflicts with at least one of the previous rule paths",
        ),
        (
            "GET /{**}/a/{*} open",
            "Attribute '.spec.rules[0].path': The {**} operator must be the last operator in the path.",
        ),
        (
            "GET /{**}/a/{**} open",
            "Attribute '.spec.rules[0].path': Only one {**} operator is allowed in the path.",
        ),
        (
            "GET /a jwt: {authentications: []}",
            "Attribute '.spec.rules[0].jwt.authentications': A JWT config must have at least one authentication",
        ),
        (
            "GET /a jwt: {authentications: [{issuer: '', jwksUri: 'http://k'}]}",
            "Attribute '.spec.rules[0].jwt.authentications[0].issuer': value is empty or not a valid uri err=value is empty",
        ),
        (
            "GET /a jwt: {authentications: [{issuer: plain, jwksUri: keys}]}",
            "Attribute '.spec.rules[0].jwt.authentications[0].jwksUri': value is empty or not a valid uri err=parse \"keys\": invalid URI for request",
        ),
        (
            "GET /a extAuth: {authorizers: [none]}",
            "Attribute '.spec.rules[0].extAuth.externalAuthorizers.none': Authorizer not found in Istio ConfigMap mesh data",
        ),
        (
            "GET /a extAuth: {authorizers: [rpc]}",
            "Attribute '.spec.rules[0].extAuth.externalAuthorizers.rpc': EnvoyExtAuthzHttp not found in Istio ConfigMap mesh data for authorizer",
        ),
        (
            "GET /a service: {name: y, port: 80}, noAuth: true",
            "Attribute '.spec.rules[0]': Failed to execute sidecar injection validation, err: Service \"y\" not found",
        ),
        ("", "spec.rules: Required value"),
    ];
    for (lines, words) in cases {
        let made = made(lines);
        assert_eq!((made.valid, made.errors), (Some(false), vec![words.to_owned()]), "{lines}");
        assert!(made.policies.is_empty() && made.virtual_service.is_none());
    }
}

#[test]
fn what_looks_odd_is_accepted_as_measured() {
    for lines in [
        "GET /a/{*} open\nGET /{*}/admin jwt",
        "GET /admin jwt\nGET /* open",
        "GET /a/ open\nGET /a/{*} open",
        "GET /a jwt: {authentications: [{issuer: plain words, jwksUri: 'http://k'}]}",
        "TRACE,CONNECT /a.b$ open",
        "GET /a noAuth: false, jwt: {authentications: [{issuer: i, jwksUri: 'http://k'}], authorizations: []}",
        "GET /a/{*}/x open\nGET /a/{*} open\nGET /a/admin jwt",
    ] {
        let made = made(lines);
        assert_eq!(made.valid, Some(true), "{lines}: {:?}", made.errors);
    }
}

#[test]
fn empty_lists_are_refused_through_v2alpha1_alone() {
    let rule = "GET /a jwt: {authentications: [{issuer: i, jwksUri: 'http://k'}], authorizations: [{audiences: []}]}";
    let text = api_rule("r", "x.d.example", "x", rule) + AROUND;
    assert_eq!(of(&snapshot(&text), "r").valid, Some(true));
    let old = of(&snapshot(&text.replace("project.io/v2\n", "project.io/v2alpha1\n")), "r");
    assert_eq!(old.errors, ["Attribute '.spec.rules[0].jwt.authorizations[0].audiences': value is empty"]);
}

#[test]
fn a_pod_without_sidecar_a_taken_host_and_an_absent_gateway_are_refused() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: x}}\nspec: {containers: [{name: c}]}\n---\n";
    let refused = made_in(&(pod.to_owned() + AROUND), "GET /* open").errors;
    assert_eq!(refused, ["Attribute '.spec.rules[0]': Pod shop/p does not have an injected istio sidecar"]);
    let injected = pod.replace("{name: c}", "{name: c}, {name: istio-proxy}");
    assert_eq!(made_in(&(injected + AROUND), "GET /* open").valid, Some(true));
    let route = |labels: &str| {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v, namespace: shop, labels: {{{labels}}}}}\nspec: {{hosts: [x.d.example]}}\n---\n"
        )
    };
    let taken = made_in(&(route("a: b") + AROUND), "GET /* open").errors;
    assert_eq!(taken, ["Attribute '.spec.hosts[0]': Host is occupied by another Virtual Service"]);
    for own in [
        "apirule.gateway.kyma-project.io/v1beta1: r.shop",
        "apirule.gateway.kyma-project.io/name: r, apirule.gateway.kyma-project.io/namespace: shop",
    ] {
        assert_eq!(made_in(&(route(own) + AROUND), "GET /* open").valid, Some(true), "{own}");
    }
    let no_gateway = made_in(&AROUND.replace("name: way", "name: other"), "GET /* open");
    assert_eq!(no_gateway.errors, ["Attribute '.spec.gateway': Gateway not found"]);
}

#[test]
fn manifests_may_leave_out_what_others_install() {
    let snapshot =
        snapshot(&(api_rule("r", "x.d.example", "x", "GET /* open") + AROUND.split("---\n").next().unwrap()));
    let rule = &snapshot.space("shop").expect("a space").api_rules["r"];
    let made = generate(rule, &GenerationContext::manifests(&snapshot));
    assert_eq!((made.valid, made.policies.len(), made.notes.len()), (Some(true), 1, 1), "{:?}", made.errors);
}

#[test]
fn a_function_stands_for_the_service_it_will_have() {
    let function = "apiVersion: serverless.kyma-project.io/v1alpha2\nkind: Function\nmetadata: {name: f, namespace: shop, uid: u-1}\n\
        spec: {runtime: nodejs22, source: {inline: {source: x}}}\n---\n";
    let text = api_rule("r", "x.d.example", "f", "GET /* open") + function + AROUND;
    let labels = specs(&of(&snapshot(&text), "r"))[0]["selector"]["matchLabels"].clone();
    assert_eq!(
        labels,
        json!({
            "serverless.kyma-project.io/function-name": "f", "serverless.kyma-project.io/managed-by": "function-controller",
            "serverless.kyma-project.io/resource": "deployment", "serverless.kyma-project.io/uuid": "u-1",
        })
    );
}

/// A rule born as v1beta1, beside an API gateway of a version and a ConfigMap of a name.
fn born_old(gateway: &str, config: &str) -> GeneratedObjects {
    let text = api_rule("r", "x.d.example", "x", "GET /* open")
        .replace("{name: r,", "{annotations: {gateway.kyma-project.io/original-version: v1beta1}, name: r,");
    let controller = format!(
        "\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{namespace: kyma-system, name: api-gateway-controller-manager}}
spec: {{template: {{spec: {{containers: [{{name: manager, image: 'x/api-gateway-manager:{gateway}'}}]}}}}}}
---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{namespace: kyma-system, name: {config}}}\n"
    );
    of(&snapshot(&(text + AROUND + &controller)), "r")
}

#[test]
fn rules_born_as_v1beta1_are_refused_by_todays_controller_whatever_they_say() {
    let made = born_old("3.10.0", "other");
    assert_eq!((made.valid, made.policies.len()), (Some(false), 0));
    assert!(
        made.errors[0].starts_with("Version v1beta1 of APIRule is no longer supported"),
        "{:?}",
        made.errors
    );
    assert_eq!(made.notes, ["what older API gateways generated from it stays in effect"]);
}

#[test]
fn rules_born_as_v1beta1_are_not_derived_where_nobody_says_who_checks_tokens() {
    for (gateway, config, who) in [
        ("3.9.1", "other", "API gateway 3.9.1 applies it"),
        ("3.10.0", "apirule-access", "by an exception of this cluster"),
    ] {
        let made = born_old(gateway, config);
        assert_eq!((made.valid, made.policies.len(), made.errors.len()), (None, 0, 0));
        assert!(made.notes[0].starts_with(who), "{:?}", made.notes);
        assert!(made.notes[0].ends_with("it is unknown who checks tokens (jwtHandler)"), "{:?}", made.notes);
    }
}
