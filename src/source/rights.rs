//! What the user may do in one namespace: the rules that the API server lists, and the answer for one object.

use crate::model::{Kind, ObjectRef};
use serde_json::Value;

/// The most rules that are kept; beyond them, what is not listed is unknown.
pub const RULES: usize = 5_000;

/// The rules of one namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnRights {
    rules: Vec<RightsRule>,
    /// Whether everything that is permitted is listed.
    is_complete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RightsRule {
    groups: Vec<String>,
    resources: Vec<String>,
    verbs: Vec<String>,
    names: Vec<String>,
}

impl OwnRights {
    /// Reads the answer of a `SelfSubjectRulesReview`.
    #[must_use]
    pub fn of(answer: &Value) -> Self {
        let status = answer.get("status");
        let rules = status.and_then(|status| status.get("resourceRules")).and_then(Value::as_array);
        let incomplete = status.and_then(|status| status.get("incomplete")).and_then(Value::as_bool);
        let failed = status.and_then(|status| status.get("evaluationError")).and_then(Value::as_str);
        let is_complete = incomplete == Some(false)
            && failed.unwrap_or_default().is_empty()
            && rules.is_some_and(|rules| rules.len() <= RULES);
        let words = |rule: &Value, field: &str| -> Vec<String> {
            let all = rule.get(field).and_then(Value::as_array).into_iter().flatten();
            all.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let rule = |rule: &Value| RightsRule {
            groups: words(rule, "apiGroups"),
            resources: words(rule, "resources"),
            verbs: words(rule, "verbs"),
            names: words(rule, "resourceNames"),
        };
        Self { rules: rules.into_iter().flatten().take(RULES).map(rule).collect(), is_complete }
    }

    /// Returns whether a verb on an object is permitted; `None` if the rules of the namespace do not decide that.
    /// The rules of a namespace also decide about the Namespace object, but about no other cluster-wide object.
    #[must_use]
    pub fn may(&self, verb: &str, object: &ObjectRef) -> Option<bool> {
        let kind = object.known()?;
        let name = if verb == "create" { "" } else { object.name.as_str() };
        if self.permits(verb, kind, name) {
            return Some(true);
        }
        let decides = kind.info().namespaced() || kind == Kind::Namespace;
        (decides && self.is_complete).then_some(false)
    }

    fn permits(&self, verb: &str, kind: Kind, name: &str) -> bool {
        let info = kind.info();
        let has = |all: &[String], one: &str| all.iter().any(|word| word == one || word == "*");
        self.rules.iter().any(|rule| {
            has(&rule.verbs, verb)
                && has(&rule.groups, info.group)
                && has(&rule.resources, info.plural)
                && (rule.names.is_empty() || rule.names.iter().any(|own| own == name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(kind: Kind, name: &str) -> ObjectRef {
        let namespace = if kind.info().namespaced() { "shop" } else { "" };
        ObjectRef::new(kind, namespace, name)
    }

    fn rights(rules: &Value, incomplete: bool) -> OwnRights {
        OwnRights::of(&json!({"status": {"resourceRules": rules, "incomplete": incomplete}}))
    }

    #[test]
    fn a_missing_rule_is_a_no_only_where_the_list_is_complete() {
        let rules = json!([{"verbs": ["patch"], "apiGroups": ["networking.k8s.io"], "resources": ["networkpolicies"]}]);
        let (policy, function) = (object(Kind::NetworkPolicy, "a"), object(Kind::Function, "a"));
        assert_eq!(rights(&rules, false).may("patch", &policy), Some(true));
        assert_eq!(rights(&rules, false).may("delete", &policy), Some(false));
        assert_eq!(rights(&rules, false).may("patch", &function), Some(false));
        assert_eq!(rights(&rules, true).may("patch", &function), None);
        assert_eq!(OwnRights::of(&json!({})).may("patch", &function), None);
    }

    #[test]
    fn rules_of_a_namespace_do_not_decide_about_other_cluster_wide_objects() {
        let rights = rights(&json!([]), false);
        assert_eq!(rights.may("patch", &object(Kind::Namespace, "shop")), Some(false));
        assert_eq!(rights.may("patch", &object(Kind::ClusterRole, "admin")), None);
    }

    #[test]
    fn names_and_stars_are_considered() {
        let rules = json!([
            {"verbs": ["*"], "apiGroups": ["*"], "resources": ["roles"], "resourceNames": ["one"]},
        ]);
        let rights = rights(&rules, false);
        assert_eq!(rights.may("patch", &object(Kind::Role, "one")), Some(true));
        assert_eq!(rights.may("patch", &object(Kind::Role, "two")), Some(false));
        assert_eq!(rights.may("create", &object(Kind::Role, "one")), Some(false));
    }

    #[test]
    fn rules_beyond_the_bound_leave_the_rest_unknown() {
        let rule = json!({"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]});
        let many = Value::Array(vec![rule; RULES + 1]);
        assert_eq!(rights(&many, false).may("patch", &object(Kind::Role, "one")), None);
    }
}
