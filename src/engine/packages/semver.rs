//! The version grammar of npm, as lenient as npm's.
//! A spec flows in; whether it is one version, a range or neither flows out.

/// The kind of a spec in the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpecKind {
    Version,
    Range,
    Neither,
}

pub(super) fn kind(spec: &str) -> SpecKind {
    if spec.len() > 256 {
        return SpecKind::Neither;
    }
    if partial(spec.trim()) == Some(3) {
        return SpecKind::Version;
    }
    if spec.split("||").all(is_set) {
        return SpecKind::Range;
    }
    SpecKind::Neither
}

/// One side of `||`: nothing, a hyphen range, or comparators side by side.
fn is_set(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [low, "-", high] = words.as_slice() {
        return partial(low).is_some() && partial(high).is_some();
    }
    let mut dangling = false;
    for word in words {
        let rest = without_operator(word);
        dangling = rest.is_empty();
        if !dangling && partial(rest).is_none() {
            return false;
        }
    }
    !dangling
}

fn without_operator(word: &str) -> &str {
    for operator in ["~>", "~", "^", ">=", "<=", ">", "<", "="] {
        if let Some(rest) = word.strip_prefix(operator) {
            return rest;
        }
    }
    word
}

/// The number of leading numeric parts: 3 for a version, fewer when parts are missing or `x`.
fn partial(text: &str) -> Option<usize> {
    let mut rest =
        text.trim_start_matches(|symbol: char| symbol == 'v' || symbol == '=' || symbol.is_whitespace());
    let mut numbers = 0;
    let mut open = false;
    for part in 0..3 {
        let end = rest.find(|symbol: char| !symbol.is_ascii_digit()).unwrap_or(rest.len());
        if end > 0 {
            numbers += usize::from(!open);
            rest = rest.get(end..)?;
        } else {
            rest = rest.strip_prefix(['x', 'X', '*'])?;
            open = true;
        }
        if part == 2 {
            break;
        }
        match rest.strip_prefix('.') {
            Some(next) => rest = next,
            None => return rest.is_empty().then_some(numbers),
        }
    }
    is_suffix(rest).then_some(numbers)
}

/// A pre-release and a build, such as `-rc.1+5`; npm accepts a missing dash.
fn is_suffix(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".+-".contains(&byte);
    !text.starts_with('.') && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_version_is_a_version() {
        for spec in [
            "1.2.3",
            "=1.2.3",
            "v1.2.3",
            "= v1.2.3",
            " 0.0.0 ",
            "1.2.3-rc.1",
            "1.2.3+build.5",
            "1.2.3-0.3.7+x",
            "1.2.3beta",
        ] {
            assert_eq!(kind(spec), SpecKind::Version, "{spec}");
        }
    }

    #[test]
    fn everything_that_may_match_two_versions_is_a_range() {
        for spec in [
            "^1.2.3",
            "~1.2.3",
            "~>1.2",
            ">1.2.3",
            ">=1.2.3 <2",
            "> 1.2",
            "1.2",
            "1",
            "1.x",
            "1.2.*",
            "*",
            "x",
            "1.2.3 - 2.0.0",
            "1.2.3 || 2.0.0",
            "^1 || ^2",
            "1.2.3 1.2.4",
            "<=3",
            "",
        ] {
            assert_eq!(kind(spec), SpecKind::Range, "{spec}");
        }
    }

    #[test]
    fn anything_else_is_neither() {
        for spec in ["latest", "next", "beta-2", "1.2.3.4", "^", "1.2.3 -", "vlatest", "1.2.3 é"] {
            assert_eq!(kind(spec), SpecKind::Neither, "{spec}");
        }
    }
}
