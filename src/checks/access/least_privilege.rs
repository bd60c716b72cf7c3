//! Least-privilege fix for a binding to `edit`: the same subjects get narrower roles. It is proposed only
//! if the authorizer, evaluated with the new bindings, denies them the permissions that are to be removed.

use super::external_subjects::{reader, who};
use crate::checks::prelude::*;
use crate::engine::access::{AccessIndex, GrantedPermission, Right, Who};
use crate::model::namespace::is_system;
use crate::model::rbac::{Binding, RoleRef, Subject};
use crate::model::{Change, Dirty, Object, Snapshot};

/// The roles that replace `edit`, and the name suffix of the binding to each.
const INSTEAD: [(&str, &str); 2] = [("view", "view"), ("kyma-functions-edit", "functions")];
const GROUP: &str = "rbac.authorization.k8s.io";

/// Returns the change that removes these permissions from the subjects of a binding. `None` if they would
/// keep one, if that is unknown, or if a subject is not a member of the team.
pub(super) fn narrower(scope: &Scope<'_>, binding: &Binding, taken: &[Right]) -> Option<Fix> {
    let edit = binding.role.kind == "ClusterRole" && binding.role.name == "edit";
    let known = INSTEAD.iter().all(|(role, _)| scope.cluster().cluster_roles.contains_key(*role));
    let moved: Vec<(usize, &Subject)> =
        binding.subjects.iter().enumerate().filter(|(_, one)| !is_platform(one)).collect();
    let people: Vec<Subject> = moved.iter().map(|(_, one)| (*one).clone()).collect();
    let of_team = people.iter().all(|subject| is_of_team(scope, subject));
    if !edit || !known || people.is_empty() || !of_team {
        return None;
    }
    let new: Vec<Binding> =
        INSTEAD.iter().map(|(role, word)| bound(scope, binding, role, word, &people)).collect();
    let after = after(scope, binding, &new);
    let held: Vec<GrantedPermission> =
        people.iter().filter_map(|person| permission_after(&after, person, scope.name())).collect();
    let kept = |held: &GrantedPermission| taken.iter().any(|right| held.all().has_some(*right));
    let works = |held: &GrantedPermission| held.all().has(Right::ChangeFunctions);
    if held.len() < people.len() || held.iter().any(kept) || !held.iter().all(works) {
        return None;
    }
    let blind = !scope.space.secrets.is_empty() && !held.iter().all(|one| one.all().has(Right::ReadSecrets));
    Some(fix(scope, binding, &moved, &new, blind))
}

fn is_platform(subject: &Subject) -> bool {
    subject.kind == "ServiceAccount" && is_system(&subject.namespace)
}

/// Subjects outside the team lose the binding without a replacement.
fn is_of_team(scope: &Scope<'_>, subject: &Subject) -> bool {
    let whole = subject.kind != "ServiceAccount" || !subject.namespace.is_empty();
    whole && reader(scope, subject, false).is_none()
}

fn bound(scope: &Scope<'_>, binding: &Binding, role: &str, word: &str, people: &[Subject]) -> Binding {
    let taken = |name: &str| scope.space.role_bindings.contains_key(name);
    let name = free_name(&format!("{}-{word}", binding.meta.name), taken);
    let meta = Meta { namespace: scope.name().into(), name: name.into(), ..Meta::default() };
    let role = RoleRef { kind: "ClusterRole".into(), name: role.into() };
    Binding { meta, role, subjects: people.to_vec() }
}

/// The authorizer after the change: roles and bindings of the cluster and of this namespace, with the new
/// bindings added and the subjects removed from the old one.
fn after(scope: &Scope<'_>, old: &Binding, new: &[Binding]) -> AccessIndex {
    let mut near = Snapshot::default();
    let mut dirty = Dirty::default();
    let mut apply = |change| near.apply(change, &mut dirty);
    for kind in [Kind::Role, Kind::RoleBinding, Kind::ClusterRole, Kind::ClusterRoleBinding] {
        let place = if kind.info().namespaced() { scope.name() } else { "" };
        let feed = scope.whole().feeds().of(kind, place).clone();
        apply(Change::Feed { kind, namespace: String::new(), feed });
    }
    let (cluster, space) = (scope.cluster(), scope.space);
    let mut put = |object: Object| apply(Change::Put(object));
    cluster
        .cluster_roles
        .values()
        .for_each(|cluster_role| put(Object::ClusterRole(Box::new((**cluster_role).clone()))));
    let wide = cluster.cluster_role_bindings.values();
    wide.for_each(|one| put(Object::ClusterRoleBinding(Box::new((**one).clone()))));
    space.roles.values().for_each(|role| put(Object::Role(Box::new((**role).clone()))));
    for one in space.role_bindings.values() {
        let mut one = (**one).clone();
        if one.meta.name == old.meta.name {
            one.subjects.retain(is_platform);
        }
        put(Object::RoleBinding(Box::new(one)));
    }
    for one in new {
        put(Object::RoleBinding(Box::new(one.clone())));
    }
    AccessIndex::of(&near)
}

/// Returns the permissions that a subject would have; `None` if a part of them was not seen.
fn permission_after(after: &AccessIndex, subject: &Subject, namespace: &str) -> Option<GrantedPermission> {
    let who = Who::of(subject);
    after.gaps(&who, namespace).is_empty().then(|| after.permission_of(&who, namespace))
}

fn fix(scope: &Scope<'_>, old: &Binding, moved: &[(usize, &Subject)], new: &[Binding], blind: bool) -> Fix {
    let people: Vec<&Subject> = moved.iter().map(|(_, one)| *one).collect();
    let named: Vec<String> = people.iter().map(|person| who(person)).collect();
    let secrets =
        if blind { " Secrets stay readable, because Function authors can mount them anyway." } else { "" };
    let price = format!(
        "{}: what edit grants beyond reading and Functions is lost here, such as changing pods, Deployments, ConfigMaps and APIRules.{secrets} To apply this, you must have the permissions of both roles, or the bind verb on them.",
        some_of(&named)
    );
    let mut fix = Fix::new("Replace edit with view and kyma-functions-edit", Risk::MayBreak).costs(price);
    for one in new {
        fix = fix.edit(create(scope, &one.meta.name, &one.role, &people));
    }
    if blind {
        let role = reading(scope, old);
        let reference = RoleRef { kind: "Role".into(), name: role.target.name.clone().into() };
        let taken = |name: &str| scope.space.role_bindings.contains_key(name);
        let name = free_name(&format!("{}-secrets", old.meta.name), taken);
        fix = fix.edit(role).edit(create(scope, &name, &reference, &people));
    }
    fix.edit(taken_out(scope, old, moved))
}

fn create(scope: &Scope<'_>, name: &str, role: &RoleRef, people: &[&Subject]) -> Edit {
    let target = ObjectRef::new(Kind::RoleBinding, scope.name(), name);
    let body = json!({
        "apiVersion": target.api_version, "kind": "RoleBinding",
        "metadata": {"name": name, "namespace": scope.name()},
        "roleRef": {"apiGroup": GROUP, "kind": role.kind, "name": role.name},
        "subjects": people.iter().map(|person| written(person)).collect::<Vec<_>>(),
    });
    Edit::create(target, body)
}

fn written(subject: &Subject) -> Value {
    match subject.kind.as_str() {
        "ServiceAccount" => {
            json!({"kind": subject.kind, "name": subject.name, "namespace": subject.namespace})
        }
        _ => json!({"apiGroup": GROUP, "kind": subject.kind, "name": subject.name}),
    }
}

fn reading(scope: &Scope<'_>, old: &Binding) -> Edit {
    let taken = |name: &str| scope.space.roles.contains_key(name);
    let name = free_name(&format!("{}-secrets", old.meta.name), taken);
    let target = ObjectRef::new(Kind::Role, scope.name(), &name);
    let rule = json!({"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list", "watch"]});
    let body = json!({
        "apiVersion": target.api_version, "kind": "Role",
        "metadata": {"name": name, "namespace": scope.name()}, "rules": [rule],
    });
    Edit::create(target, body)
        .note("/rules", "edit grants this too; Function authors can mount Secrets anyway")
}

/// Removes from the last subject on, so that the indexes of the others stay valid.
fn taken_out(scope: &Scope<'_>, old: &Binding, moved: &[(usize, &Subject)]) -> Edit {
    let tests = moved.iter().flat_map(|(at, one)| {
        [("kind", &one.kind), ("name", &one.name)]
            .map(|(field, value)| Op::test(format!("/subjects/{at}/{field}"), json!(value)))
    });
    let removes = moved.iter().rev().map(|(at, _)| Op::remove(format!("/subjects/{at}")));
    let target = ObjectRef::new(Kind::RoleBinding, scope.name(), &old.meta.name);
    Edit::modify(target, tests.chain(removes).collect())
        .note("/subjects", "the role of a binding cannot be changed, so the subjects are removed from it")
}
