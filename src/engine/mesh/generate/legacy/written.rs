//! A v1beta1 rule exactly as written: every strategy with its settings, methods, mutators. An APIRule flows
//! in; its original rules flow out, or why they are not fully known.

use crate::model::apirule::{Access, ApiRule, RouteRule};
use serde_json::Value;

/// A strategy or a mutator: the handler and its settings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LegacyHandler {
    pub name: String,
    pub config: Value,
}

/// One rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OriginalRule {
    pub path: String,
    pub strategies: Vec<LegacyHandler>,
    /// `None` where the original methods are not kept.
    pub methods: Option<Vec<String>>,
    pub mutators: Vec<LegacyHandler>,
}

impl OriginalRule {
    pub fn has(&self, name: &str) -> bool {
        self.strategies.iter().any(|strategy| strategy.name == name)
    }

    /// Whether one of its strategies requires Oathkeeper.
    pub fn is_proxied(&self) -> bool {
        self.strategies.iter().any(|strategy| !matches!(strategy.name.as_str(), "allow" | "no_auth"))
    }
}

const SPEC: &str = "gateway.kyma-project.io/v1beta1-spec";
const WEAKEST: &str =
    "it was read as v1beta1, where only the weakest strategy of each rule is kept: settings are not checked";

/// Returns the rules, and what is uncertain about them.
///
/// # Errors
/// If the annotation with the v1beta1 rules is missing or is not valid JSON.
pub fn rules(rule: &ApiRule) -> Result<(Vec<OriginalRule>, Option<&'static str>), &'static str> {
    if rule.is_written_as_legacy() {
        return Ok((rule.rules.iter().map(original).collect(), Some(WEAKEST)));
    }
    let text = rule.meta.annotations.get(SPEC).ok_or("the annotation with its v1beta1 rules is missing")?;
    let spec: Value =
        serde_json::from_str(text).map_err(|_| "the annotation with its v1beta1 rules is invalid")?;
    let list = spec.get("rules").and_then(Value::as_array);
    Ok((list.into_iter().flatten().map(noted).collect(), None))
}

fn noted(rule: &Value) -> OriginalRule {
    let handlers = |key: &str| {
        let list = rule.get(key).and_then(Value::as_array).into_iter().flatten();
        list.map(handler).collect::<Vec<_>>()
    };
    let methods = rule.get("methods").and_then(Value::as_array).into_iter().flatten();
    OriginalRule {
        path: rule.get("path").and_then(Value::as_str).unwrap_or_default().to_owned(),
        strategies: handlers("accessStrategies"),
        methods: Some(methods.filter_map(Value::as_str).map(Into::into).collect()),
        mutators: handlers("mutators"),
    }
}

fn handler(value: &Value) -> LegacyHandler {
    LegacyHandler {
        name: value.get("handler").and_then(Value::as_str).unwrap_or_default().to_owned(),
        config: value.get("config").cloned().unwrap_or_default(),
    }
}

/// For a rule that matches every method the methods next to it are not kept.
fn original(rule: &RouteRule) -> OriginalRule {
    let name = match &rule.access {
        Access::Open(name) | Access::Other(name) => name.as_str(),
        Access::Jwt(_) => "jwt",
        Access::External { .. } | Access::Nothing => "",
    };
    let strategies = if name.is_empty() {
        Vec::new()
    } else {
        vec![LegacyHandler { name: name.to_owned(), config: Value::Null }]
    };
    let methods = (name != "allow").then(|| rule.methods.clone());
    OriginalRule { path: rule.path.clone(), strategies, methods, mutators: Vec::new() }
}
