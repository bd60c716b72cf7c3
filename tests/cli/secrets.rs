//! Values that must not be seen are not seen, whatever is asked for.

use super::run::{CHECK, FUNCTION, OPEN, SPACE, World};
use super::server::Server;

/// Shaped like real ones, so that they would be found; they open nothing.
const VALUES: [&str; 3] = ["kT9vQ2xLm8zRw4pJ", "a1Q5dlEyeExtOHpSdzRwSg==", "Zq7RtY3wPn5KdX8vLb2M"];

fn texts() -> String {
    let function = FUNCTION.replace(
        "  source:\n",
        &format!("  env:\n    - name: DB_PASSWORD\n      value: {}\n    - name: API_TOKEN\n      value: {}\n  source:\n", VALUES[0], VALUES[2]),
    );
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: shop\ndata:\n  password: {}\n",
        VALUES[1]
    );
    [SPACE, &function, &secret, OPEN].join("---\n")
}

fn assert_silent(words: &str, text: &str) {
    for value in VALUES {
        assert!(!text.contains(value), "{words} shows {value}");
    }
}

#[test]
fn no_output_of_any_command_holds_a_value() {
    let world = World::new();
    world.file("all.yaml", &texts());
    for format in ["table", "json", "jsonl"] {
        let words = format!("scan -f all.yaml -o {format}");
        assert_silent(&words, &world.run(&words).all());
    }
    for check in fnsec::checks::ALL {
        for format in ["yaml", "diff", "kubectl", "kustomize", "json"] {
            let words = format!("fix {} -f all.yaml -o {format}", check.id);
            assert_silent(&words, &world.run(&words).all());
        }
    }
}

#[test]
fn neither_the_journal_nor_its_listings_hold_a_value() {
    let server = Server::of(&[&texts()]);
    let world = World::with_cluster(&server.address);
    for check in fnsec::checks::ALL {
        let words = format!("fix {} --apply --yes", check.id);
        assert_silent(&words, &world.run(&words).all());
    }
    assert!(world.read("state/audit.jsonl").contains(CHECK));
    assert_silent("the journal", &world.read("state/audit.jsonl"));
    for format in ["table", "json", "md"] {
        let words = format!("changes -o {format}");
        assert_silent(&words, &world.run(&words).all());
    }
}

/// A token of a known form; it opens nothing.
fn token() -> String {
    ["gh", "p_MFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNh"].concat()
}

/// Each text of a file that is replaced by a token in turn is shown by none of the commands.
fn assert_masked(file: &str, texts: &[&str], commands: &[&str]) {
    for text in texts {
        assert!(file.contains(text), "{text}");
        let world = World::new();
        world.file("all.yaml", &file.replace(text, &token()));
        for command in commands {
            let run = world.run(&format!("{command} -f all.yaml"));
            assert!(run.code < 6 && !run.err.starts_with("error: "), "{command}: {}", run.err);
            assert!(!run.all().contains("MFLZ"), "{command} shows {text}: {}", run.all());
        }
    }
}

const ROUTE: &str = "\
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: orders, namespace: shop}
spec:
  hosts: [the-host.example.com]
  gateway: the-space/the-gateway
  service: {name: the-service, namespace: the-home, port: 80}
  corsPolicy: {allowOrigins: [{exact: the-origin}]}
  rules:
    - path: /the-path
      methods: [GET]
      jwt:
        authentications: [{issuer: 'https://the-issuer.example.com', jwksUri: 'https://the-keys.example.com'}]
        authorizations: [{requiredScopes: [the-scope], audiences: [the-audience]}]
    - path: /other
      methods: [the-method]
      extAuth: {authorizers: [the-authorizer]}
      request: {cookies: {session: the-cookie}, headers: {x-up: the-header}}
status: {state: Error, description: the-description}
";

#[test]
fn no_text_of_a_route_is_shown_where_it_is_a_credential() {
    let texts = [
        "the-host.example.com",
        "the-space/the-gateway",
        "the-service",
        "the-home",
        "the-origin",
        "the-path",
        "the-issuer.example.com",
        "the-keys.example.com",
        "the-scope",
        "the-audience",
        "the-method",
        "the-authorizer",
        "the-cookie",
        "the-header",
        "the-description",
    ];
    let commands = ["scan -o table -o json", "apirule -o table -o yaml -o json", "tokens -o table -o json"];
    assert_masked(&[SPACE, ROUTE].join("---\n"), &texts, &commands);
}

#[test]
fn no_text_of_a_function_is_shown_where_it_is_a_credential() {
    let function = "\
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: orders, namespace: shop, uid: the-uid}
spec:
  runtime: nodejs22
  runtimeImageOverride: the-image
  labels: {sidecar.istio.io/inject: the-label}
  annotations: {sidecar.istio.io/inject: the-note}
  env: [{name: THE_VARIABLE, value: x}]
  containerSecurityContext: {capabilities: {add: [THE_CAPABILITY]}}
  podSecurityContext: {sysctls: [{name: the-sysctl, value: '1'}], seccompProfile: {type: the-profile}}
  secretMounts: [{secretName: the-secret, mountPath: /x}]
  source: {gitRepository: {url: 'https://git.example.com/a.git', reference: the-reference, baseDir: /}}
";
    let texts = [
        "the-uid",
        "the-image",
        "the-label",
        "the-note",
        "THE_VARIABLE",
        "THE_CAPABILITY",
        "the-sysctl",
        "the-profile",
        "the-secret",
        "the-reference",
    ];
    assert_masked(
        &[SPACE, function].join("---\n"),
        &texts,
        &["scan -o table -o json", "pod-security -o table -o jsonl"],
    );
}

#[test]
fn no_text_of_a_subscription_is_shown_where_it_is_a_credential() {
    let subscription = "\
apiVersion: eventing.kyma-project.io/v1alpha2
kind: Subscription
metadata: {name: orders, namespace: shop}
spec: {sink: 'http://orders.shop.svc.cluster.local', source: the-source, types: [the-type], typeMatching: standard}
";
    assert_masked(
        &[SPACE, FUNCTION, subscription].join("---\n"),
        &["the-source", "the-type"],
        &["reach --events"],
    );
}
