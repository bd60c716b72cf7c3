//! Regular expressions: what a match says about a text, and whether matching may take exponential time.

mod expression;
mod slow;

use super::letters::Letters;
pub use slow::is_slow;

/// What a match with a pattern says about the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// The whole text has these characters alone.
    Whole(Letters),
    /// The whole text is matched, but the pattern is not understood.
    Partial,
    /// The text begins with a constant host or path.
    Prefix,
    /// A match means that there is another character than these in the text.
    Outside(Letters),
    /// A match means that `..` is in the text.
    Dots,
    /// A match means that a line break is in the text.
    Breaks,
    /// A match with a part of the text.
    Some,
}

/// What a match says; `from_start` and `to_end` if the call anchors the pattern.
pub fn strictness(source: &str, from_start: bool, to_end: bool) -> Strictness {
    let (source, by_lines) = without_flags(source);
    let anchored = source.starts_with('^') || source.starts_with(r"\A") || source.ends_with('$');
    if !anchored && !to_end && !from_start {
        if source.starts_with("[^") && is_one_class(source) {
            let class = format!("[{}", source.get(2..).unwrap_or_default());
            return expression::letters(&class).map_or(Strictness::Some, Strictness::Outside);
        }
        if source.contains(r"\.\.") || source.contains(r"\.{2") {
            return Strictness::Dots;
        }
        if source.contains(r"\n") && is_one_class(source) {
            return Strictness::Breaks;
        }
    }
    // Of a text with several lines one line is matched.
    if by_lines && !(from_start && to_end) {
        return Strictness::Some;
    }
    let sides = choices(source);
    let starts = |side: &&str| from_start || side.starts_with('^') || side.starts_with(r"\A");
    if !sides.iter().all(starts) {
        return Strictness::Some;
    }
    let last = |side: &&str| side.ends_with('$') && !side.ends_with(r"\$");
    let ends = |side: &&str| to_end || last(side) || side.ends_with(r"\Z") || side.ends_with(r"\z");
    if !sides.iter().all(ends) {
        let constant = sides.len() == 1 && (source.contains(r":\/\/") || source.contains("://"));
        let fixed = constant && (source.ends_with('/') || fixes_host(source));
        return if fixed { Strictness::Prefix } else { Strictness::Some };
    }
    if sides.len() == 1 && fixes_host(source) {
        return Strictness::Prefix;
    }
    match expression::letters(source) {
        Some(letters) if !to_end && sides.iter().any(last) => {
            Strictness::Whole(letters.or(Letters::LAST_BREAK))
        }
        Some(letters) => Strictness::Whole(letters),
        None => Strictness::Partial,
    }
}

/// A pattern without the slashes and flags around it, and whether its anchors are those of lines.
fn without_flags(source: &str) -> (&str, bool) {
    if let Some((flags, _)) = source.strip_prefix("(?").and_then(|rest| rest.split_once(')'))
        && !flags.is_empty()
        && flags.chars().all(|flag| "aiLmsux".contains(flag))
    {
        return (source, flags.contains('m'));
    }
    let bare = source.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    match bare {
        Some((inner, flags))
            if flags.contains('m') && flags.chars().all(|flag| "dgimsuvy".contains(flag)) =>
        {
            (inner, true)
        }
        _ => (source, false),
    }
}

/// The sides of a choice that is not in a group; the anchors of one belong to it alone.
fn choices(source: &str) -> Vec<&str> {
    let (mut sides, mut depth, mut class, mut start) = (Vec::new(), 0_u32, false, 0);
    let mut letters = source.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth = depth.saturating_add(1),
            ')' if !class => depth = depth.saturating_sub(1),
            '|' if !class && depth == 0 => {
                sides.extend(source.get(start..at));
                start = at.saturating_add(1);
            }
            _ => {}
        }
    }
    sides.extend(source.get(start..));
    sides
}

/// Whether the host of an address ends with a constant domain, such as `^https:\/\/\w+\.example\.com(\/|$)`.
fn fixes_host(source: &str) -> bool {
    let after = source.split_once(r":\/\/").or_else(|| source.split_once("://"));
    let Some((scheme, rest)) = after else { return false };
    let constant = |letter: char| letter.is_ascii_alphanumeric() || "^\\A?()|:".contains(letter);
    let end =
        [r"(?:\/", r"(?:/", r"(\/", "(/", r"\/", "/", "$"].iter().filter_map(|end| rest.find(end)).min();
    let Some(host) = end.and_then(|end| rest.get(..end)) else { return false };
    let Some((labels, top)) = host.rsplit_once(r"\.") else { return false };
    let known = top.len() > 1 && top.chars().all(|letter| letter.is_ascii_alphabetic());
    let labels = expression::letters(labels).is_some_and(|letters| !letters.has_any("/\\@:#?% \t\n\r"));
    scheme.chars().all(constant) && known && labels && !host.contains('|')
}

/// Whether a pattern is a character class and nothing else.
fn is_one_class(source: &str) -> bool {
    let inner = source.trim_end_matches(['+', '*']);
    inner.starts_with('[') && inner.find(']') == inner.len().checked_sub(1)
}

/// Whether a pattern allows words, spaces and signs without a meaning for most interpreters.
fn is_limited(source: &str) -> bool {
    expression::letters(source)
        .is_some_and(|letters| !letters.leads_up() && !letters.has_any(";|&`'\"<>$(){}*!#~\\\n\r"))
}

/// What the groups of a pattern allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Groups {
    /// Texts of a limited alphabet alone.
    Limited,
    /// Any text in some of them.
    Mixed,
    /// Any text in each.
    Open,
}

/// What the groups of a pattern that are kept allow; without groups, what the whole allows.
pub fn groups(source: &str) -> Groups {
    let (mut starts, mut all): (Vec<Option<usize>>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut class, mut escaped) = (false, false);
    for (at, letter) in source.char_indices() {
        let plain = !std::mem::replace(&mut escaped, false);
        match letter {
            '\\' if plain => escaped = true,
            '[' if plain => class = true,
            ']' if plain => class = false,
            '(' if plain && !class => {
                let rest = source.get(at.saturating_add(1)..).unwrap_or_default();
                let named = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
                let kept = !rest.starts_with('?') || named || rest.starts_with("?P<");
                starts.push(kept.then_some(at.saturating_add(1)));
            }
            ')' if plain && !class => {
                if let Some(start) = starts.pop().flatten() {
                    all.extend(source.get(start..at));
                }
            }
            _ => {}
        }
    }
    if all.is_empty() {
        all.push(source);
    }
    let limited = all.iter().filter(|group| is_limited(unnamed(group))).count();
    match limited {
        0 => Groups::Open,
        some if some == all.len() => Groups::Limited,
        _ => Groups::Mixed,
    }
}

/// A group without its name.
fn unnamed(group: &str) -> &str {
    match group.strip_prefix("?P<").or_else(|| group.strip_prefix("?<")) {
        Some(named) => named.split_once('>').map_or(named, |(_, rest)| rest),
        None => group,
    }
}

#[cfg(test)]
mod tests {
    use super::{Letters, Strictness, is_slow, strictness};

    #[test]
    fn anchored_patterns_of_a_limited_alphabet_cover_the_whole_text() {
        let whole = |source, from_start, to_end| {
            matches!(strictness(source, from_start, to_end), Strictness::Whole(_))
        };
        assert!(whole("^[a-z0-9-]+$", false, false));
        assert!(whole("[a-z]+", true, true));
        assert!(whole("^a$|^b$", false, false));
        assert!(whole("a|b", true, true));
        assert_eq!(strictness("[a-z]+", false, false), Strictness::Some);
        assert_eq!(strictness("(?m)^a$", false, false), Strictness::Some);
        assert_eq!(strictness("/^a$/m", false, false), Strictness::Some);
        assert_eq!(strictness("^a$|b", false, false), Strictness::Some);
        assert!(whole("^(csv|json)$", false, false));
        assert_eq!(strictness("[^a-z]", false, false), Strictness::Outside(Letters::LOWER));
        assert_eq!(strictness(r"\.\.", false, false), Strictness::Dots);
        assert_eq!(strictness(r"[\r\n]", false, false), Strictness::Breaks);
        assert_eq!(strictness("[;&|]", false, false), Strictness::Some);
    }

    #[test]
    fn nested_repetitions_and_alike_alternatives_are_slow() {
        for source in
            ["^(a+)+$", r"^(\w+\s?)+$x", "(a|a)*b", r"^([a-zA-Z0-9]+)*@", r"(\d+)+x", r"^(\w|\d)+$", "(.*)*x"]
        {
            assert!(is_slow(source), "{source}");
        }
        for source in [
            "^[a-z0-9-]+$",
            r"^\d{4}-\d{2}-\d{2}$",
            r"^[\w.+-]+@[\w-]+\.[\w.]+$",
            "^(csv|json)$",
            r"^([a-z]+-)+[a-z]+$",
            r"^(\d+,)*\d+$",
            r"(?:https?:\/\/)?[a-z]+",
            "(a|b)*c",
        ] {
            assert!(!is_slow(source), "{source}");
        }
    }
}
