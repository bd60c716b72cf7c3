//! The characters that a text may have which a pattern matches as a whole.

use super::super::letters::Letters;
use std::iter::Peekable;
use std::str::Chars;

/// Groups are nested at most so deep.
const DEPTH: usize = 32;

/// The characters of what a pattern matches; none if it is not understood.
pub fn letters(source: &str) -> Option<Letters> {
    let mut reader = Reader { left: source.chars().peekable(), ..Reader::default() };
    reader.whole()?;
    let mut all = reader.all;
    for (found, flag) in [
        (reader.dots.found && !reader.no_dots, Letters::DOTS),
        (reader.slashes.found, Letters::SLASHES),
        (reader.rooted, Letters::ROOTED),
    ] {
        if found {
            all = all.or(flag);
        }
    }
    Some(all)
}

/// What follows a backslash: characters, or a place between them.
#[derive(Debug, Clone, Copy)]
enum Escape {
    Set(Letters),
    Place,
}

/// Whether one of some characters may follow itself.
#[derive(Debug, Clone, Copy, Default)]
struct Doubled {
    found: bool,
    /// The last character may be one.
    last: bool,
}

impl Doubled {
    fn met(&mut self, is: bool, repeated: bool, optional: bool) {
        self.found |= is && (self.last || repeated);
        self.last = is || (self.last && optional);
    }
}

#[expect(clippy::struct_excessive_bools, reason = "what may be last, for two kinds of signs")]
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    /// What was known at its beginning, for each alternative.
    dots: bool,
    slashes: bool,
    begun: bool,
    /// What may be last in the alternatives before.
    last_dots: bool,
    last_slashes: bool,
    /// The signs in it.
    all: Option<Letters>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is one note about the pattern")]
struct Reader<'p> {
    left: Peekable<Chars<'p>>,
    all: Letters,
    dots: Doubled,
    slashes: Doubled,
    /// A character was matched for certain.
    begun: bool,
    rooted: bool,
    no_dots: bool,
    dot_all: bool,
    open: Vec<Group>,
}

impl Default for Reader<'_> {
    fn default() -> Self {
        Self {
            left: "".chars().peekable(),
            all: Letters::NONE,
            dots: Doubled::default(),
            slashes: Doubled::default(),
            begun: false,
            rooted: false,
            no_dots: false,
            dot_all: false,
            open: Vec::new(),
        }
    }
}

impl Reader<'_> {
    fn whole(&mut self) -> Option<()> {
        while let Some(letter) = self.left.next() {
            let set = match letter {
                '^' | '$' => continue,
                '\\' => match self.escaped()? {
                    Escape::Set(set) => set,
                    Escape::Place => continue,
                },
                '[' => self.class()?,
                '.' if self.dot_all => Letters::ANY,
                '.' => Letters::ANY.without(Letters::of('\n').or(Letters::LAST_BREAK)),
                '(' => {
                    self.enter()?;
                    continue;
                }
                ')' => {
                    self.leave()?;
                    continue;
                }
                '|' => {
                    self.alternate();
                    continue;
                }
                other => Letters::of(other),
            };
            let (repeated, optional) = self.quantifier();
            self.met(plain(set), repeated, optional);
        }
        self.open.is_empty().then_some(())
    }

    fn met(&mut self, set: Letters, repeated: bool, optional: bool) {
        self.all = self.all.or(set);
        if let Some(group) = self.open.last_mut() {
            group.all = Some(group.all.map_or(set, |known| known.or(set)));
        }
        self.dots.met(set.has('.'), repeated, optional);
        self.slashes.met(set.has_any("/\\"), repeated, optional);
        self.rooted |= !self.begun && set.has('/');
        self.begun |= !optional;
    }

    fn enter(&mut self) -> Option<()> {
        if self.open.len() >= DEPTH {
            return None;
        }
        if self.left.next_if_eq(&'?').is_some() {
            match self.left.next()? {
                ':' => {}
                'P' | '<' if self.is_named() => {}
                '=' | '!' | '<' => return self.skip(),
                flags => return self.flags(flags),
            }
        }
        self.open.push(Group {
            dots: self.dots.last,
            slashes: self.slashes.last,
            begun: self.begun,
            ..Group::default()
        });
        Some(())
    }

    /// The name of a group is read over.
    fn is_named(&mut self) -> bool {
        if matches!(self.left.peek(), Some('=' | '!')) {
            return false;
        }
        self.left.by_ref().any(|letter| letter == '>')
    }

    /// What is looked at beside the match; two dots may be refused.
    fn skip(&mut self) -> Option<()> {
        let (mut depth, mut class, mut text) = (1_usize, false, String::new());
        while depth > 0 {
            let letter = self.left.next()?;
            text.push(letter);
            match letter {
                '\\' => text.extend(self.left.next()),
                '[' => class = true,
                ']' => class = false,
                '(' if !class => depth = depth.saturating_add(1),
                ')' if !class => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.no_dots |= text.starts_with(".*") && text.contains(r"\.\.") && !text.contains('$');
        Some(())
    }

    fn flags(&mut self, first: char) -> Option<()> {
        let mut flag = first;
        while flag != ')' {
            match flag {
                's' => self.dot_all = true,
                'i' | 'm' | 'u' | 'a' | 'L' => {}
                _ => return None,
            }
            flag = self.left.next()?;
        }
        Some(())
    }

    fn alternate(&mut self) {
        let (dots, slashes) = (self.dots.last, self.slashes.last);
        let Some(group) = self.open.last_mut() else {
            // A choice of the whole: each side begins anew.
            (self.dots.last, self.slashes.last, self.begun) = (false, false, false);
            return;
        };
        group.last_dots |= dots;
        group.last_slashes |= slashes;
        (self.dots.last, self.slashes.last, self.begun) = (group.dots, group.slashes, group.begun);
    }

    fn leave(&mut self) -> Option<()> {
        let group = self.open.pop()?;
        let (repeated, optional) = self.quantifier();
        let all = group.all.unwrap_or(Letters::NONE);
        self.dots.last |= group.last_dots || (optional && group.dots);
        self.slashes.last |= group.last_slashes || (optional && group.slashes);
        // One round may end with what the next one begins with.
        self.dots.found |= repeated && self.dots.last && all.has('.');
        self.slashes.found |= repeated && self.slashes.last && all.has_any("/\\");
        self.begun = group.begun || (self.begun && !optional);
        if let Some(outer) = self.open.last_mut() {
            outer.all = Some(outer.all.map_or(all, |known| known.or(all)));
        }
        Some(())
    }

    /// A quantifier: whether it allows several rounds, and whether it allows none.
    fn quantifier(&mut self) -> (bool, bool) {
        let found = match self.left.peek() {
            Some('*') => (true, true),
            Some('+') => (true, false),
            Some('?') => (false, true),
            Some('{') => {
                let bounds: String = self.left.by_ref().take_while(|letter| *letter != '}').collect();
                let _ = self.left.next_if_eq(&'?');
                return (
                    bounds != "{1" && bounds != "{0,1",
                    bounds.starts_with("{0") || bounds.starts_with("{,"),
                );
            }
            _ => return (false, false),
        };
        self.left.next();
        let _ = self.left.next_if(|next| matches!(next, '?' | '+'));
        found
    }

    /// What follows a backslash.
    fn escaped(&mut self) -> Option<Escape> {
        let space = Letters::in_text(" \t\n\r").or(Letters::OTHER);
        let word = Letters::WORDS.or(Letters::of('_'));
        let set = match self.left.next()? {
            'd' => Letters::DIGIT,
            'w' => word,
            's' => space,
            'D' => Letters::ANY.without(Letters::DIGIT),
            'W' => Letters::ANY.without(word.without(Letters::OTHER)),
            'S' => Letters::ANY.without(space.without(Letters::OTHER)),
            'b' | 'B' | 'A' | 'Z' | 'z' | 'G' => return Some(Escape::Place),
            'n' => Letters::of('\n'),
            'r' => Letters::of('\r'),
            't' => Letters::of('\t'),
            'x' => self.code(2)?,
            'u' if self.left.peek() == Some(&'{') => return None,
            'u' => self.code(4)?,
            'p' => self.property()?,
            'P' | 'k' | 'c' | 'N' => return None,
            // What a group matched before.
            '1'..='9' => Letters::NONE,
            '0' | 'f' | 'v' => Letters::OTHER,
            other => Letters::of(other),
        };
        Some(Escape::Set(set))
    }

    fn code(&mut self, digits: usize) -> Option<Letters> {
        let text: String = self.left.by_ref().take(digits).collect();
        u32::from_str_radix(&text, 16).ok().and_then(char::from_u32).map(Letters::of)
    }

    /// `\p{L}` and other letters and digits.
    fn property(&mut self) -> Option<Letters> {
        self.left.next_if_eq(&'{')?;
        let name: String = self.left.by_ref().take_while(|letter| *letter != '}').collect();
        matches!(name.as_str(), "L" | "N" | "Nd" | "Lu" | "Ll" | "Letter" | "Number" | "Alphabetic")
            .then_some(Letters::WORDS)
    }

    fn class(&mut self) -> Option<Letters> {
        let negated = self.left.next_if_eq(&'^').is_some();
        let (mut all, mut full) = (Letters::NONE, Letters::NONE);
        let mut first = true;
        loop {
            let letter = self.left.next()?;
            let (start, set) = match letter {
                ']' if !first => break,
                '\\' => {
                    let next = *self.left.peek()?;
                    // In a class a place is a backspace.
                    let set = match self.escaped()? {
                        Escape::Set(set) => set,
                        Escape::Place => Letters::OTHER,
                    };
                    (next, set)
                }
                other => (other, Letters::of(other)),
            };
            first = false;
            let wide = letter == '\\' && start.is_ascii_alphanumeric();
            if !wide && let Some(end) = self.range() {
                let (range, whole) = between(start, end);
                (all, full) = (all.or(range), full.or(whole));
                continue;
            }
            all = all.or(set);
            // A letter alone is not its kind.
            if wide || !start.is_alphanumeric() && set != Letters::OTHER {
                full = full.or(set.without(Letters::OTHER));
            }
        }
        Some(if negated { Letters::ANY.without(full) } else { all })
    }

    /// The end of a range, if one follows.
    fn range(&mut self) -> Option<char> {
        let mut ahead = self.left.clone();
        if ahead.next() != Some('-') || ahead.peek() == Some(&']') {
            return None;
        }
        let mut end = ahead.next()?;
        if end == '\\' {
            end = ahead.next()?;
        }
        self.left = ahead;
        Some(end)
    }
}

/// What a range has in it, and which kinds it has as a whole.
fn between(start: char, end: char) -> (Letters, Letters) {
    let (mut all, mut full) = (Letters::NONE, Letters::NONE);
    for code in 0..=127_u8 {
        let letter = char::from(code);
        if (start..=end).contains(&letter) {
            all = all.or(Letters::of(letter));
            if !letter.is_alphanumeric() && Letters::of(letter) != Letters::OTHER {
                full = full.or(Letters::of(letter));
            }
        }
    }
    if u32::from(end) > 127 {
        all = all.or(Letters::OTHER);
    }
    for (first, last, kind) in
        [('a', 'z', Letters::LOWER), ('A', 'Z', Letters::UPPER), ('0', '9', Letters::DIGIT)]
    {
        if start <= first && last <= end {
            full = full.or(kind);
        }
    }
    (all, full)
}

/// A set without what is said of texts.
fn plain(set: Letters) -> Letters {
    set.without(Letters::DOTS.or(Letters::SLASHES).or(Letters::ROOTED).or(Letters::LAST_BREAK))
}
