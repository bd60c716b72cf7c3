//! What is judged again after one change is bounded by what can differ, however large the cluster is.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use fnsec::decode;
use fnsec::model::calendar::Day;
use fnsec::model::reads::Reads;
use fnsec::model::{Bits, Change, Dirty, Feed, Kind, Snapshot};
use fnsec::verdicts::Report;
use serde_json::{Value, json};

const TODAY: Day = Day::new(2026, 11, 1);
const SIZES: [usize; 2] = [50, 400];
/// Every check once.
fn one_namespace() -> u64 {
    readers(Bits::MAX)
}

/// The checks that read one of some inputs.
fn readers(bits: Bits) -> u64 {
    u64::try_from(fnsec::checks::ALL.iter().filter(|check| check.bits() & bits != 0).count()).expect("few")
}

/// The checks that read APIRules, and in two neighbours of the ring those that compare tokens.
fn rule_readers() -> u64 {
    readers(Kind::APIRule.bit() | Reads::EXPOSURE | Reads::TOKENS) + 2 * readers(Reads::TOKENS)
}

fn put(value: &Value) -> Change {
    let name = value["kind"].as_str().expect("a kind");
    let kind = Kind::ALL.into_iter().find(|kind| kind.info().name == name).expect("a kind that is read");
    Change::Put(decode::object(kind, &value.to_string()).expect("it can be read"))
}

fn object(api: &str, kind: &str, space: &str, name: &str, rest: &Value) -> Value {
    let mut object = json!({"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": space}});
    for (field, value) in rest.as_object().expect("fields") {
        object[field] = value.clone();
    }
    object
}

fn function(space: &str, image: &str) -> Value {
    let spec =
        json!({"runtime": "nodejs22", "runtimeImageOverride": image, "source": {"inline": {"source": "x"}}});
    object("serverless.kyma-project.io/v1alpha2", "Function", space, "f", &json!({"spec": spec}))
}

/// Its code calls the Service of another namespace.
fn calling(space: &str, other: &str) -> Value {
    let mut one = function(space, "");
    let source =
        format!("module.exports = {{ main: async () => (await fetch('http://f.{other}.svc/a')).json() }};");
    one["spec"]["source"]["inline"]["source"] = json!(source);
    one
}

/// All rules ask for tokens of one issuer, as in most clusters.
fn rule(space: &str, path: &str) -> Value {
    let jwt =
        json!({"authentications": [{"issuer": "https://id.example", "jwksUri": "https://id.example/keys"}]});
    let rules = json!([{"path": path, "methods": ["GET"], "jwt": jwt}]);
    let spec = json!({"gateway": "kyma-system/kyma-gateway", "hosts": [format!("{space}.example.com")],
        "service": {"name": "f", "port": 80}, "rules": rules});
    object(
        "gateway.kyma-project.io/v2",
        "APIRule",
        space,
        "r",
        &json!({"spec": spec, "status": {"state": "Ready"}}),
    )
}

fn service(space: &str) -> Value {
    let spec =
        json!({"ports": [{"port": 80}], "selector": {"serverless.kyma-project.io/function-name": "f"}});
    object("v1", "Service", space, "f", &json!({"spec": spec}))
}

fn policy(space: &str, label: &str) -> Value {
    let spec = json!({"podSelector": {"matchLabels": {"app": label}}, "policyTypes": ["Ingress"]});
    object("networking.k8s.io/v1", "NetworkPolicy", space, "p", &json!({"spec": spec}))
}

fn authorization(space: &str, path: &str) -> Value {
    let spec = json!({"action": "ALLOW", "rules": [{"to": [{"operation": {"paths": [path]}}]}]});
    object("security.istio.io/v1", "AuthorizationPolicy", space, "a", &json!({"spec": spec}))
}

fn binding(space: &str, who: &str) -> Value {
    let subject = json!([{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": who}]);
    let role = json!({"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"});
    object(
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        space,
        "b",
        &json!({"subjects": subject, "roleRef": role}),
    )
}

fn cluster_binding(who: &str) -> Value {
    let mut one = binding("", who);
    one["kind"] = json!("ClusterRoleBinding");
    one["metadata"] = json!({"name": "b"});
    one
}

fn namespace(name: &str, level: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": name, "labels": {"pod-security.kubernetes.io/enforce": level}}})
}

fn pod(space: &str, image: &str) -> Value {
    let labels = json!({"serverless.kyma-project.io/function-name": "f", "serverless.kyma-project.io/resource": "deployment"});
    let mut pod = object(
        "v1",
        "Pod",
        space,
        "f-x",
        &json!({"spec": {"containers": [{"name": "function", "image": image}]}}),
    );
    pod["metadata"]["labels"] = labels;
    pod
}

fn space(at: usize) -> String {
    format!("n{at:04}")
}

/// The code of each Function calls the next namespace.
fn estate(size: usize) -> Vec<Value> {
    let each = |at: usize| {
        let name = space(at);
        [
            namespace(&name, "baseline"),
            calling(&name, &space(at + 1)),
            service(&name),
            rule(&name, "/a"),
            policy(&name, "a"),
            authorization(&name, "/a"),
            binding(&name, "anna"),
            pod(&name, "a"),
        ]
    };
    (0..size).flat_map(each).chain([cluster_binding("anna")]).collect()
}

/// How many checks are asked again after one change, the namespaces they were asked in.
fn asked(size: usize, change: &Value) -> u64 {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().to_owned();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    for one in estate(size) {
        snapshot.apply(put(&one), &mut dirty);
    }
    let mut report = Report::of(&snapshot, TODAY);
    let (before, mut dirty) = (report.asked, Dirty::default());
    snapshot.apply(put(change), &mut dirty);
    report.mark(&snapshot, &dirty);
    while report.step(&snapshot, TODAY) {}
    report.asked - before
}

#[track_caller]
fn stays_within(bound: u64, change: &Value) {
    let [small, large] = SIZES.map(|size| asked(size, change));
    assert!(small > 0, "nothing was asked at all");
    assert!(
        large == small && large <= bound,
        "{small} checks were asked in {SIZES:?} namespaces, then {large}"
    );
}

/// The checks that ask what a called namespace admits.
fn callers() -> u64 {
    readers(Reads::CALLEES)
}

#[test]
fn a_changed_function_is_judged_in_its_namespace_and_by_its_callers() {
    stays_within(one_namespace() + callers(), &function(&space(7), "example.com/own:1"));
}

#[test]
fn a_changed_apirule_is_judged_where_it_is_and_by_its_neighbours_in_the_ring_of_its_issuer() {
    stays_within(rule_readers(), &rule(&space(7), "/b"));
}

#[test]
fn a_new_apirule_of_the_common_issuer_is_judged_there_and_by_its_neighbours() {
    let mut one = rule(&space(7), "/b");
    one["metadata"]["name"] = json!("second");
    one["spec"]["hosts"] = json!(["second.example.com"]);
    one["spec"]["service"]["name"] = json!("second");
    stays_within(rule_readers(), &one);
}

#[test]
fn a_changed_network_policy_is_judged_in_its_namespace_and_by_its_callers() {
    stays_within(20 + callers(), &policy(&space(7), "b"));
}

#[test]
fn a_changed_authorization_policy_is_judged_in_its_namespace_and_by_its_callers() {
    stays_within(20 + callers(), &authorization(&space(7), "/b"));
}

#[test]
fn a_changed_binding_is_judged_in_its_namespace_alone() {
    stays_within(20, &binding(&space(7), "ben"));
}

#[test]
fn a_changed_label_of_a_namespace_is_judged_there_and_by_its_callers() {
    stays_within(one_namespace() + callers(), &namespace(&space(7), "restricted"));
}

#[test]
fn a_changed_pod_is_judged_in_its_namespace_and_by_its_callers() {
    stays_within(readers(Kind::Pod.bit()) + callers(), &pod(&space(7), "b"));
}

/// What the verdicts of a namespace say after a policy of the namespace that it calls has changed.
#[test]
fn a_policy_of_a_called_namespace_changes_the_verdict_of_its_callers_alone() {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().to_owned();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    for one in estate(5) {
        snapshot.apply(put(&one), &mut dirty);
    }
    let mut report = Report::of(&snapshot, TODAY);
    let mut closed = policy(&space(3), "a");
    closed["spec"] = json!({"podSelector": {}, "policyTypes": ["Ingress"]});
    let mut dirty = Dirty::default();
    snapshot.apply(put(&closed), &mut dirty);
    let marked: Vec<&str> = dirty.spaces.keys().map(AsRef::as_ref).collect();
    assert_eq!(marked, [space(2), space(3)]);
    report.mark(&snapshot, &dirty);
    while report.step(&snapshot, TODAY) {}
    let blocked = |name: &str| {
        let space = report.space(name).expect("judged");
        space.findings().filter(|one| one.check == "blocked-call").count()
    };
    assert_eq!((blocked(&space(1)), blocked(&space(2)), blocked(&space(3))), (0, 1, 0));
}

/// It may give rights in every namespace: there the checks that read it are asked, and no others.
#[test]
fn a_changed_binding_of_the_cluster_is_judged_everywhere_by_the_checks_that_read_it() {
    let readers = readers(Kind::ClusterRoleBinding.bit());
    for size in SIZES {
        let spaces = u64::try_from(size).expect("few") + 1;
        let asked = asked(size, &cluster_binding("ben"));
        assert!(asked > 0 && asked <= readers * spaces, "{asked} in {size} namespaces");
    }
}
