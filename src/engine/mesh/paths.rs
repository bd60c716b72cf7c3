//! Paths as the proxy matches them: full text, prefix or suffix, or a template of segments.

/// Whether a path, without its query, matches one entry of `paths` or `notPaths`.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    if is_template(pattern) { template(pattern.as_bytes(), path.as_bytes()) } else { text(pattern, path) }
}

#[must_use]
pub fn is_template(pattern: &str) -> bool {
    pattern.contains("{*}") || pattern.contains("{**}")
}

/// `*` alone matches any present value, `*x` a suffix, `x*` a prefix, anything else the full text.
#[must_use]
pub fn text(pattern: &str, value: &str) -> bool {
    if pattern == "*" {
        return !value.is_empty();
    }
    if let Some(end) = pattern.strip_prefix('*') {
        return value.ends_with(end);
    }
    pattern.strip_suffix('*').map_or(value == pattern, |start| value.starts_with(start))
}

/// The request target as policies see it.
#[must_use]
pub fn without_query(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}

/// Follows all places of the path that the template can have reached, so that the cost is the product of both
/// lengths, whatever the template.
fn template(pattern: &[u8], path: &[u8]) -> bool {
    let plain = pattern.iter().position(|byte| *byte == b'{').unwrap_or(pattern.len());
    let (start, mut rest) = pattern.split_at_checked(plain).unwrap_or((pattern, &[]));
    let Some(path) = path.strip_prefix(start) else { return false };
    let mut reached = vec![false; path.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    while let Some((first, after)) = rest.split_first() {
        (reached, rest) = if let Some(after) = rest.strip_prefix(b"{**}") {
            (wild(&reached, path, true), after)
        } else if let Some(after) = rest.strip_prefix(b"{*}") {
            (wild(&reached, path, false), after)
        } else {
            (literal(&reached, path, *first), after)
        };
        if !reached.contains(&true) {
            return false;
        }
    }
    reached.last() == Some(&true)
}

/// Returns the places reached after one byte.
fn literal(reached: &[bool], path: &[u8], wanted: u8) -> Vec<bool> {
    let after = reached.iter().zip(path).map(|(at, byte)| *at && *byte == wanted);
    std::iter::once(false).chain(after).collect()
}

/// Returns the places reached after an operator: any number of characters for `{**}`, at least one and no slash for
/// `{*}`.
fn wild(reached: &[bool], path: &[u8], many: bool) -> Vec<bool> {
    let mut next = if many { reached.to_vec() } else { vec![false; reached.len()] };
    for at in 0..path.len() {
        let is_reached = reached.get(at) == Some(&true) || next.get(at) == Some(&true);
        let step = letter(path.get(at..).unwrap_or_default(), many);
        if let (true, Some(step)) = (is_reached, step)
            && let Some(place) = next.get_mut(at + step)
        {
            *place = true;
        }
    }
    next
}

/// Length of the next character of a path: one byte, or three for an escape.
fn letter(path: &[u8], slashes: bool) -> Option<usize> {
    match path {
        [b'%', one, other, ..] if one.is_ascii_hexdigit() && other.is_ascii_hexdigit() => Some(3),
        [b'/', ..] => slashes.then_some(1),
        [byte, ..] if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(byte) => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(pattern: &str, yes: &[&str], no: &[&str]) {
        for path in yes {
            assert!(matches(pattern, path), "{pattern} matches {path}");
        }
        for path in no {
            assert!(!matches(pattern, path), "{pattern} does not match {path}");
        }
    }

    #[test]
    fn templates_match_whole_paths_as_measured() {
        agree("/{**}", &["/", "/a", "/a/b", "//admin", "/%2Fa"], &["", "a", "/a b", "/%zz"]);
        agree("/a/{**}", &["/a/", "/a/b", "/a/b/c"], &["/a", "/b/a/"]);
        agree("/a/{*}", &["/a/b", "/a/%41"], &["/a/", "/a/x/", "/a", "/a/x/y"]);
        agree("/a/{**}/b", &["/a//b", "/a/x/b", "/a/x/y/b"], &["/a/b", "/a/x/b/"]);
        agree("/{*}/admin", &["/a/admin"], &["/admin", "//admin", "/a/b/admin"]);
    }

    #[test]
    fn texts_are_whole_or_open_at_one_end() {
        agree("/a", &["/a"], &["/a/", "/A", "/ab"]);
        agree("/a*", &["/a", "/ab", "/a/b"], &["/b"]);
        agree("*.html", &["/x.html"], &["/x.htm"]);
        agree("*", &["/", "x"], &[""]);
        agree("/*", &["/", "/a"], &["a"]);
    }

    #[test]
    fn hostile_templates_cost_no_more_than_their_length() {
        let many = format!("/{}b", "{**}a".repeat(60));
        assert!(!matches(&many, &format!("/{}", "a".repeat(200))));
        let long = "a".repeat(100_000);
        assert!(!matches(&format!("/{{*}}{long}"), &format!("/b{}", "c".repeat(64))));
    }

    #[test]
    fn a_query_is_not_part_of_the_path() {
        assert_eq!(without_query("/a?x=/b#c"), "/a");
    }

    proptest::proptest! {
        #[test]
        fn templates_agree_with_the_expression_of_the_route(
            pattern in "(/(a|b|\\{\\*\\}|\\{\\*\\*\\}|x\\{\\*\\})){1,4}", path in "(/(a|b|c|x|%4a|%|)){0,5}"
        ) {
            const ONE: &str = "([A-Za-z0-9-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+";
            const MANY: &str = "([A-Za-z0-9-._~!$&'()*+,;=:@/]|%[0-9a-fA-F]{2})*";
            let text = pattern.replace("{**}", "<many>").replace("{*}", ONE).replace("<many>", MANY);
            let whole = regex::Regex::new(&format!("^{text}$")).expect("an expression");
            proptest::prop_assert_eq!(matches(&pattern, &path), whole.is_match(&path));
        }
    }
}
