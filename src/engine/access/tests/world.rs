//! Small test clusters of roles and bindings.

use crate::engine::access::AccessIndex;
use crate::model::rbac::{Binding, RbacRule, Role, RoleRef, Subject};
use crate::model::{Change, Dirty, Feed, Kind, Labels, Meta, Object, Selector, Snapshot};

/// A snapshot in which everything could be read, unless a test says otherwise.
pub struct World {
    pub snapshot: Snapshot,
    pub dirty: Dirty,
}

impl World {
    pub fn new() -> Self {
        let mut world = Self { snapshot: Snapshot::default(), dirty: Dirty::default() };
        for kind in Kind::ALL {
            world.feed(kind, "", Feed::Live);
        }
        world
    }

    pub fn feed(&mut self, kind: Kind, namespace: &str, feed: Feed) {
        self.apply(Change::Feed { kind, namespace: namespace.into(), feed });
    }

    pub fn apply(&mut self, change: Change) {
        self.snapshot.apply(change, &mut self.dirty);
    }

    pub fn put(&mut self, object: Object) {
        self.apply(Change::Put(object));
    }

    /// Removes an object of one kind in a namespace and of another in the cluster.
    pub fn gone(&mut self, within: Kind, outside: Kind, meta: &Meta) {
        let kind = if meta.namespace.is_empty() { outside } else { within };
        self.apply(Change::Gone {
            kind,
            namespace: meta.namespace.clone().into(),
            name: meta.name.clone().into(),
        });
    }

    pub fn access(&self) -> AccessIndex {
        AccessIndex::of(&self.snapshot)
    }

    /// A Role, or a ClusterRole when there is no namespace.
    pub fn role(mut self, namespace: &str, name: &str, rules: &[RbacRule]) -> Self {
        let role = Role { meta: meta(namespace, name), rules: rules.to_vec(), aggregates: None };
        self.put_role(role);
        self
    }

    pub fn put_role(&mut self, role: Role) {
        let of_cluster = role.meta.namespace.is_empty();
        let role = Box::new(role);
        self.put(if of_cluster { Object::ClusterRole(role) } else { Object::Role(role) });
    }

    /// A RoleBinding, or a ClusterRoleBinding when there is no namespace; `role` is `Role/x` or
    /// `ClusterRole/x`.
    pub fn bind(mut self, namespace: &str, name: &str, role: &str, subjects: &[&str]) -> Self {
        self.put_binding(binding(namespace, name, role, subjects));
        self
    }

    pub fn put_binding(&mut self, binding: Binding) {
        let of_cluster = binding.meta.namespace.is_empty();
        let binding = Box::new(binding);
        self.put(if of_cluster { Object::ClusterRoleBinding(binding) } else { Object::RoleBinding(binding) });
    }
}

pub fn meta(namespace: &str, name: &str) -> Meta {
    Meta { namespace: namespace.into(), name: name.into(), ..Meta::default() }
}

pub fn binding(namespace: &str, name: &str, role: &str, subjects: &[&str]) -> Binding {
    let (kind, role) = role.split_once('/').expect("Kind/name");
    Binding {
        meta: meta(namespace, name),
        role: RoleRef { kind: kind.into(), name: role.into() },
        subjects: subjects.iter().map(|text| subject(text)).collect(),
    }
}

/// `user x`, `group x`, or `sa ns/x`, where the namespace is optional.
pub fn subject(text: &str) -> Subject {
    let (kind, name) = text.split_once(' ').expect("kind name");
    let (namespace, name) = match kind {
        "sa" => name.split_once('/').unwrap_or(("", name)),
        _ => ("", name),
    };
    let kind = match kind {
        "sa" => "ServiceAccount",
        "group" => "Group",
        _ => "User",
    };
    Subject { kind: kind.into(), name: name.into(), namespace: namespace.into() }
}

/// `verbs | groups | resources | names`, each separated by commas; the core group is `core`.
pub fn rule(text: &str) -> RbacRule {
    let mut parts = text.split('|').map(|part| {
        let words = part.trim().split(',').filter(|word| !word.is_empty());
        words.map(|word| if word == "core" { String::new() } else { word.to_owned() }).collect::<Vec<_>>()
    });
    let mut next = || parts.next().unwrap_or_default();
    RbacRule { verbs: next(), api_groups: next(), resources: next(), resource_names: next(), urls: next() }
}

/// A cluster role that aggregates those with a label.
pub fn gathering(name: &str, label: &str, own: &[RbacRule]) -> Role {
    let selector = Selector::labels([(label, "true")].into_iter().collect::<Labels>());
    Role { meta: meta("", name), rules: own.to_vec(), aggregates: Some(vec![selector]) }
}

pub fn labelled(mut role: Role, label: &str) -> Role {
    role.meta.labels = role.meta.labels.with([(label, "true")]);
    role
}
