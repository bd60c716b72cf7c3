//! What was not read turns a denial into unknown, and does not change an allowed request.

use super::world::{World, gathering, rule};
use crate::engine::access::{AccessAnswer, AccessIndex, AccessRequest, Who, Within};
use crate::model::{Change, Feed, Kind};

fn anna() -> Who {
    Who::exactly("anna", [""; 0])
}

fn pods(namespace: &str) -> AccessRequest {
    AccessRequest::on("get", "", "pods", namespace)
}

fn words(access: &AccessIndex, action: &AccessRequest) -> Vec<String> {
    match access.can(&anna(), action) {
        AccessAnswer::Unknown(gaps) => gaps.iter().map(ToString::to_string).collect(),
        other => vec![other.word().to_owned()],
    }
}

fn bound() -> World {
    World::new().role("a", "r", &[rule("get|core|pods")]).bind("a", "b", "Role/r", &["user anna"])
}

#[test]
fn a_yes_stays_a_yes_whatever_else_is_hidden() {
    let mut world = bound();
    world.feed(Kind::ClusterRoleBinding, "", Feed::Forbidden("no".into()));
    world.feed(Kind::ClusterRole, "", Feed::Forbidden("no".into()));
    assert_eq!(words(&world.access(), &pods("a")), ["yes"]);
}

#[test]
fn unread_bindings_make_a_denial_unknown_with_the_servers_message() {
    let mut world = bound();
    world.feed(Kind::ClusterRoleBinding, "", Feed::Forbidden("anna cannot list".into()));
    world.feed(Kind::RoleBinding, "b", Feed::Forbidden("not yours".into()));
    let access = world.access();
    assert_eq!(
        words(&access, &pods("b")),
        ["clusterrolebindings: anna cannot list", "rolebindings in b: not yours"]
    );
    assert_eq!(words(&access, &pods("c")), ["clusterrolebindings: anna cannot list"]);
}

#[test]
fn a_hidden_role_matters_to_those_it_is_given_to() {
    let mut world = World::new().bind("a", "b", "Role/r", &["user anna"]);
    world.feed(Kind::Role, "a", Feed::Forbidden("no".into()));
    let access = world.access();
    assert_eq!(words(&access, &pods("a")), ["Role/r (RoleBinding/b) in a: no"]);
    assert_eq!(access.can(&Who::exactly("bob", [""; 0]), &pods("a")), AccessAnswer::Denied);
}

#[test]
fn a_well_known_role_that_is_not_there_is_unknown_and_cluster_admin_is_everything() {
    let world = World::new().bind("a", "b", "ClusterRole/view", &["user anna"]);
    let access = world.bind("b", "c", "ClusterRole/cluster-admin", &["user anna"]).access();
    assert!(words(&access, &pods("a"))[0].contains("every API server has this role"));
    assert_eq!(words(&access, &pods("b")), ["yes"]);
}

#[test]
fn an_invalid_object_may_allow_it() {
    let mut world = bound();
    world.apply(Change::Unreadable {
        kind: Kind::RoleBinding,
        namespace: "a".into(),
        name: "odd".into(),
        why: "subjects is not a list".into(),
    });
    let access = world.access();
    let delete = AccessRequest::on("delete", "", "pods", "a");
    assert_eq!(words(&access, &delete), ["RoleBinding/odd in a: subjects is not a list"]);
    assert_eq!(words(&access, &pods("a")), ["yes"]);
}

#[test]
fn a_role_that_gathers_is_unknown_while_the_roles_are() {
    let mut world = World::new();
    world.put_role(gathering("top", "to-top", &[rule("get|core|pods")]));
    let mut world = world.bind("a", "b", "ClusterRole/top", &["user anna"]);
    world.feed(Kind::ClusterRole, "", Feed::Failed("half of them".into()));
    let access = world.access();
    assert_eq!(words(&access, &pods("a")), ["yes"]);
    let delete = AccessRequest::on("delete", "", "pods", "a");
    assert_eq!(words(&access, &delete), ["ClusterRole/top (RoleBinding/b) in a: half of them"]);
}

#[test]
fn a_namespace_that_was_not_asked_for_is_unknown() {
    let mut world = World::new();
    world.snapshot.clear();
    for kind in [Kind::ClusterRole, Kind::ClusterRoleBinding] {
        world.feed(kind, "", Feed::Live);
    }
    for kind in [Kind::Role, Kind::RoleBinding] {
        world.feed(kind, "a", Feed::Live);
    }
    let access = world.access();
    assert_eq!(words(&access, &pods("a")), ["no"]);
    assert_eq!(words(&access, &pods("b")), ["rolebindings in b: not requested"]);
}

#[test]
fn who_can_reports_what_it_could_not_read() {
    let mut world = bound().bind("a", "c", "ClusterRole/edit", &["group devs"]);
    world.feed(Kind::RoleBinding, "b", Feed::Forbidden("not yours".into()));
    let found = world.access().who_can(&pods(""), Within::Every);
    let subjects: Vec<String> = found.rows.iter().map(|row| row.subject.shown()).collect();
    assert_eq!(subjects, ["group system:masters", "user anna"]);
    let gaps: Vec<String> = found.gaps.iter().map(ToString::to_string).collect();
    assert!(gaps[0].starts_with("ClusterRole/edit (RoleBinding/c) in a: "), "{gaps:?}");
    assert_eq!(gaps[1], "rolebindings in b: not yours");
}
