//! Alphabets: which characters a text may have, as far as they have a meaning for an interpreter.

/// A set of characters. Each sign of ASCII is in it by itself, letters and digits by their kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Letters(u64);

const SIGNS: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r";

impl Letters {
    pub const NONE: Self = Self(0);
    pub const ANY: Self = Self(u64::MAX);
    pub const UPPER: Self = Self(1 << 40);
    pub const LOWER: Self = Self(1 << 41);
    pub const DIGIT: Self = Self(1 << 42);
    /// Other characters of ASCII, and all beyond.
    pub const OTHER: Self = Self(1 << 43);
    /// A line break as the last character alone.
    pub const LAST_BREAK: Self = Self(1 << 44);
    /// Two dots may follow each other.
    pub const DOTS: Self = Self(1 << 45);
    /// Two slashes may follow each other.
    pub const SLASHES: Self = Self(1 << 46);
    /// A slash may be the first character.
    pub const ROOTED: Self = Self(1 << 47);
    /// Letters and digits of any script.
    pub const WORDS: Self = Self(Self::UPPER.0 | Self::LOWER.0 | Self::DIGIT.0 | Self::OTHER.0);

    pub fn of(letter: char) -> Self {
        match letter {
            'a'..='z' => Self::LOWER,
            'A'..='Z' => Self::UPPER,
            '0'..='9' => Self::DIGIT,
            _ => SIGNS.chars().position(|sign| sign == letter).map_or(Self::OTHER, |place| Self(1 << place)),
        }
    }

    /// All characters of a text.
    pub fn in_text(text: &str) -> Self {
        text.chars().fold(Self::NONE, |all, letter| all.or(Self::of(letter)))
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn has(self, letter: char) -> bool {
        self.meets(Self::of(letter))
    }

    /// Whether one of these signs is in it.
    pub fn has_any(self, signs: &str) -> bool {
        signs.chars().any(|sign| self.has(sign))
    }

    /// Whether dots and a slash together may lead out of a folder.
    pub fn leads_up(self) -> bool {
        self.meets(Self::DOTS) && self.has_any("/\\")
    }
}

/// The quotes around a place in a command or in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    None,
    Single,
    Double,
    Back,
}

impl Quotes {
    /// The quotes that are open after a text that begins inside of these.
    pub fn after(self, text: &str) -> Self {
        let mut open = self;
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let this = match letter {
                '\\' if open != Self::Single => {
                    letters.next();
                    continue;
                }
                '\'' => Self::Single,
                '"' => Self::Double,
                '`' => Self::Back,
                _ => continue,
            };
            if open == Self::None {
                open = this;
            } else if open == this {
                open = Self::None;
            }
        }
        open
    }
}

/// Whether a text of these characters means nothing to a shell.
pub fn is_harmless_in_command(letters: Letters, quotes: Quotes) -> bool {
    match quotes {
        Quotes::Single => !letters.has('\''),
        Quotes::Double => !letters.has_any("\"$`\\!"),
        Quotes::None | Quotes::Back => !letters.has_any(" \t\n\r;&|<>$`\\\"'()*?{}[]!#~"),
    }
}

/// Whether a text of these characters stays the value or the name that it is in a statement.
pub fn is_harmless_in_statement(letters: Letters, quotes: Quotes) -> bool {
    match quotes {
        Quotes::Single => !letters.has_any("'\\"),
        Quotes::Double => !letters.has_any("\"\\"),
        Quotes::Back => !letters.has_any("`\\"),
        Quotes::None => !letters.has_any(" \t\n\r;'\"`\\()*/,=<>!|&+%^~#?[]{}"),
    }
}

/// Whether a text of these characters is a name or a number in code: without names, signs only compute.
pub fn is_harmless_in_code(letters: Letters) -> bool {
    let named = letters.meets(Letters::UPPER.or(Letters::LOWER).or(Letters::OTHER)) || letters.has_any("$_");
    if named { !letters.has_any("()[]{}`'\"\\=;+!<>|&,:\n\r") } else { !letters.has_any("[]{}`'\"\\!;=\n\r") }
}
