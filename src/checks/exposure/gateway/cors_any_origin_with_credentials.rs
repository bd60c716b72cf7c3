//! Any page that a user visits can call this host with that user's cookies.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "cors-any-origin-with-credentials",
    family: Exposure,
    severity: Medium,
    title: "CORS allows any origin with credentials",
    why: "The browser sends the user's cookies and lets the page read the response: any site that a user opens can act as that user.",
    page: include_str!("cors_any_origin_with_credentials.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

const ORIGINS: &str = "/spec/corsPolicy/allowOrigins";
const CREDENTIALS: &str = "/spec/corsPolicy/allowCredentials";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = in_effect(scope);
    rules.filter(|rule| concerns_functions(scope, rule)).filter_map(|rule| judge(scope, rule)).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Option<Finding> {
    let cors = rule.cors.as_ref().filter(|cors| cors.credentials == Some(true))?;
    let (sort, text) = cors.origins.iter().find(|(sort, text)| is_any(sort, text))?;
    let host = if rule.host.is_empty() { "the host" } else { &rule.host };
    let message = format!("{host} allows pages of any origin to call it with the visitor's cookies");
    let at = match (rule.is_legacy(), rule.version.as_str()) {
        (true, version) if version != "v1beta1" => {
            "/metadata/annotations/gateway.kyma-project.io~1v1beta1-spec"
        }
        _ => ORIGINS,
    };
    let mut functions: Vec<String> =
        rule.rules.iter().filter_map(|route| functions_reached(scope, rule, route)).flatten().collect();
    functions.sort();
    functions.dedup();
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(at)
        .with_evidence(format!("{sort}: \"{text}\", allowCredentials"));
    Some(finding.says(message).sure(in_force(rule)).about(functions).key("origins"))
}

/// The gateway compares each pattern with a single `*` first; anything but exact and regex is a prefix.
fn is_any(sort: &str, text: &str) -> bool {
    match sort {
        "exact" => text == "*",
        "regex" => {
            let bare = text.trim_start_matches('^').trim_end_matches('$');
            matches!(
                bare,
                ".*" | ".+" | "(.*)" | "https?://.*" | "https?://.+" | "http.*" | "https://.*" | "https://.+"
            )
        }
        _ => text == "*" || "https://".starts_with(text),
    }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| !rule.is_legacy());
    let Some(rule) = rule else {
        return Vec::new();
    };
    let named = Edit::modify(rule_ref(rule), vec![Op::set(ORIGINS, json!([{"exact": "${origin}"}]))])
        .note(ORIGINS, "only pages of this origin may read the response");
    let bare = Edit::modify(rule_ref(rule), vec![Op::set(CREDENTIALS, json!(false))])
        .note(CREDENTIALS, "pages of any origin may call, but without cookies");
    vec![
        Fix::new("Allow one named origin only", Risk::MayBreak)
            .costs("Pages of other origins can no longer call the host from a browser. Add an entry for each origin you need.")
            .asks("origin", "the origin of your pages, including the scheme", "")
            .edit(named),
        Fix::new("Disallow credentials in cross-origin calls", Risk::MayBreak)
            .costs("Pages that rely on a session cookie ask for a login, or fail.")
            .edit(bare),
    ]
}
