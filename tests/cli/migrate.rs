//! `fnsec migrate`: v1beta1 APIRules and v1alpha1 Functions in files, and the fix that does the same in place.

use super::run::{FUNCTION, SPACE, World};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
use serde_json::json;

const OLD: &str = "
# kept
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: orders, namespace: shop}
spec:
  host: orders.example.com # the shop
  gateway: kyma-gateway.kyma-system.svc.cluster.local
  service: {name: orders, port: 80}
  rules:
  - path: /.*
    methods: [GET]
    accessStrategies: [{handler: noop}]
";

const SIGNED: &str = "
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: signed, namespace: shop}
spec:
  host: signed.example.com
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules:
  - path: /.*
    methods: [GET]
    accessStrategies: [{handler: jwt, config: {jwks_urls: ['https://id.example.com/keys']}}]
    mutators: [{handler: header, config: {headers: {x-api-key: 'ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}}}]
";

fn world(rule: &str) -> World {
    let world = World::new();
    world.file("all.yaml", &[SPACE, FUNCTION, rule].join("\n---\n"));
    world
}

#[test]
fn an_open_apirule_is_printed_as_v2_below_its_differences() {
    let run = world(OLD).run("migrate -f all.yaml");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("# APIRule/orders in shop: v1beta1 to v2\n#   closes   "), "{}", run.out);
    let printed: serde_yaml::Value = serde_yaml::from_str(&run.out).expect("one document");
    let printed = serde_json::to_value(printed).expect("as JSON");
    assert_eq!(printed["spec"]["rules"], json!([{"path": "/{**}", "methods": ["GET"], "noAuth": true}]));
    assert_eq!(printed["spec"]["gateway"], json!("kyma-system/kyma-gateway"));
}

#[test]
fn what_cannot_be_migrated_is_reported_and_fails_the_command() {
    let world = world(SIGNED);
    let run = world.run("migrate -f all.yaml -o report");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("not migrated") && run.out.contains("0 of 1 migrated"), "{}", run.out);
    let run = world.run("migrate signed -f all.yaml --issuer https://id.example.com -o json");
    assert_eq!(run.code, 0, "{}", run.err);
    let jwt = &run.json()[0]["migrated"]["spec"]["rules"][0]["jwt"]["authentications"][0];
    assert_eq!(jwt, &json!({"issuer": "https://id.example.com", "jwksUri": "https://id.example.com/keys"}));
    assert_eq!(world.run("migrate nothing -f all.yaml").code, 2);
}

#[test]
fn a_secret_in_a_rule_is_not_printed() {
    for format in ["yaml", "json", "report"] {
        let run = world(SIGNED).run(&format!("migrate -f all.yaml --issuer https://i -o {format}"));
        assert!(!run.out.contains("a1B2c3D4") && !run.err.contains("a1B2c3D4"), "{}", run.out);
    }
}

#[test]
fn the_fix_rewrites_the_file_and_keeps_comments_and_secrets() {
    let world = world(&[OLD, SIGNED].join("\n---\n"));
    let run =
        world.run("fix unreconciled-apirule -f all.yaml --set issuer=https://id.example.com --apply --yes");
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let text = world.read("all.yaml");
    assert!(text.contains("# kept") && !text.contains("v1beta1"), "{text}");
    assert!(text.contains("ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"), "{text}");
    assert!(!run.out.contains("a1B2c3D4"), "{}", run.out);
    let again = world.run("migrate -f all.yaml -o report");
    assert_eq!((again.code, again.out.as_str()), (0, "No APIRule of v1beta1 and no Function of v1alpha1.\n"));
}

#[test]
fn functions_of_v1alpha1_keep_their_code() {
    let old = "
apiVersion: serverless.kyma-project.io/v1alpha1
kind: Function
metadata: {name: old, namespace: shop}
spec: {runtime: nodejs14, source: 'module.exports = {}', deps: '{}', minReplicas: 1, maxReplicas: 1}
";
    let run = world(old).run("migrate old -f all.yaml -o json");
    assert_eq!(run.code, 0, "{}", run.err);
    let inline = &run.json()[0]["migrated"]["spec"]["source"]["inline"];
    assert_eq!(inline, &json!({"source": "module.exports = {}", "dependencies": "{}"}));
}

const OPEN_HOST: &str = "
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: one, namespace: shop}
spec:
  host: one.example.com
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules:
  - path: /post
    methods: [POST]
    accessStrategies: [{handler: no_auth}]
  - path: /.*
    methods: [GET]
    accessStrategies: [{handler: jwt, config: {trusted_issuers: ['https://id.example.com'], jwks_urls: ['https://id.example.com/keys']}}]
";

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: orders, namespace: shop}\nspec: {selector: {app: orders}, ports: [{port: 80}]}\n";

#[test]
fn several_rules_of_one_workload_are_migrated_behind_a_temporary_policy() {
    let world = world(OPEN_HOST);
    let two = OPEN_HOST.replace("name: one,", "name: two,").replace("one.example", "two.example");
    world.file("two.yaml", &two);
    world.file("service.yaml", SERVICE);
    let run = world.run("migrate -f . -o steps");
    assert_eq!(run.code, 0, "{}", run.err);
    let steps: Vec<&str> = run.out.split("---\n").collect();
    assert_eq!(steps.len(), 4, "{}", run.out);
    assert!(
        steps[0]
            .starts_with("# Step 1 of 4\n# APIRule/one in shop, APIRule/two in shop lead to shop/orders."),
        "{}",
        steps[0]
    );
    let policy = &fnsec::yaml::parse(steps[0]).expect("YAML")[0].value;
    assert_eq!(policy["metadata"], json!({"name": "fnsec-migration-orders", "namespace": "shop"}));
    assert_eq!(policy["spec"]["selector"], json!({"matchLabels": {"app": "orders"}}));
    let rules = policy["spec"]["rules"].as_array().expect("rules");
    let oathkeeper = "cluster.local/ns/kyma-system/sa/oathkeeper-maester-account";
    assert_eq!(rules[0], json!({"from": [{"source": {"principals": [oathkeeper]}}]}));
    // Only what is open to anyone comes from the gateway directly, not the routes with a token of the same host.
    let open =
        |host: &str| json!([{"operation": {"hosts": [host], "methods": ["POST"], "paths": ["/post"]}}]);
    assert_eq!((&rules[1]["to"], &rules[2]["to"]), (&open("one.example.com"), &open("two.example.com")));
    assert!(steps[1].contains("name: one\n") && steps[2].contains("name: two\n"), "{}", run.out);
    assert!(
        steps[3].contains("kubectl delete authorizationpolicy fnsec-migration-orders -n shop"),
        "{}",
        steps[3]
    );
}

#[test]
fn one_rule_of_a_workload_needs_no_temporary_policy_and_an_unseen_service_is_told() {
    let world = world(OPEN_HOST);
    let run = world.run("migrate -f . -o steps");
    assert!(
        run.out.starts_with("# Step 1 of 1\n") && !run.out.contains("kind: AuthorizationPolicy"),
        "{}",
        run.out
    );
    world.file("two.yaml", &OPEN_HOST.replace("name: one,", "name: two,"));
    let run = world.run("migrate -f . -o steps");
    assert!(run.out.contains("It is not printed: the Service shop/orders was not read."), "{}", run.out);
    assert_eq!(run.code, 1, "a step is missing");
}

#[test]
fn a_git_function_takes_its_repository_from_the_files() {
    let world = World::new();
    let function = "apiVersion: serverless.kyma-project.io/v1alpha1\nkind: Function\nmetadata: {name: a, namespace: shop}\nspec: {type: git, runtime: nodejs14, source: repo, reference: main, baseDir: /src}\n";
    world.file("k8s/a.yaml", &format!("{SPACE}---\n{function}"));
    let run = world.run("migrate -f k8s");
    assert!(
        run.code == 1 && run.out.contains("its GitRepository repo is not known: add it to the files"),
        "{}",
        run.out
    );
    let repository = "apiVersion: serverless.kyma-project.io/v1alpha1\nkind: GitRepository\nmetadata: {name: repo, namespace: shop}\nspec: {url: 'https://git.example.com/a.git', auth: {type: key, secretName: git}}\n";
    world.file("k8s/repo.yaml", repository);
    let run = world.run("migrate -f k8s");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let new = &fnsec::yaml::parse(&run.out).expect("YAML")[0].value;
    let git = json!({"url": "https://git.example.com/a.git", "auth": {"type": "key", "secretName": "git"}, "reference": "main", "baseDir": "/src"});
    assert_eq!(new["spec"]["source"]["gitRepository"], git);
    world.file("k8s/other.yaml", &repository.replace("git.example.com", "other.example.com"));
    let run = world.run("migrate -f k8s");
    assert_eq!(run.out.matches("kind: Function").count(), 2, "the files are alternatives: {}", run.out);
}

const GIT_FUNCTION: &str = "apiVersion: serverless.kyma-project.io/v1alpha1\nkind: Function\nmetadata: {name: a, namespace: shop}\nspec: {type: git, runtime: nodejs14, source: repo, reference: main, baseDir: /src}\n";
const GIT_REPOSITORY: &str = "apiVersion: serverless.kyma-project.io/v1alpha1\nkind: GitRepository\nmetadata: {name: repo, namespace: shop}\nspec: {url: 'https://anna:hunter2secret9@git.example.com/a.git', auth: {type: key, secretName: git}}\n";

#[test]
fn a_git_function_of_a_cluster_takes_its_repository_from_there() {
    let server = Server::of(&[SPACE, GIT_FUNCTION, GIT_REPOSITORY]);
    let world = World::with_cluster(&server.address);
    let run = world.run("migrate");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let new = &fnsec::yaml::parse(&run.out).expect("YAML")[0].value;
    assert_eq!(new["spec"]["source"]["gitRepository"]["reference"], "main");
    assert!(run.out.contains("git.example.com/a.git") && !run.all().contains("hunter2"), "{}", run.out);
}

#[test]
fn a_recording_has_the_repositories_without_their_credentials() {
    let server = Server::of(&[SPACE, GIT_FUNCTION, GIT_REPOSITORY]);
    let world = World::with_cluster(&server.address);
    let run = world.run("record a.fnrec");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!world.read("a.fnrec").contains("hunter2"), "a credential is recorded");
    let run = world.run("migrate -f a.fnrec");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("git.example.com/a.git"), "{}", run.out);
}

#[test]
fn a_repository_that_cannot_be_read_is_named_with_the_reason() {
    let forbidden =
        ServerFault::Forbidden { verb: None, kind: Kind::GitRepository, namespace: String::new() };
    for (fault, why, code) in [
        (forbidden, "is forbidden", 4),
        (ServerFault::NotServed(Kind::GitRepository), "the cluster does not serve gitrepositories", 1),
    ] {
        let server = Server::of(&[SPACE, GIT_FUNCTION, GIT_REPOSITORY]).fault(fault);
        let run = World::with_cluster(&server.address).run("migrate");
        assert_eq!(run.code, code, "{}", run.err);
        assert!(
            run.out.contains("its GitRepository repo is not known: ") && run.out.contains(why),
            "{}",
            run.out
        );
    }
    let server = Server::of(&[SPACE, GIT_FUNCTION]);
    let run = World::with_cluster(&server.address).run("migrate");
    assert!(run.out.contains("its GitRepository repo is not known: it does not exist"), "{}", run.out);
}

#[test]
fn repositories_matter_only_to_functions_that_have_one() {
    let forbidden =
        ServerFault::Forbidden { verb: None, kind: Kind::GitRepository, namespace: String::new() };
    let server = Server::of(&[SPACE, FUNCTION, OLD]).fault(forbidden);
    let run = World::with_cluster(&server.address).run("migrate");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
}

#[test]
fn two_findings_of_one_old_rule_are_fixed_one_after_the_other() {
    let two = OLD.replace(
        "  - path: /.*\n    methods: [GET]\n    accessStrategies: [{handler: noop}]\n",
        "  - path: /a\n    methods: [GET, POST]\n    accessStrategies: [{handler: noop}]\n  \
           - path: /a/put\n    methods: [PUT]\n    accessStrategies: [{handler: noop}]\n",
    );
    let world = world(&two);
    let words = "fix unauthenticated-write-route -f all.yaml --set issuer=https://i.example.com --set keys=https://i.example.com/k --set audience=orders";
    let run = world.run(&format!("{words} --apply --yes"));
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let text = world.read("all.yaml");
    assert!(!text.contains("noAuth") && text.matches("audiences:").count() == 2, "{text}");
}
