//! Why older API gateways refuse v1beta1 APIRules, in their words; and when that is not known.

use super::generated::{AROUND, ID};
use super::legacy::{born_old, made, of, platform, spec_of};
use super::snapshot;
use fnsec::engine::mesh::{GenerationContext, generate};
use serde_json::json;

/// The single refusal of these rules.
fn refusal(checker: &str, lines: &str) -> String {
    let made = made(checker, lines);
    assert_eq!((made.valid, made.errors.len()), (Some(false), 1), "{lines}: {:?}", made.errors);
    assert!(made.policies.is_empty() && made.virtual_service.is_none());
    made.errors[0].clone()
}

#[test]
fn each_of_the_two_refuses_the_settings_of_the_other() {
    let made = made("istio", "GET /a token");
    let words = [
        "Attribute '.spec.rules[0].accessStrategies[0].config.jwks_urls': Configuration for jwks_urls is not supported with Istio handler",
        "Attribute '.spec.rules[0].accessStrategies[0].config.trusted_issuers': Configuration for trusted_issuers is not supported with Istio handler",
        "Attribute '.spec.rules[0].accessStrategies[0]': Authentications are required when using JWT access handler",
    ];
    assert_eq!(made.errors, words);
    assert_eq!(
        refusal("ory", "GET /a jwt"),
        "Attribute '.spec.rules[0].accessStrategies[0].config.authentications': Configuration for authentications is not supported with Ory handler"
    );
}

#[test]
fn rules_are_refused_in_the_words_of_the_controller() {
    let place = |rest: &str| format!("Attribute '.spec.rules[0].accessStrategies{rest}");
    let strategy = |config: &str| format!("GET /a [{{\"handler\":\"jwt\",\"config\":{config}}}]");
    for (checker, lines, words) in [
        ("ory", "GET /a magic".to_owned(), place("[0].handler': Unsupported accessStrategy: magic")),
        ("ory", strategy("{}"), place("[0].config': supplied config cannot be empty")),
        (
            "ory",
            "GET /a [{\"handler\":\"noop\",\"config\":{\"a\":1}}]".into(),
            place("[0].config': strategy: noop does not support configuration"),
        ),
        ("ory", "GET /a []".into(), place("': No accessStrategies defined")),
        (
            "ory",
            strategy("{\"trusted_issuers\":[\"\"]}"),
            place("[0].config.trusted_issuers[0]': value is empty or not a valid uri err=value is empty"),
        ),
        (
            "istio",
            strategy(&format!(
                "{{\"authentications\":[{{\"issuer\":\"{ID}\",\"jwksUri\":\"{ID}\"}}],\"authorizations\":[]}}"
            )),
            place("[0].config.authorizations': value is empty"),
        ),
        (
            "istio",
            strategy(&format!("{{\"authentications\":[{{\"issuer\":\"\",\"jwksUri\":\"{ID}\"}}]}}")),
            place(
                "[0].config.authentications[0].issuer': value is empty or not a valid uri err=value is empty",
            ),
        ),
        (
            "ory",
            "GET /a noop\nGET /a no_auth".into(),
            "Attribute '.spec.rules': multiple rules defined for the same path and method".into(),
        ),
    ] {
        assert_eq!(refusal(checker, &lines), words, "{lines}");
    }
}

#[test]
fn strategies_that_stand_beside_no_other_are_told_and_so_are_secure_beside_open_ones() {
    let alone = refusal("ory", "GET /a [{\"handler\":\"noop\"},{\"handler\":\"anonymous\"}]");
    assert_eq!(
        alone,
        "Attribute '.spec.rules[0].accessStrategies.accessStrategies[0].handler': noop access strategy is not allowed in combination with other access strategies"
    );
    let mixed = refusal("ory", "GET /a [{\"handler\":\"oauth2_introspection\"},{\"handler\":\"anonymous\"}]");
    assert!(
        mixed.ends_with(
            "Secure access strategies cannot be used in combination with unsecure access strategies"
        )
    );
}

#[test]
fn a_host_of_one_label_gets_the_domain_of_the_default_gateway() {
    let mut spec = spec_of("GET /a noop");
    spec["host"] = json!("short");
    let around = platform("3.9.0", "ory");
    let missing = of(&spec, &around);
    assert_eq!(
        missing.errors,
        [
            "Attribute '.spec.host': Host does not contain a domain name and no default domain name is configured"
        ]
    );
    let gateway = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: kyma-gateway, namespace: kyma-system}\n\
                   spec: {servers: [{port: {number: 443, protocol: HTTPS}, hosts: ['*.own.example']}, {port: {number: 80, protocol: HTTP}, hosts: ['*.own.example']}]}\n---\n";
    let made = of(&spec, &(around + gateway));
    assert_eq!((made.valid, made.host.as_str()), (Some(true), "short.own.example"));
}

#[test]
fn a_host_that_another_route_holds_is_refused() {
    let other = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: shop}\nspec: {hosts: [x.d.example]}\n---\n";
    let made = of(&spec_of("GET /a noop"), &(platform("3.9.0", "ory") + other));
    assert_eq!(made.errors, ["Attribute '.spec.host': This host is occupied by another Virtual Service"]);
}

#[test]
fn a_pod_without_sidecar_is_refused_only_where_the_mesh_asks_for_tokens() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: x}}\nspec: {containers: [{name: function}]}\n---\n";
    let valid = |checker: &str, lines: &str| of(&spec_of(lines), &(platform("3.9.0", checker) + pod));
    assert_eq!(
        valid("istio", "GET /a jwt").errors,
        [
            "Attribute '.spec.rules[0].accessStrategies[0].injection': Pod shop/p does not have an injected istio sidecar"
        ]
    );
    assert_eq!(valid("istio", "GET /a no_auth").valid, Some(true));
    assert_eq!(valid("ory", "GET /a token").valid, Some(true));
}

#[test]
fn mutators_are_looked_at_where_the_mesh_asks_for_tokens() {
    let mut spec = spec_of("GET /a jwt");
    spec["rules"][0]["mutators"] =
        json!([{"handler": "header"}, {"handler": "id_token"}, {"handler": "id_token"}]);
    let place = "Attribute '.spec.rules[0].mutators";
    assert_eq!(
        of(&spec, &platform("3.9.0", "istio")).errors,
        [
            format!("{place}[2].handler.id_token': mutator for same handler already exists"),
            format!("{place}[0].handler.config': headers cannot be empty"),
            format!("{place}[1].handler': unsupported mutator: id_token"),
            format!("{place}[2].handler': unsupported mutator: id_token"),
        ]
    );
}

#[test]
fn what_is_not_known_is_said_and_nothing_is_claimed() {
    let spec = spec_of("GET /a no_auth");
    let unknown = |around: &str, why: &str| {
        let made = of(&spec, around);
        assert_eq!((made.valid, made.errors.len()), (None, 0), "{why}");
        assert!(made.notes.iter().any(|note| note.contains(why)), "{:?} lacks {why}", made.notes);
    };
    unknown("", "the installed version could not be read");
    unknown(&platform("3.9.0", ""), "does not set jwtHandler");
    unknown(&platform("3.9.0", "opa"), "neither ory nor istio");
    unknown(&platform("3.9.0", "istio").replace("name: api-gateway-config", "name: gone"), "does not exist");
    unknown(&platform("2.8.0", "istio"), "API gateway 2.8.0 may differ");
    unknown(
        &(platform("3.9.0", "istio") + "---\n").replace("kind: Deployment", "kind: StatefulSet"),
        "could not be read",
    );
}

#[test]
fn an_exception_keeps_them_applied_and_without_one_they_are_left_alone() {
    let spec = spec_of("GET /a no_auth");
    let access =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: apirule-access, namespace: kyma-system}\n---\n";
    assert_eq!(of(&spec, &platform("3.10.0", "istio")).valid, Some(false));
    let made = of(&spec, &(platform("3.10.0", "istio") + access));
    assert_eq!((made.valid, made.policies.len()), (Some(true), 1));
}

#[test]
fn an_object_in_its_own_version_is_derived_as_far_as_its_words_are_kept() {
    let own = |handlers: &str| {
        format!(
            "apiVersion: gateway.kyma-project.io/v1beta1\nkind: APIRule\nmetadata: {{name: r, namespace: shop}}\nspec:\n  host: x.d.example\n  \
             gateway: kyma-system/way\n  service: {{name: x, port: 80}}\n  rules:\n{handlers}---\n"
        )
    };
    let rule = |path: &str, handler: &str| {
        format!("  - {{path: {path}, methods: [GET], accessStrategies: [{{handler: {handler}}}]}}\n")
    };
    let made = |rules: String| {
        let snapshot = snapshot(&(own(&rules) + &platform("3.9.0", "istio") + AROUND));
        generate(
            &snapshot.space("shop").expect("a space").api_rules["r"],
            &GenerationContext::cluster(&snapshot),
        )
    };
    let open = made(rule("/a", "no_auth"));
    assert_eq!((open.valid, open.policies.len()), (None, 1));
    assert!(open.notes[0].contains("only the weakest strategy"), "{:?}", open.notes);
    let allow = made(rule("/a", "no_auth") + &rule("/b", "allow"));
    assert_eq!((allow.valid, allow.policies.len()), (None, 1));
    assert!(allow.notes.iter().any(|note| note.contains("are not kept, so its policy is unknown")));
}

#[test]
fn without_the_annotation_nothing_is_derived() {
    let text = born_old(&spec_of("GET /a no_auth")).replace("v1beta1-spec", "lost");
    let snapshot = snapshot(&(text + &platform("3.9.0", "istio") + AROUND));
    let made = generate(
        &snapshot.space("shop").expect("a space").api_rules["r"],
        &GenerationContext::cluster(&snapshot),
    );
    assert_eq!((made.valid, made.virtual_service), (None, None));
    assert!(made.notes[0].contains("annotation"), "{:?}", made.notes);
}
