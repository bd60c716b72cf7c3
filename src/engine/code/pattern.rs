//! Regular expressions: what a match says about a text, and whether matching may take exponential time.

/// What a match with a pattern says about the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// The whole text is of a limited alphabet.
    Whole,
    /// The whole text is matched, but any character may be in it.
    Partial,
    /// The text begins with a constant host or path.
    Prefix,
    /// A match means that a character outside a limited alphabet is in the text.
    Outside,
    /// A match means that `..` is in the text.
    Dots,
    /// A match means that a line break is in the text.
    Breaks,
    /// A match with a part of the text.
    Some,
}

/// What a match says; `from_start` and `to_end` if the call anchors the pattern.
pub fn strictness(source: &str, from_start: bool, to_end: bool) -> Strictness {
    let starts = source.starts_with('^') || source.starts_with(r"\A");
    let ends = (source.ends_with('$') && !source.ends_with(r"\$")) || source.ends_with(r"\Z");
    if !starts && !ends && !to_end {
        if source.starts_with("[^") && is_one_class(source) {
            return if is_limited(&format!("[{}", source.get(2..).unwrap_or_default())) {
                Strictness::Outside
            } else {
                Strictness::Some
            };
        }
        if source.contains(r"\.\.") || source.contains(r"\.{2") {
            return Strictness::Dots;
        }
        if source.contains(r"\n") && is_one_class(source) {
            return Strictness::Breaks;
        }
    }
    if !(starts || from_start) || has_open_choice(source) {
        return Strictness::Some;
    }
    if !(ends || to_end) {
        let constant = source.contains(r":\/\/") || source.contains("://");
        return if constant && source.ends_with('/') { Strictness::Prefix } else { Strictness::Some };
    }
    if is_limited(source) { Strictness::Whole } else { Strictness::Partial }
}

/// Whether a pattern is a character class and nothing else.
fn is_one_class(source: &str) -> bool {
    let inner = source.trim_end_matches(['+', '*']);
    inner.starts_with('[') && inner.find(']') == inner.len().checked_sub(1)
}

/// Whether there is a choice outside of groups, so that the anchors belong to one side only.
fn has_open_choice(source: &str) -> bool {
    let (mut depth, mut class) = (0_u32, false);
    let mut letters = source.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth = depth.saturating_add(1),
            ')' if !class => depth = depth.saturating_sub(1),
            '|' if !class && depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// Whether a pattern has no wildcard, and no class that allows both dots and slashes.
fn is_limited(source: &str) -> bool {
    let (mut class, mut dot, mut slash) = (false, false, false);
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('S' | 'W' | 'D') => return false,
                Some('/') if class => slash = true,
                Some('.') if class => dot = true,
                _ => {}
            },
            '[' if !class => {
                (class, dot, slash) = (true, false, false);
                if letters.peek() == Some(&'^') {
                    return false;
                }
            }
            ']' if class => {
                class = false;
                if dot && slash {
                    return false;
                }
            }
            '.' if !class => return false,
            '.' => dot = true,
            '/' if class => slash = true,
            ';' | '|' | '&' | '`' | '\'' | '"' | '<' if class => return false,
            _ => {}
        }
    }
    true
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

/// Whether a match may take exponential time: a repetition of a group that has itself one, or alternatives
/// that begin alike, and that can match the same text in several ways.
pub fn is_slow(source: &str) -> bool {
    let mut open: Vec<Group> = Vec::new();
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        let atom = match letter {
            '\\' => Atom::single(escaped(letters.next())),
            '[' => Atom::single(class(&mut letters)),
            '(' => {
                while matches!(letters.peek(), Some('?' | ':' | '=' | '!')) {
                    letters.next();
                }
                open.push(Group::default());
                continue;
            }
            ')' => {
                let Some(group) = open.pop() else { return false };
                group.close()
            }
            '|' => {
                if let Some(group) = open.last_mut() {
                    group.alternate();
                }
                continue;
            }
            '^' | '$' => continue,
            '.' => Atom::single(Set::Any),
            other => Atom::single(Set::One(other)),
        };
        let (repeated, optional) = quantifier(&mut letters);
        if repeated && atom.ambiguous {
            return true;
        }
        if let Some(group) = open.last_mut() {
            group.atoms.push(Part { set: atom.first, repeated, optional });
        }
    }
    false
}

/// The characters that an atom matches, roughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    One(char),
    Word,
    Digit,
    Space,
    Any,
    /// A class that is not described.
    Other(u32),
}

impl Set {
    /// Whether two sets surely have a character in common.
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) | (Self::Word, Self::Digit) | (Self::Digit, Self::Word) => true,
            (Self::Word, Self::One(one)) | (Self::One(one), Self::Word) => {
                one.is_alphanumeric() || one == '_'
            }
            (Self::Digit, Self::One(one)) | (Self::One(one), Self::Digit) => one.is_ascii_digit(),
            (one, other) => one == other,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Atom {
    first: Set,
    /// Whether a repetition of it can match one text in several ways.
    ambiguous: bool,
}

impl Atom {
    const fn single(first: Set) -> Self {
        Self { first, ambiguous: false }
    }
}

#[derive(Debug, Clone, Copy)]
struct Part {
    set: Set,
    repeated: bool,
    optional: bool,
}

/// A group while it is read: of the current alternative all atoms, of all alternatives the first one.
#[derive(Debug, Default)]
struct Group {
    atoms: Vec<Part>,
    firsts: Vec<Set>,
    nested: bool,
    single: Vec<Set>,
}

impl Group {
    fn alternate(&mut self) {
        let atoms = std::mem::take(&mut self.atoms);
        self.nested |= Self::is_nested(&atoms);
        if let Some(first) = atoms.first() {
            self.firsts.push(first.set);
        }
        if let [only] = atoms.as_slice() {
            self.single.push(only.set);
        }
    }

    /// `(a+)+`: what is repeated at the end meets what the next round begins with.
    fn is_nested(atoms: &[Part]) -> bool {
        let plain = |part: &&Part| part.repeated || !part.optional;
        let first = atoms.iter().find(plain);
        let last = atoms.iter().rev().find(plain);
        let (Some(first), Some(last)) = (first, last) else { return false };
        let inner = atoms.iter().filter(|part| !part.optional).count();
        let alone = first.set == last.set && inner <= 1;
        last.repeated && (alone || last.set.meets(first.set))
    }

    fn close(mut self) -> Atom {
        self.alternate();
        let first = self.firsts.first().copied().unwrap_or(Set::Other(0));
        // `(a|a)*`: two alternatives of one character each that match the same.
        let mut alike = false;
        for (place, one) in self.single.iter().enumerate() {
            alike |= self.single.iter().skip(place.saturating_add(1)).any(|other| one.meets(*other));
        }
        Atom { first, ambiguous: self.nested || alike }
    }
}

fn escaped(letter: Option<char>) -> Set {
    match letter {
        Some('w') => Set::Word,
        Some('d') => Set::Digit,
        Some('s') => Set::Space,
        Some(upper @ ('W' | 'D' | 'S')) => Set::Other(u32::from(upper)),
        Some(other) => Set::One(other),
        None => Set::Other(0),
    }
}

/// A class: equal texts are equal sets.
fn class(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Set {
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                text.push('\\');
                text.extend(letters.next());
            }
            ']' => break,
            other => text.push(other),
        }
    }
    match text.as_str() {
        "a-zA-Z0-9" | "a-z0-9" | "a-z" | "a-zA-Z" | "A-Za-z" | "A-Za-z0-9" | "\\w" => Set::Word,
        "0-9" | "\\d" => Set::Digit,
        "\\s" | " " => Set::Space,
        _ => {
            let sum =
                text.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
            Set::Other(sum)
        }
    }
}

/// Reads a quantifier: whether it allows any number of rounds, and whether it allows none.
fn quantifier(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (bool, bool) {
    let found = match letters.peek() {
        Some('*') => (true, true),
        Some('+') => (true, false),
        Some('?') => (false, true),
        Some('{') => {
            let bounds: String = letters.by_ref().take_while(|letter| *letter != '}').collect();
            return (bounds.ends_with(','), bounds.starts_with("{0"));
        }
        _ => return (false, false),
    };
    letters.next();
    if letters.peek() == Some(&'?') {
        letters.next();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Strictness, is_slow, strictness};

    #[test]
    fn anchored_patterns_of_a_limited_alphabet_cover_the_whole_text() {
        assert_eq!(strictness("^[a-z0-9-]+$", false, false), Strictness::Whole);
        assert_eq!(strictness("[a-z]+", true, true), Strictness::Whole);
        assert_eq!(strictness("[a-z]+", false, false), Strictness::Some);
        assert_eq!(strictness("^.+$", false, false), Strictness::Partial);
        assert_eq!(strictness("^a$|b", false, false), Strictness::Some);
        assert_eq!(strictness("^(csv|json)$", false, false), Strictness::Whole);
        assert_eq!(strictness(r"^[\w./-]+$", false, false), Strictness::Partial);
        assert_eq!(strictness("[^a-z]", false, false), Strictness::Outside);
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
