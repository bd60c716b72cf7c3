//! The addresses of a Function: hosts of APIRules, and of routes that no APIRule generated.

use crate::app::model::Model;

/// Returns the external addresses of a Function's Service; a route without a host accepts any.
pub fn of<'a>(model: &'a Model, namespace: &str, name: &str) -> impl Iterator<Item = &'a str> {
    let host = |namespace: &str, rule: &str| {
        let rule = model.snapshot.space(namespace)?.api_rules.get(rule)?;
        Some(rule.host.as_str())
    };
    let routes = model.snapshot.exposure().routes(namespace, name);
    let ruled = routes.filter_map(move |route| host(&route.namespace, &route.name));
    let ways = model.snapshot.ways().to(namespace, name);
    ruled.chain(ways.map(|way| if way.host.is_empty() { "any host" } else { way.host.as_str() }))
}
