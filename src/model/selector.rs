//! Label selectors, as the API server evaluates them.

use super::Labels;
use super::lenient::nullable;
use serde::Deserialize;

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Selector {
    #[serde(deserialize_with = "nullable")]
    pub match_labels: Labels,
    #[serde(deserialize_with = "nullable")]
    pub match_expressions: Vec<Expression>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct Expression {
    pub key: String,
    pub operator: String,
    #[serde(deserialize_with = "nullable")]
    pub values: Vec<String>,
}

impl Selector {
    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn labels(labels: Labels) -> Self {
        Self { match_labels: labels, match_expressions: Vec::new() }
    }

    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        self.match_labels.iter().all(|(key, value)| labels.is(key, value))
            && self.match_expressions.iter().all(|expression| expression.matches(labels))
    }

    /// Whether it is an empty selector, which selects everything in its scope.
    #[must_use]
    pub fn selects_all(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }
}

impl Expression {
    fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        let listed = || value.is_some_and(|value| self.values.iter().any(|one| one == value));
        match self.operator.as_str() {
            "In" => listed(),
            "NotIn" => !listed(),
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        pairs.iter().copied().collect()
    }

    fn expression(operator: &str, values: &[&str]) -> Selector {
        let values = values.iter().map(ToString::to_string).collect();
        let one = Expression { key: "tier".into(), operator: operator.into(), values };
        Selector { match_expressions: vec![one], ..Selector::default() }
    }

    #[test]
    fn an_empty_selector_selects_everything() {
        assert!(Selector::default().matches(&labels(&[("a", "b")])));
        assert!(Selector::default().matches(&labels(&[])));
    }

    #[test]
    fn not_in_selects_what_lacks_the_key() {
        assert!(expression("NotIn", &["db"]).matches(&labels(&[])));
        assert!(!expression("NotIn", &["db"]).matches(&labels(&[("tier", "db")])));
    }

    #[test]
    fn all_parts_must_match() {
        let mut both = expression("Exists", &[]);
        both.match_labels = labels(&[("app", "x")]);
        assert!(!both.matches(&labels(&[("app", "x")])));
        assert!(both.matches(&labels(&[("app", "x"), ("tier", "web")])));
    }
}
