//! The rules of the authorizer, one claim at a time.

use super::world::{World, gathering, labelled, meta, rule};
use crate::engine::access::{AccessAnswer, AccessIndex, AccessRequest, GrantedBy, Who};
use crate::model::rbac::Role;

fn allowed(access: &AccessIndex, who: &Who, action: &AccessRequest) -> bool {
    access.can(who, action).is_allowed()
}

fn anna() -> Who {
    Who::exactly("anna", [""; 0])
}

/// One rule, bound in namespace `a` to anna.
fn one(text: &str) -> AccessIndex {
    World::new().role("a", "r", &[rule(text)]).bind("a", "b", "Role/r", &["user anna"]).access()
}

#[test]
fn a_rule_for_pods_does_not_cover_their_logs() {
    let access = one("get|core|pods");
    assert!(allowed(&access, &anna(), &AccessRequest::on("get", "", "pods", "a")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("get", "", "pods", "a").part("log")));
}

#[test]
fn a_star_and_a_subresource_cover_that_subresource_of_everything() {
    let access = one("get|*|*/scale");
    assert!(allowed(&access, &anna(), &AccessRequest::on("get", "apps", "deployments", "a").part("scale")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("get", "apps", "deployments", "a").part("status")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("get", "apps", "deployments", "a")));
}

#[test]
fn a_star_covers_resources_and_subresources() {
    let access = one("*|*|*");
    assert!(allowed(&access, &anna(), &AccessRequest::on("create", "", "pods", "a").part("exec")));
    assert!(allowed(&access, &anna(), &AccessRequest::on("impersonate", "", "serviceaccounts", "a")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("get", "", "pods", "b")), "only where it is bound");
}

#[test]
fn a_rule_with_names_needs_a_request_with_one() {
    let access = one("get,list,create|core|secrets|db");
    assert!(allowed(&access, &anna(), &AccessRequest::on("get", "", "secrets", "a").named("db")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("get", "", "secrets", "a").named("tls")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("list", "", "secrets", "a")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("create", "", "secrets", "a")));
    let by_field = AccessRequest::on("list", "", "secrets", "a").named("db");
    assert!(allowed(&access, &anna(), &by_field), "a field selector carries the name");
}

#[test]
fn paths_are_allowed_by_cluster_role_bindings_alone() {
    let mut paths = rule("get");
    paths.urls = vec!["/healthz*".into(), "/metrics".into()];
    let world = World::new()
        .role("", "paths", &[paths])
        .bind("a", "here", "ClusterRole/paths", &["user bob"])
        .bind("", "everywhere", "ClusterRole/paths", &["user anna"]);
    let access = world.access();
    assert!(allowed(&access, &anna(), &AccessRequest::path("get", "/healthz/etcd")));
    assert!(allowed(&access, &anna(), &AccessRequest::path("get", "/metrics")));
    assert!(!allowed(&access, &anna(), &AccessRequest::path("get", "/metrics/cadvisor")));
    assert!(!allowed(&access, &Who::exactly("bob", [""; 0]), &AccessRequest::path("get", "/metrics")));
}

#[test]
fn an_account_without_a_namespace_is_one_of_the_bindings_own_namespace() {
    let world = World::new()
        .role("", "r", &[rule("get|core|pods")])
        .bind("a", "b", "ClusterRole/r", &["sa bot"])
        .bind("", "c", "ClusterRole/r", &["sa lost"]);
    let access = world.access();
    let get = AccessRequest::on("get", "", "pods", "a");
    assert!(allowed(&access, &Who::account("a", "bot"), &get));
    assert!(!allowed(&access, &Who::account("b", "bot"), &get));
    assert!(!allowed(&access, &Who::account("a", "lost"), &get));
}

#[test]
fn an_account_is_in_its_groups_and_a_named_user_is_in_none() {
    let world = World::new().role("", "r", &[rule("get|core|pods")]);
    let world = world.bind("a", "b", "ClusterRole/r", &["group system:serviceaccounts:x"]);
    let access = world.bind("b", "b", "ClusterRole/r", &["group system:authenticated"]).access();
    let (in_a, in_b) = (AccessRequest::on("get", "", "pods", "a"), AccessRequest::on("get", "", "pods", "b"));
    assert!(allowed(&access, &Who::account("x", "any"), &in_a));
    assert!(allowed(&access, &Who::account("y", "any"), &in_b));
    assert!(!allowed(&access, &Who::exactly("system:serviceaccount:x:any", [""; 0]), &in_a));
    assert!(!allowed(&access, &anna(), &in_b));
    assert!(allowed(&access, &Who::logged_in("anna", [""; 0]), &in_b));
}

#[test]
fn a_binding_whose_role_is_missing_gives_nothing() {
    let world = World::new().role("b", "r", &[rule("*|*|*")]);
    let world = world.bind("a", "one", "Role/r", &["user anna"]);
    let access = world.bind("", "two", "Role/r", &["user anna"]).access();
    assert_eq!(access.can(&anna(), &AccessRequest::on("get", "", "pods", "a")), AccessAnswer::Denied);
    assert_eq!(access.can(&anna(), &AccessRequest::on("get", "", "pods", "b")), AccessAnswer::Denied);
}

#[test]
fn every_chain_is_reported_in_order_and_once() {
    let world = World::new()
        .role("", "r", &[rule("get|core|pods"), rule("*|*|*")])
        .bind("a", "z", "ClusterRole/r", &["user anna", "group devs", "user anna"])
        .bind("", "y", "ClusterRole/r", &["group devs"])
        .bind("a", "x", "ClusterRole/r", &["user anna"]);
    let who = Who::exactly("anna", ["devs"]);
    let AccessAnswer::Allowed(via) = world.access().can(&who, &AccessRequest::on("get", "", "pods", "a"))
    else {
        panic!("allowed")
    };
    let shown: Vec<String> = via.iter().map(ToString::to_string).collect();
    let expected = [
        "ClusterRoleBinding/y grants ClusterRole/r",
        "RoleBinding/x in a grants ClusterRole/r",
        "RoleBinding/z in a grants ClusterRole/r",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn masters_may_do_everything_without_any_binding() {
    let who = Who::exactly("root", ["system:masters"]);
    let answer = World::new().access().can(&who, &AccessRequest::path("get", "/metrics"));
    assert_eq!(answer, AccessAnswer::Allowed(vec![GrantedBy::Masters]));
}

fn gathered() -> World {
    let mut world = World::new();
    world.put_role(gathering("top", "to-top", &[rule("delete|core|pods")]));
    world.put_role(labelled(gathering("middle", "to-middle", &[]), "to-top"));
    let leaf = Role { meta: meta("", "leaf"), rules: vec![rule("get|core|pods")], aggregates: None };
    world.put_role(labelled(leaf, "to-middle"));
    world.bind("a", "b", "ClusterRole/top", &["user anna"])
}

#[test]
fn a_role_that_gathers_others_has_their_rules_and_not_its_own() {
    let access = gathered().access();
    assert!(allowed(&access, &anna(), &AccessRequest::on("get", "", "pods", "a")));
    assert!(!allowed(&access, &anna(), &AccessRequest::on("delete", "", "pods", "a")));
}

#[test]
fn a_role_that_aggregates_none_keeps_its_rules() {
    let mut world = World::new();
    world.put_role(gathering("top", "to-top", &[rule("delete|core|pods")]));
    let access = world.bind("a", "b", "ClusterRole/top", &["user anna"]).access();
    assert!(allowed(&access, &anna(), &AccessRequest::on("delete", "", "pods", "a")));
}

#[test]
fn roles_that_aggregate_each_other_terminate() {
    let mut world = World::new();
    world.put_role(labelled(gathering("one", "to-one", &[]), "to-two"));
    world.put_role(labelled(gathering("two", "to-two", &[]), "to-one"));
    let access = world.bind("a", "b", "ClusterRole/one", &["user anna"]).access();
    assert_eq!(access.can(&anna(), &AccessRequest::on("get", "", "pods", "a")), AccessAnswer::Denied);
}
