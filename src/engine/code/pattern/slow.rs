//! Patterns whose match may take exponential time.

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
