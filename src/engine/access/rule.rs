//! Whether one rule allows one action, as `k8s.io/kubernetes/pkg/apis/rbac/v1` matches them.

use super::action::{AccessRequest, ActionTarget, Resource};
use crate::model::rbac::RbacRule;

/// One request against one rule; bindings are handled elsewhere.
#[must_use]
pub fn allows(rule: &RbacRule, action: &AccessRequest) -> bool {
    if !any_or_star(&rule.verbs, &action.verb) {
        return false;
    }
    match &action.target {
        ActionTarget::Resource(resource) => {
            any_or_star(&rule.api_groups, &resource.group)
                && covers(&rule.resources, resource)
                && names(&rule.resource_names, &resource.name)
        }
        ActionTarget::Path(path) => rule.urls.iter().any(|url| leads_to(url, path)),
    }
}

pub(super) fn any_or_star(list: &[String], word: &str) -> bool {
    list.iter().any(|one| one == "*" || one == word)
}

fn covers(list: &[String], wanted: &Resource) -> bool {
    list.iter().any(|one| resource_is(one, &wanted.resource, &wanted.subresource))
}

/// A rule for a resource does not cover its subresources; `*` covers all resources and subresources.
pub(super) fn resource_is(rule: &str, resource: &str, subresource: &str) -> bool {
    if rule == "*" {
        return true;
    }
    if subresource.is_empty() {
        return rule == resource;
    }
    let part = |whole: &str| rule.strip_prefix(whole).and_then(|rest| rest.strip_prefix('/'));
    part(resource) == Some(subresource) || part("*") == Some(subresource)
}

/// Rules with resource names do not match a request without a name.
fn names(list: &[String], name: &str) -> bool {
    list.is_empty() || list.iter().any(|one| one == name)
}

fn leads_to(url: &str, path: &str) -> bool {
    url == path || (url.ends_with('*') && path.starts_with(url.trim_end_matches('*')))
}
