//! Permissions that amount to more than they name.

use super::super::{AccessIndex, Capability, CapabilityReach, WAYS, Who};
use crate::model::rbac::{Binding, RbacRule, Role, RoleRef, Subject};
use crate::model::{Change, Dirty, Feed, Kind, Meta, Object, Snapshot};

#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn access(verbs: &[&str], group: &str, resources: &[&str], names: &[&str]) -> AccessIndex {
    let owned = |all: &[&str]| all.iter().map(ToString::to_string).collect();
    let meta = |name: &str| Meta { namespace: "shop".into(), name: name.into(), ..Meta::default() };
    let rule = RbacRule {
        verbs: owned(verbs),
        api_groups: owned(&[group]),
        resources: owned(resources),
        resource_names: owned(names),
        ..RbacRule::default()
    };
    let role = Role { meta: meta("r"), rules: vec![rule], aggregates: None };
    let subject = Subject { kind: "User".into(), name: "anna".into(), namespace: String::new() };
    let to = RoleRef { kind: "Role".into(), name: "r".into() };
    let binding = Binding { meta: meta("b"), role: to, subjects: vec![subject] };
    let mut snapshot = Snapshot::default();
    let mut changes =
        vec![Change::Put(Object::Role(Box::new(role))), Change::Put(Object::RoleBinding(Box::new(binding)))];
    for kind in [Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding] {
        changes.push(Change::Feed { kind, namespace: String::new(), feed: Feed::Live });
    }
    for change in changes {
        snapshot.apply(change, &mut Dirty::default());
    }
    AccessIndex::of(&snapshot)
}

fn reach(access: &AccessIndex, to: Capability) -> CapabilityReach {
    access.permission_of(&Who::exactly("anna", [""; 0]), "shop").reach(to)
}

#[test]
fn creating_pods_amounts_to_reading_secrets() {
    let access = access(&["create"], "", &["pods"], &[]);
    assert_eq!(reach(&access, Capability::ReadSecrets), CapabilityReach::Indirect);
    assert_eq!(reach(&access, Capability::BecomeCode), CapabilityReach::Direct);
    assert_eq!(reach(&access, Capability::OpenPolicies), CapabilityReach::No);
    let ways = access.ways(&Who::exactly("anna", [""; 0]), Capability::ReadSecrets, "shop");
    assert_eq!(ways.len(), 1);
    assert!(ways[0].1[0].1[0].to_string().contains("RoleBinding/b"));
}

#[test]
fn a_right_over_one_secret_is_only_some_of_it() {
    let access = access(&["get"], "", &["secrets"], &["one"]);
    assert_eq!(reach(&access, Capability::ReadSecrets), CapabilityReach::Some);
}

#[test]
fn half_of_the_required_permissions_is_not_enough() {
    let access = access(&["bind"], "rbac.authorization.k8s.io", &["clusterroles"], &[]);
    assert_eq!(reach(&access, Capability::GiveRights), CapabilityReach::No);
}

#[test]
fn each_capability_has_a_direct_path_and_each_indirect_one_is_explained() {
    for to in Capability::ALL {
        assert!(to.ways().any(super::super::EscalationPath::is_direct), "{to:?}");
    }
    assert!(WAYS.iter().all(|way| !way.rights.is_empty() && !way.how.ends_with('.')));
}
