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

fn template(pattern: &[u8], path: &[u8]) -> bool {
    if let Some(rest) = pattern.strip_prefix(b"{**}") {
        return wild(rest, path, 0, true);
    }
    if let Some(rest) = pattern.strip_prefix(b"{*}") {
        return wild(rest, path, 1, false);
    }
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((wanted, pattern)), Some((found, path))) => wanted == found && template(pattern, path),
        _ => false,
    }
}

/// An operator may match any number of characters; the rest of the template decides which number is correct.
fn wild(rest: &[u8], path: &[u8], least: usize, slashes: bool) -> bool {
    let (mut at, mut taken) = (0, 0);
    loop {
        let tail = path.get(at..).unwrap_or_default();
        if taken >= least && template(rest, tail) {
            return true;
        }
        let Some(step) = letter(tail, slashes) else { return false };
        at += step;
        taken += 1;
    }
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
