//! The evaluation against a plain statement of it, on drawn policies.

use super::{get, mesh, pod};
use fnsec::engine::mesh::{Decision, Request};
use proptest::prelude::*;

/// A rule as drawn: methods, a path, a namespace of the caller; each may be absent.
#[derive(Debug, Clone)]
pub struct Drawn {
    action: &'static str,
    rules: Vec<(Option<&'static str>, Option<&'static str>, Option<&'static str>)>,
}

pub fn drawn() -> impl Strategy<Value = Drawn> {
    let option = |words: &'static [&'static str]| prop::option::of(prop::sample::select(words));
    let rule = (
        option(&["GET", "POST", "P*"]),
        option(&["/a", "/a/{*}", "/{**}", "/a*"]),
        option(&["team", "shop"]),
    );
    let action = prop::sample::select(vec!["ALLOW", "ALLOW", "DENY", "AUDIT"]);
    (action, prop::collection::vec(rule, 0..3)).prop_map(|(action, rules)| Drawn { action, rules })
}

pub fn line(one: &Drawn) -> String {
    let rule = |(method, path, namespace): &(Option<&str>, Option<&str>, Option<&str>)| {
        let mut parts = Vec::new();
        let list = |key: &str, value: Option<&str>| value.map(|value| format!("{key}: ['{value}']"));
        let to: Vec<String> =
            [list("methods", *method), list("paths", *path)].into_iter().flatten().collect();
        if !to.is_empty() {
            parts.push(format!("to: [{{operation: {{{}}}}}]", to.join(", ")));
        }
        parts.extend(list("namespaces", *namespace).map(|from| format!("from: [{{source: {{{from}}}}}]")));
        format!("{{{}}}", parts.join(", "))
    };
    let rules: Vec<String> = one.rules.iter().map(rule).collect();
    format!("AP {{action: {}, rules: [{}]}}", one.action, rules.join(", "))
}

fn hits(one: &Drawn, method: &str, path: &str, namespace: &str) -> bool {
    let of_method = |wanted: &str| wanted == method || (wanted == "P*" && method.starts_with('P'));
    let of_path = |wanted: &str| match wanted {
        "/a/{*}" => path.strip_prefix("/a/").is_some_and(|rest| !rest.is_empty() && !rest.contains('/')),
        "/{**}" => path.starts_with('/'),
        "/a*" => path.starts_with("/a"),
        exact => exact == path,
    };
    one.rules.iter().any(|(methods, paths, from)| {
        methods.is_none_or(of_method)
            && paths.is_none_or(of_path)
            && from.is_none_or(|from| from == namespace)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn evaluation_agrees_with_its_plain_statement(
        all in prop::collection::vec(drawn(), 0..5), method in "GET|POST|PUT", path in "/|/a|/a/|/a/b|/a/b/c|/b",
        namespace in "team|shop|else"
    ) {
        let lines: Vec<String> = all.iter().map(line).collect();
        let request = Request { method: method.clone(), ..get(&path) }.by(&namespace, "x", "cluster.local");
        let some = |action: &str| all.iter().any(|one| one.action == action && hits(one, &method, &path, &namespace));
        let none = all.iter().all(|one| one.action != "ALLOW");
        let expected = if !some("DENY") && (none || some("ALLOW")) { Decision::Allowed } else { Decision::Denied };
        let answer = mesh(&lines.join("\n")).evaluate(&pod(), &request);
        prop_assert_eq!(answer.verdict, expected, "{:?}", answer);
    }
}
