//! The authorizer's rules in their slowest and plainest form, for comparison.

use crate::engine::access::{AccessRequest, ActionTarget, Who};
use crate::model::rbac::{Binding, RbacRule, Role, Subject};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Default)]
pub struct Objects {
    /// `ClusterRoles` and `ClusterRoleBindings` are stored under the empty namespace.
    pub roles: Vec<Role>,
    pub bindings: Vec<Binding>,
}

impl Objects {
    /// The chains that allow an action: the binding's namespace, its name and the role's name.
    pub fn chains(&self, who: &Who, action: &AccessRequest) -> Vec<(String, String, String)> {
        let counts = |binding: &&Binding| {
            let namespace = &binding.meta.namespace;
            namespace.is_empty() || namespace == action.namespace()
        };
        let given = self.bindings.iter().filter(counts).filter(|binding| {
            let namespace = &binding.meta.namespace;
            binding.subjects.iter().any(|subject| is(who, subject, namespace))
        });
        let allows = |binding: &&Binding| self.rules(binding).iter().any(|rule| allows(rule, action));
        let mut all: Vec<_> = given
            .filter(allows)
            .map(|one| (one.meta.namespace.to_string(), one.meta.name.to_string(), one.role.name.clone()))
            .collect();
        all.sort();
        all
    }

    /// Who may perform an action in which namespace, by which binding.
    pub fn holders(&self, action: &AccessRequest) -> BTreeSet<(Subject, String, String)> {
        let mut all = BTreeSet::new();
        for binding in &self.bindings {
            let home = &binding.meta.namespace;
            let of_path = matches!(action.target, ActionTarget::Path(_)) && !home.is_empty();
            if of_path || !self.rules(binding).iter().any(|rule| allows(rule, action)) {
                continue;
            }
            for subject in &binding.subjects {
                let mut subject = subject.clone();
                match subject.kind.as_str() {
                    "ServiceAccount" if subject.namespace.is_empty() && home.is_empty() => continue,
                    "ServiceAccount" if subject.namespace.is_empty() => subject.namespace = home.to_string(),
                    "ServiceAccount" => {}
                    "User" | "Group" => subject.namespace.clear(),
                    _ => continue,
                }
                all.insert((subject, home.to_string(), binding.meta.name.to_string()));
            }
        }
        all
    }

    fn rules(&self, binding: &Binding) -> Vec<RbacRule> {
        let namespace = match binding.role.kind.as_str() {
            "Role" if !binding.meta.namespace.is_empty() => &*binding.meta.namespace,
            "ClusterRole" => "",
            _ => return Vec::new(),
        };
        let is = |role: &&Role| role.meta.namespace == namespace && role.meta.name == binding.role.name;
        self.roles.iter().find(is).map(|role| role.rules.clone()).unwrap_or_default()
    }

    /// The rules that the aggregation controller writes, repeated until nothing changes.
    pub fn settle(&mut self) {
        let selects = |role: &Role, other: &Role| {
            let selectors = role.aggregates.as_deref().unwrap_or_default();
            let own = role.meta.name == other.meta.name || !other.meta.namespace.is_empty();
            !own && selectors.iter().any(|selector| selector.matches(&other.meta.labels))
        };
        let before = self.roles.clone();
        for role in &mut self.roles {
            if before.iter().any(|other| selects(role, other)) {
                role.rules.clear();
            }
        }
        loop {
            let before = self.roles.clone();
            for role in &mut self.roles {
                let seen: Vec<&Role> = before.iter().filter(|other| selects(role, other)).collect();
                for rule in seen.into_iter().flat_map(|other| &other.rules) {
                    if !role.rules.contains(rule) {
                        role.rules.push(rule.clone());
                    }
                }
            }
            if before == self.roles {
                return;
            }
        }
    }
}

fn is(who: &Who, subject: &Subject, binding_namespace: &str) -> bool {
    match subject.kind.as_str() {
        "User" => who.user == subject.name,
        "Group" => who.groups.contains(&subject.name),
        "ServiceAccount" => {
            let own = &subject.namespace;
            let namespace = if own.is_empty() { binding_namespace } else { own };
            !namespace.is_empty() && who.user == format!("system:serviceaccount:{namespace}:{}", subject.name)
        }
        _ => false,
    }
}

fn allows(rule: &RbacRule, action: &AccessRequest) -> bool {
    let has = |list: &[String], word: &str| list.contains(&word.to_owned());
    if !has(&rule.verbs, "*") && !has(&rule.verbs, &action.verb) {
        return false;
    }
    let wanted = match &action.target {
        ActionTarget::Resource(wanted) => wanted,
        ActionTarget::Path(path) => {
            return rule.urls.iter().any(|url| {
                url == "*"
                    || url == path
                    || (url.ends_with('*') && path.starts_with(url.trim_end_matches('*')))
            });
        }
    };
    let sub = &wanted.subresource;
    let combined =
        if sub.is_empty() { wanted.resource.clone() } else { format!("{}/{sub}", wanted.resource) };
    let mut words = vec!["*".to_owned(), combined];
    if !sub.is_empty() {
        words.push(format!("*/{sub}"));
    }
    (has(&rule.api_groups, "*") || has(&rule.api_groups, &wanted.group))
        && words.iter().any(|word| has(&rule.resources, word))
        && (rule.resource_names.is_empty() || has(&rule.resource_names, &wanted.name))
}
