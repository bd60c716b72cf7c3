//! A credential that an `APIRule` adds to every request is readable by anyone who may view the rule.

use crate::checks::prelude::*;
use crate::engine::credentials;
use crate::model::leak::Leak;

pub static CHECK: Check = Check {
    id: "credentials-in-route",
    family: Leakage,
    severity: Medium,
    title: "Plaintext credential in the APIRule",
    why: "Headers and cookies that a rule sets are plaintext in the APIRule and in its VirtualService. Anyone with view rights can read them.",
    page: include_str!("credentials_in_route.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::Secret),
    ],
    find,
    fixes,
};

/// Returns every leak of a scope, with its APIRule and route.
fn leaks<'a>(scope: &Scope<'a>) -> Vec<(&'a ApiRule, &'a RouteRule, &'a Leak)> {
    let mut found = Vec::new();
    for rule in scope.space.api_rules.values().filter(|rule| !rule.is_webhook()) {
        for route in &rule.rules {
            found.extend(route.leaks.iter().map(|leak| (&**rule, route, leak)));
        }
    }
    found
}

fn key(route: &RouteRule, leak: &Leak) -> String {
    format!("{} {} {}", route_key(route), leak.name, leak.kind)
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let set = leaks(scope).into_iter().filter_map(|(rule, route, leak)| judge(scope, rule, route, leak));
    let rules = scope.space.api_rules.values().map(AsRef::as_ref);
    let rules = rules.filter(|rule: &&ApiRule| !rule.is_webhook() && concerns_functions(scope, rule));
    set.chain(rules.flat_map(|rule| in_annotations(scope, rule))).collect()
}

/// Checks the annotations, including the v1beta1 rules that a converted APIRule keeps as text.
fn in_annotations(scope: &Scope<'_>, rule: &ApiRule) -> Vec<Finding> {
    let mut functions: Vec<String> =
        rule.rules.iter().filter_map(|route| functions_reached(scope, rule, route)).flatten().collect();
    functions.sort();
    functions.dedup();
    let judged = |(key, value): (&str, &str)| {
        let name = key.rsplit('/').next().unwrap_or(key);
        let named = || credentials::judge(name, value).filter(|_| credentials::promises_password(name));
        let hit = credentials::values(value).into_iter().max_by_key(|hit| hit.confidence).or_else(named)?;
        let sure = match hit.confidence {
            credentials::Likelihood::Certain => Confidence::Certain,
            credentials::Likelihood::Likely => Confidence::Likely,
            credentials::Likelihood::Possible => Confidence::Possible,
        };
        let message = format!("Annotation {key} contains a possible secret ({})", hit.kind);
        let finding = Finding::new(&CHECK, rule_ref(rule))
            .at(format!("/metadata/annotations/{}", escape(key)))
            .with_evidence(hit.preview)
            .says(message)
            .sure(sure)
            .about(functions.clone())
            .key(format!("annotation {key}"));
        Some(finding)
    };
    rule.meta.annotations.iter().filter(|(key, _)| !key.starts_with("checksum/")).filter_map(judged).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule, leak: &Leak) -> Option<Finding> {
    let functions = functions_reached(scope, rule, route).filter(|found| !found.is_empty());
    let abroad = functions_reached(scope, rule, route).is_none();
    if functions.is_none() && !abroad {
        return None;
    }
    let sort = if leak.path.contains("/cookies/") { "cookie" } else { "header" };
    let message =
        format!("{} sets {sort} {} to a possible secret ({})", address(rule, route), leak.name, leak.kind);
    let own = super::credentials_in_function::sure(leak);
    let sure = if abroad { own.max(Confidence::Likely) } else { own };
    let finding =
        Finding::new(&CHECK, rule_ref(rule)).at(&*leak.path).with_evidence(&*leak.preview).says(message);
    Some(finding.sure(sure).about(functions.unwrap_or_default()).key(key(route, leak)))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let own = leaks(scope).into_iter().filter(|(rule, ..)| rule.meta.name == finding.object.name);
    let found = own.into_iter().find(|(_, route, leak)| key(route, leak) == finding.key);
    found.map(|(rule, _, leak)| seal(scope, rule, leak)).into_iter().collect()
}

/// Moves the value into a Secret without showing it; the Function reads it from there.
fn seal(scope: &Scope<'_>, rule: &ApiRule, leak: &Leak) -> Fix {
    let words =
        leak.name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let kebab: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let name: String = format!("{}-{}", rule.meta.name, kebab.join("-")).chars().take(240).collect();
    let name = free_name(name.trim_end_matches('-'), |name| scope.space.secrets.contains_key(name));
    let value = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": scope.name()},
        "type": "Opaque",
        "stringData": {"value": ""},
    });
    let to = "/stringData/value";
    let create = Edit::create(ObjectRef::new(Kind::Secret, scope.name(), &name), value)
        .note(
            to,
            "the value moves from the APIRule into the Secret when the fix is applied; it is never shown",
        )
        .carry(to, rule_ref(rule), &*leak.path);
    let modify = Edit::modify(rule_ref(rule), vec![Op::remove(&*leak.path)]);
    Fix::new("Move the value into a Secret", Risk::MayBreak)
        .costs("The Function no longer receives the value with each request: let it read the Secret first, as a variable or a mount. Rotate the credential afterwards.")
        .edit(create)
        .edit(modify)
}
