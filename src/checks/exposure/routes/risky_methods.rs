//! Methods that reflect requests or open tunnels, and that no Function needs.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "risky-methods",
    family: Exposure,
    severity: Low,
    title: "A route allows TRACE or CONNECT",
    why: "TRACE may return a caller's headers to a script that must not see them; CONNECT requests a tunnel. A Function needs neither.",
    page: include_str!("risky_methods.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

const RISKY: [&str; 2] = ["TRACE", "CONNECT"];

fn is_risky(method: &str) -> bool {
    RISKY.contains(&method)
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = in_effect(scope);
    rules.flat_map(|rule| rule.rules.iter().filter_map(|route| judge(scope, rule, route))).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Finding> {
    // An `allow` rule does not list its methods; another check reports that it is open.
    let unsaid = matches!(&route.access, Access::Open(handler) if handler == "allow");
    let risky: Vec<&str> =
        route.methods.iter().filter(|method| is_risky(method)).map(String::as_str).collect();
    let functions = functions_reached(scope, rule, route);
    let leads = functions.as_ref().is_none_or(|found| !found.is_empty());
    if risky.is_empty() || unsaid || !leads {
        return None;
    }
    let message = format!("{} allows {}", address(rule, route), some_of(&risky));
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, "/methods"))
        .with_evidence(route.methods.join(", "));
    let sure = if functions.is_none() { Confidence::Likely } else { in_force(rule) };
    Some(finding.says(message).sure(sure).about(functions.unwrap_or_default()).key(&*route.path))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| !rule.is_legacy());
    let routes = rule.iter().flat_map(|rule| &rule.rules);
    let mut routes = routes.filter(|route| format!("{}/methods", route.pointer) == *finding.path);
    let Some(route) = routes.next() else {
        return Vec::new();
    };
    let kept: Vec<&String> = route.methods.iter().filter(|method| !is_risky(method)).collect();
    if kept.is_empty() {
        return Vec::new();
    }
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(&*finding.path, json!(kept))])
        .note(&*finding.path, "the remaining methods");
    vec![
        Fix::new("Remove TRACE and CONNECT from the methods", Risk::Safe)
            .costs("Calls with these methods get 404 from then on.")
            .edit(edit),
    ]
}
