//! For any roles and bindings, the index answers like the naive evaluator.

use super::naive::Objects;
use super::world::{World, labelled, meta};
use crate::engine::access::{
    AccessAnswer, AccessIndex, AccessRequest, Capability, CapabilityReach, Extent, GrantChain, GrantedBy,
    Who, Within,
};
use crate::model::rbac::{Binding, RbacRule, Role, RoleRef, Subject};
use crate::model::{Dirty, Kind, Labels, Meta, Selector};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::collections::BTreeSet;

const SPACES: [&str; 3] = ["a", "b", "c"];
/// Groups that every ServiceAccount is in.
const BROAD: [&str; 2] = ["system:serviceaccounts", "system:authenticated"];

fn words(all: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
    subsequence(all, 0..=most.min(all.len())).prop_map(owned)
}

fn rule() -> impl Strategy<Value = RbacRule> {
    let verbs = words(&["get", "list", "create", "patch", "*", "impersonate"], 3);
    let groups = words(&["", "apps", "*"], 2);
    let resources = words(&["pods", "pods/log", "*/log", "*", "secrets", "*/*", "deployments/scale"], 3);
    let names = words(&["x", "y", ""], 1);
    let urls = words(&["/metrics", "/api/*", "*", "/api**", ""], 1);
    (verbs, groups, resources, names, urls).prop_map(
        |(verbs, api_groups, resources, resource_names, urls)| RbacRule {
            verbs,
            api_groups,
            resources,
            resource_names,
            urls,
        },
    )
}

fn role() -> impl Strategy<Value = Role> {
    let place = select(vec!["", "", "a", "b"]);
    let label = prop::option::of(select(vec!["one", "two"]));
    let gathers = prop::option::weighted(0.3, select(vec!["one", "two"]));
    (place, select(vec!["r1", "r2", "r3", "r4"]), vec(rule(), 0..3), label, gathers).prop_map(
        |(place, name, rules, label, gathers)| {
            let aggregates = gathers
                .filter(|_| place.is_empty())
                .map(|label| vec![Selector::labels([(label, "true")].into_iter().collect::<Labels>())]);
            let role = Role { meta: meta(place, name), rules, aggregates };
            label.map_or(role.clone(), |label| labelled(role, label))
        },
    )
}

fn subject() -> impl Strategy<Value = Subject> {
    let kinds = select(vec!["User", "Group", "ServiceAccount", "user"]);
    let names = select(vec![
        "anna",
        "devs",
        "bot",
        "system:serviceaccount:a:bot",
        "system:serviceaccounts:a",
        BROAD[0],
        BROAD[1],
    ]);
    (kinds, names, select(vec!["", "a", "b"])).prop_map(|(kind, name, namespace)| Subject {
        kind: kind.into(),
        name: name.into(),
        namespace: namespace.into(),
    })
}

fn binding() -> impl Strategy<Value = Binding> {
    let role = (select(vec!["Role", "ClusterRole", "ClusterRole", ""]), select(vec!["r1", "r2", "r3", "r9"]));
    let at = (select(vec!["", "a", "b"]), select(vec!["b1", "b2", "b3", "b4", "b5"]));
    (at, role, vec(subject(), 0..3)).prop_map(|((place, name), (kind, role), subjects)| Binding {
        meta: meta(place, name),
        role: RoleRef { kind: kind.into(), name: role.into() },
        subjects,
    })
}

fn objects() -> impl Strategy<Value = Objects> {
    let key = |meta: &Meta| (meta.namespace.clone(), meta.name.clone());
    (vec(role(), 0..8), vec(binding(), 0..10)).prop_map(move |(mut roles, mut bindings)| {
        roles.sort_by_key(|role| key(&role.meta));
        roles.dedup_by_key(|role| key(&role.meta));
        bindings.sort_by_key(|binding| key(&binding.meta));
        bindings.dedup_by_key(|binding| key(&binding.meta));
        Objects { roles, bindings }
    })
}

fn who() -> impl Strategy<Value = Who> {
    let named = (select(vec!["anna", "bob", "", "system:serviceaccount:a:bot"]), words(&["devs", "ops"], 2));
    let account = (select(vec!["a", "b"]), select(vec!["bot", "anna"]));
    prop_oneof![
        named.prop_map(|(user, groups)| Who::exactly(user, groups)),
        account.prop_map(|(namespace, name)| Who::account(namespace, name)),
    ]
}

fn action() -> impl Strategy<Value = AccessRequest> {
    let verb = select(vec!["get", "list", "create", "delete", "impersonate"]);
    let resource = (
        select(vec!["", "apps"]),
        select(vec!["pods", "secrets", "deployments", "nodes"]),
        select(vec!["", "log", "scale", "*"]),
        select(vec!["", "", "x", "z"]),
        select(vec!["", "a", "b", "c"]),
    );
    let path = select(vec!["/metrics", "/api/v1", "/api", "", "/"]);
    (verb, prop_oneof![4 => resource.prop_map(Ok), 1 => path.prop_map(Err)]).prop_map(|(verb, target)| {
        match target {
            Ok((group, resource, sub, name, space)) => {
                AccessRequest::on(verb, group, resource, space).part(sub).named(name)
            }
            Err(path) => AccessRequest::path(verb, path),
        }
    })
}

fn world(objects: &Objects) -> World {
    let mut world = World::new();
    objects.roles.iter().cloned().for_each(|role| world.put_role(role));
    objects.bindings.iter().cloned().for_each(|binding| world.put_binding(binding));
    world
}

fn answered(access: &AccessIndex, who: &Who, action: &AccessRequest) -> Vec<(String, String, String)> {
    let AccessAnswer::Allowed(via) = access.can(who, action) else { return Vec::new() };
    let names = |via: GrantedBy| match via {
        GrantedBy::Chain(chain) => {
            (chain.namespace.to_string(), chain.binding.to_string(), chain.role.name.clone())
        }
        GrantedBy::Masters => ("system:masters".into(), String::new(), String::new()),
    };
    let mut all: Vec<_> = via.into_iter().map(names).collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_the_naive_one(mut objects in objects(), pairs in vec((who(), action()), 20)) {
        let access = world(&objects).access();
        objects.settle();
        for (who, action) in pairs {
            let expected = objects.chains(&who, &action);
            prop_assert_eq!(answered(&access, &who, &action), expected.clone(), "{:?} {}", who, action);
            prop_assert_eq!(access.allows(&who, &action), !expected.is_empty());
            prop_assert!(!matches!(access.can(&who, &action), AccessAnswer::Unknown(_)), "everything was read");
        }
    }

    #[test]
    fn who_can_names_exactly_those_who_can(mut objects in objects(), action in action()) {
        let access = world(&objects).access();
        objects.settle();
        let spaces = SPACES.map(str::to_owned);
        let found = access.who_can(&action, Within::These(&spaces)).rows.into_iter().flat_map(|row| {
            let at = move |chain: &GrantChain| (row.subject.as_ref().clone(), row.namespace.to_string(), chain.binding.to_string());
            row.via.into_iter().filter_map(move |via| match via {
                GrantedBy::Chain(chain) => Some(at(&chain)),
                GrantedBy::Masters => None,
            })
        });
        prop_assert_eq!(found.collect::<BTreeSet<_>>(), objects.holders(&action));
    }

    #[test]
    fn what_holds_everywhere_is_what_holds_in_each_namespace(objects in objects()) {
        let access = world(&objects).access();
        for row in access.everywhere() {
            let who = Who::of(&row.subject);
            for (to, extent) in Capability::ALL.into_iter().zip(row.extents) {
                let wide = access.permission_of(&who, "").reach(to);
                let more: Vec<CapabilityReach> = access
                    .namespaces()
                    .map(|name| access.permission_of(&who, name).reach(to))
                    .filter(|reach| *reach > wide)
                    .collect();
                let count = |wanted: CapabilityReach| more.iter().filter(|reach| **reach == wanted).count();
                let expected = Extent { wide, direct: count(CapabilityReach::Direct), indirect: count(CapabilityReach::Indirect), some: count(CapabilityReach::Some) };
                prop_assert_eq!(extent, expected, "{:?} {:?}", &row.subject, to);
                prop_assert_eq!(access.namespaces_of(&who, to).len(), more.len());
            }
            prop_assert!(!row.is_partial && !access.is_blind(), "everything was read");
        }
    }

    #[test]
    fn an_update_ends_where_a_new_index_begins(before in objects(), after in objects(), pairs in vec((who(), action()), 20)) {
        let mut world = world(&before);
        let mut access = world.access();
        world.dirty = Dirty::default();
        for role in &before.roles {
            world.gone(Kind::Role, Kind::ClusterRole, &role.meta);
        }
        for binding in &before.bindings {
            world.gone(Kind::RoleBinding, Kind::ClusterRoleBinding, &binding.meta);
        }
        after.roles.iter().cloned().for_each(|role| world.put_role(role));
        after.bindings.iter().cloned().for_each(|binding| world.put_binding(binding));
        access.update(&world.snapshot, &world.dirty);
        let fresh = world.access();
        for (who, action) in pairs {
            prop_assert_eq!(access.can(&who, &action), fresh.can(&who, &action));
        }
        prop_assert!(access.namespaces().eq(fresh.namespaces()));
    }
}
