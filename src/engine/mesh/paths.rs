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

/// Follows all places of the path that the template can have reached, in order: within one segment they are few, so that
/// the cost is that of both lengths; only behind `{**}` there can be as many as the path is long.
fn template(pattern: &[u8], path: &[u8]) -> bool {
    let plain = pattern.iter().position(|byte| *byte == b'{').unwrap_or(pattern.len());
    let (start, mut rest) = pattern.split_at_checked(plain).unwrap_or((pattern, &[]));
    let end = pattern.rsplit(|byte| *byte == b'}').next().unwrap_or_default();
    if !path.starts_with(start) || !path.ends_with(end) {
        return false;
    }
    let mut reached = vec![start.len()];
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(b"{**}") {
            (reached, rest) = (wild(&reached, path, true), after);
        } else if let Some(after) = rest.strip_prefix(b"{*}") {
            (reached, rest) = (wild(&reached, path, false), after);
        } else {
            reached.retain_mut(|at| {
                let is_there = path.get(*at) == Some(first);
                *at += 1;
                is_there
            });
            rest = after;
        }
        if reached.is_empty() {
            return false;
        }
    }
    reached.last() == Some(&path.len())
}

/// Returns the places reached after an operator: any number of characters for `{**}`, at least one and no slash for
/// `{*}`.
fn wild(reached: &[usize], path: &[u8], many: bool) -> Vec<usize> {
    let mut next = Vec::new();
    let mut given = reached.iter().copied().peekable();
    // Which of the next places a character ends at: a bit for each, the lowest for `at`.
    let (mut at, mut ends) = (0, 0_u8);
    while ends != 0 || given.peek().is_some() {
        if ends == 0 {
            at = given.peek().copied().unwrap_or(at);
        }
        let is_end = ends & 1 == 1;
        let is_given = given.next_if_eq(&at).is_some();
        if is_end || (many && is_given) {
            next.push(at);
        }
        if is_end || is_given {
            ends |= letter(path.get(at..).unwrap_or_default(), many).map_or(0, |step| 1 << step);
        }
        (at, ends) = (at + 1, ends >> 1);
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
        let (segments, path) = ("/{*}".repeat(100_000), "/ab".repeat(100_000));
        assert!(matches(&segments, &path) && !matches(&segments, &format!("{path}/")));
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
