//! Overlap of route paths. Paths of an `APIRule` flow in; whether two of them overlap flows out.

use crate::checks::prelude::*;

/// Returns the path in v2 syntax; `None` for a v1beta1 regular expression without an equivalent.
pub(in crate::checks::exposure) fn template(rule: &ApiRule, route: &RouteRule) -> Option<String> {
    let path = route.path.as_str();
    if path == "/*" {
        return Some("/{**}".into());
    }
    if !rule.is_legacy() {
        return Some(path.to_owned());
    }
    let (base, tail) = match path.strip_suffix("/.*") {
        Some(base) => (base, "/{**}"),
        None => (path, ""),
    };
    let plain = !base.contains(['[', ']', '(', ')', '|', '+', '?', '^', '$', '*', '\\']);
    plain.then(|| format!("{base}{tail}"))
}

/// Whether a path matches both; `{*}` is one segment, `{**}` any number of them, even empty ones.
pub(in crate::checks::exposure) fn meet(one: &str, other: &str) -> bool {
    let split = |path: &str| path.split('/').map(ToOwned::to_owned).collect::<Vec<String>>();
    segments(&split(one), &split(other))
}

fn segments(one: &[String], other: &[String]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([], _) | (_, []) => false,
        ([first, rest @ ..], _) if first == "{**}" => swallow(rest, other),
        (_, [first, rest @ ..]) if first == "{**}" => swallow(rest, one),
        ([a, left @ ..], [b, right @ ..]) => {
            let any = |star: &str, text: &str| star == "{*}" && !text.is_empty();
            (a == b || any(a, b) || any(b, a)) && segments(left, right)
        }
    }
}

fn swallow(rest: &[String], other: &[String]) -> bool {
    (1..=other.len()).any(|taken| other.get(taken..).is_some_and(|left| segments(rest, left)))
}

/// Whether both have a method in common.
pub(in crate::checks::exposure) fn share_method(one: &RouteRule, other: &RouteRule) -> bool {
    one.methods.iter().any(|method| other.methods.contains(method))
}

/// Whether a call may match both routes. Paths that cannot be compared may meet.
pub(in crate::checks::exposure) fn may_meet(
    one: (&ApiRule, &RouteRule),
    other: (&ApiRule, &RouteRule),
) -> bool {
    let paths = template(one.0, one.1).zip(template(other.0, other.1));
    share_method(one.1, other.1) && paths.is_none_or(|(a, b)| meet(&a, &b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_meet_as_the_mesh_matches_them() {
        for (one, other) in [
            ("/{**}", "/metrics"),
            ("/{**}", "/"),
            ("/a/{**}", "/a/"),
            ("/a/{*}", "/a/b"),
            ("/a/{**}/b", "/a//b"),
            ("/a/{*}/c", "/{*}/b/c"),
            ("/a/{**}", "/{**}/z"),
        ] {
            assert!(meet(one, other) && meet(other, one), "{one} {other}");
        }
        for (one, other) in
            [("/a/{**}", "/a"), ("/a/{*}", "/a/"), ("/a/{*}", "/a/b/c"), ("/a/{**}/b", "/a/b")]
        {
            assert!(!meet(one, other) && !meet(other, one), "{one} {other}");
        }
    }
}
