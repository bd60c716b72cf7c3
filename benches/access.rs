//! RBAC over a large cluster: a thousand namespaces and twenty thousand bindings.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use divan::{Bencher, black_box};
use fnsec::engine::access::{AccessIndex, AccessRequest, Who, Within};
use fnsec::model::rbac::{Binding, RbacRule, Role, RoleRef, Subject};
use fnsec::model::{Change, Dirty, Feed, Kind, Meta, Object, Snapshot};

const SPACES: usize = 1_000;
const BINDINGS: usize = 20;
const ROLES: usize = 5;
const CLUSTER_ROLES: usize = 150;
const CLUSTER_BINDINGS: usize = 200;

fn main() {
    divan::main();
}

fn meta(namespace: &str, name: String) -> Meta {
    Meta { namespace: namespace.into(), name: name.into(), ..Meta::default() }
}

fn rule(seed: usize) -> RbacRule {
    let resources =
        ["pods", "configmaps", "services", "deployments", "jobs", "apirules", "functions", "events"];
    let verbs: &[&str] =
        if seed.is_multiple_of(3) { &["get", "list", "watch"] } else { &["create", "update", "patch"] };
    let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    RbacRule {
        verbs: owned(verbs),
        api_groups: owned(&["", "apps", "batch"]),
        resources: [seed, seed / 8]
            .iter()
            .filter_map(|at| resources.get(at % 8))
            .map(ToString::to_string)
            .collect(),
        ..RbacRule::default()
    }
}

fn role(namespace: &str, name: String, seed: usize, rules: usize) -> Box<Role> {
    let mut rules: Vec<RbacRule> = (0..rules).map(|at| rule(seed * 7 + at)).collect();
    // One role in fifteen reads Secrets.
    if seed.is_multiple_of(15) {
        rules.last_mut().expect("rules").resources = vec!["secrets".into()];
    }
    Box::new(Role { meta: meta(namespace, name), rules, aggregates: None })
}

fn subject(seed: usize) -> Subject {
    let (kind, name, namespace) = match seed % 3 {
        0 => ("User", format!("user-{}", seed % 5_000), String::new()),
        1 => ("Group", format!("team-{}", seed % 500), String::new()),
        _ => ("ServiceAccount", format!("sa-{}", seed % 5), space(seed % SPACES)),
    };
    Subject { kind: kind.into(), name, namespace }
}

fn space(at: usize) -> String {
    format!("space-{at:04}")
}

fn binding(namespace: &str, at: usize, seed: usize) -> Box<Binding> {
    let role = if namespace.is_empty() || seed.is_multiple_of(2) {
        RoleRef { kind: "ClusterRole".into(), name: format!("cluster-role-{}", seed % CLUSTER_ROLES) }
    } else {
        RoleRef { kind: "Role".into(), name: format!("role-{}", seed % ROLES) }
    };
    let subjects = vec![subject(seed * 31), subject(seed * 17 + 1)];
    Box::new(Binding { meta: meta(namespace, format!("binding-{at:03}")), role, subjects })
}

fn snapshot() -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    let mut put = |object| snapshot.apply(Change::Put(object), &mut dirty);
    for at in 0..CLUSTER_ROLES {
        put(Object::ClusterRole(role("", format!("cluster-role-{at}"), at, 12)));
    }
    for at in 0..CLUSTER_BINDINGS {
        put(Object::ClusterRoleBinding(binding("", at, at)));
    }
    for number in 0..SPACES {
        let space = space(number);
        for at in 0..ROLES {
            put(Object::Role(role(&space, format!("role-{at}"), number + at, 4)));
        }
        for at in 0..BINDINGS {
            put(Object::RoleBinding(binding(&space, at, number * BINDINGS + at)));
        }
    }
    for kind in [Kind::Role, Kind::RoleBinding, Kind::ClusterRole, Kind::ClusterRoleBinding] {
        snapshot.apply(Change::Feed { kind, namespace: String::new(), feed: Feed::Live }, &mut dirty);
    }
    snapshot
}

/// The index, from nothing.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn build(bencher: Bencher<'_, '_>) {
    let snapshot = snapshot();
    bencher.bench(|| AccessIndex::of(&snapshot));
}

/// One question, by somebody with three groups.
#[divan::bench(args = ["get", "delete"])]
fn can(bencher: Bencher<'_, '_>, verb: &str) {
    let access = AccessIndex::of(&snapshot());
    let who = Who::logged_in("user-31", ["team-31", "team-62"]);
    let action = AccessRequest::on(verb, "", "pods", "space-0001");
    bencher.bench(|| access.can(black_box(&who), black_box(&action)));
}

/// Everybody who may read Secrets or pods, in every namespace.
#[divan::bench(args = ["secrets", "pods"], sample_count = 50, sample_size = 1)]
fn who_can(bencher: Bencher<'_, '_>, resource: &str) {
    let access = AccessIndex::of(&snapshot());
    let action = AccessRequest::on("get", "", resource, "");
    bencher.bench(|| access.who_can(black_box(&action), Within::Every));
}

/// One binding changed, and its namespace indexed again.
#[divan::bench]
fn update(bencher: Bencher<'_, '_>) {
    let mut snapshot = snapshot();
    let mut access = AccessIndex::of(&snapshot);
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        let mut dirty = Dirty::default();
        snapshot.apply(Change::Put(Object::RoleBinding(binding("space-0500", 3, turn))), &mut dirty);
        access.update(&snapshot, &dirty);
    });
}
