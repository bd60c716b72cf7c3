//! Limits on the text, before a recursive parser sees it: size, nesting, and operators in one statement.

use super::report::Language;
use super::unparsed::{Fault, Obstacle};

/// The longest source that is analysed, in bytes.
pub const LENGTH: usize = 512 << 10;

/// Brackets and indented blocks are nested at most so deep.
const NESTING: usize = 80;

/// A statement has at most so many tokens outside of brackets.
const TOKENS: u32 = 400;

/// A block has at most so many alternatives.
const ALTERNATIVES: u32 = 120;

/// The place of the first limit that a source exceeds.
pub fn fault(language: Language, source: &str) -> Option<Fault> {
    if source.len() > LENGTH {
        return Some(Fault { offset: 0, reason: Obstacle::Length });
    }
    let mut scan = Scan {
        bytes: source.as_bytes(),
        at: 0,
        python: language == Language::Python,
        level: Level::default(),
        outer: Vec::new(),
        last: b';',
        word: (0, 0),
        header: false,
    };
    let offset = scan.run()?;
    Some(Fault { offset: u32::try_from(offset).unwrap_or(u32::MAX), reason: Obstacle::Depth })
}

#[derive(Debug, Clone, Copy, Default)]
struct Level {
    tokens: u32,
    alternatives: u32,
    /// The text of a template continues after the bracket.
    template: bool,
    /// The bracket is the condition of a statement.
    condition: bool,
}

struct Scan<'s> {
    bytes: &'s [u8],
    at: usize,
    python: bool,
    /// The level of the innermost open bracket, and those around it.
    level: Level,
    outer: Vec<Level>,
    /// The last character that is not a space.
    last: u8,
    /// The last word.
    word: (usize, usize),
    /// A condition was closed, and its statement follows.
    header: bool,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at.saturating_add(ahead)).copied().unwrap_or(0)
    }

    fn run(&mut self) -> Option<usize> {
        while self.at < self.bytes.len() {
            let start = self.at;
            let byte = self.peek(0);
            self.at += 1;
            match byte {
                b'\n' => {
                    self.end_line();
                    if self.python && self.outer.is_empty() && self.indentation() > NESTING.saturating_mul(4)
                    {
                        return Some(start);
                    }
                }
                b' ' | b'\t' | b'\r' => {}
                b'#' if self.python => self.skip_line(),
                b'/' if !self.python && self.peek(0) == b'/' => self.skip_line(),
                b'/' if !self.python && self.peek(0) == b'*' => self.skip_comment(),
                b'/' if !self.python && self.is_pattern() => {
                    self.skip_pattern();
                    self.last = b'/';
                }
                b'"' | b'\'' => {
                    self.skip_text(byte);
                    self.token(b'"');
                }
                b'`' if !self.python => self.template(),
                b'(' | b'[' | b'{' => self.open(byte, false),
                b')' | b']' | b'}' => self.close(byte),
                b';' | b',' => {
                    self.top().tokens = 0;
                    self.last = byte;
                    self.header = false;
                }
                byte if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 128 => {
                    self.skip_word(start);
                    self.token(b'a');
                }
                other => self.token(other),
            }
            let level = self.level;
            if self.outer.len() > NESTING || level.tokens > TOKENS || level.alternatives > ALTERNATIVES {
                return Some(start);
            }
        }
        None
    }

    /// The level of the innermost open bracket.
    const fn top(&mut self) -> &mut Level {
        &mut self.level
    }

    fn token(&mut self, last: u8) {
        let level = self.top();
        level.tokens = level.tokens.saturating_add(1);
        self.last = last;
        self.header = false;
    }

    fn open(&mut self, byte: u8, template: bool) {
        let condition = byte == b'(' && self.last == b'a' && is_condition(self.last_word());
        self.token(byte);
        self.outer.push(self.level);
        self.level = Level { template, condition, ..Level::default() };
    }

    fn close(&mut self, byte: u8) {
        let level = match self.outer.pop() {
            Some(outer) => std::mem::replace(&mut self.level, outer),
            None => Level::default(),
        };
        self.header = level.condition;
        if byte == b'}' && level.template {
            return self.template();
        }
        self.last = byte;
        if byte == b'}' {
            self.top().tokens = 0;
        }
    }

    fn end_line(&mut self) {
        let ends = matches!(self.last, b'a' | b'"' | b')' | b']' | b'}' | b'/') && !self.header;
        let word = self.last_word();
        let open = self.last == b'a' && is_continued(word);
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let next = rest.iter().find(|byte| !byte.is_ascii_whitespace()).copied().unwrap_or(b';');
        let continues = !self.python
            && matches!(
                next,
                b'.' | b'+' | b'?' | b':' | b'&' | b'|' | b'=' | b'*' | b'%' | b'-' | b'<' | b'>'
            );
        if (ends && !open && !continues) || (self.python && self.outer.is_empty()) {
            self.top().tokens = 0;
        }
    }

    fn indentation(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .map(|byte| if *byte == b'\t' { 4 } else { 1 })
            .sum()
    }

    fn last_word(&self) -> &[u8] {
        self.bytes.get(self.word.0..self.word.1).unwrap_or_default()
    }

    fn skip_word(&mut self, start: usize) {
        while matches!(self.peek(0), b'_' | b'$' | 128..) || self.peek(0).is_ascii_alphanumeric() {
            self.at += 1;
        }
        self.word = (start, self.at);
        if matches!(self.last_word(), b"else" | b"elif") {
            let level = self.top();
            level.alternatives = level.alternatives.saturating_add(1);
        }
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        while self.at < self.bytes.len() && !(self.peek(0) == b'*' && self.peek(1) == b'/') {
            self.at += 1;
        }
        self.at = self.at.saturating_add(2);
    }

    fn skip_text(&mut self, quote: u8) {
        let triple = self.python && self.peek(0) == quote && self.peek(1) == quote;
        if triple {
            self.at += 2;
        }
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'\n' if !triple => return,
                byte if byte == quote => {
                    if !triple {
                        return;
                    }
                    if self.peek(0) == quote && self.peek(1) == quote {
                        self.at += 2;
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// The text of a template, up to its end or to a value in it.
    fn template(&mut self) {
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'`' => return self.token(b'"'),
                b'$' if self.peek(0) == b'{' => {
                    self.at += 1;
                    return self.open(b'{', true);
                }
                _ => {}
            }
        }
    }

    /// Whether a slash begins a pattern, by what is before it.
    fn is_pattern(&self) -> bool {
        match self.last {
            b'a' => is_continued(self.last_word()),
            b'"' | b')' | b']' | b'/' => false,
            _ => true,
        }
    }

    fn skip_pattern(&mut self) {
        let mut class = false;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return,
                b'\n' => return,
                _ => {}
            }
        }
    }
}

fn is_condition(word: &[u8]) -> bool {
    matches!(word, b"if" | b"for" | b"while" | b"with" | b"switch" | b"catch" | b"await")
}

/// Whether an expression or a statement follows a word.
fn is_continued(word: &[u8]) -> bool {
    matches!(
        word,
        b"else"
            | b"do"
            | b"return"
            | b"typeof"
            | b"new"
            | b"await"
            | b"in"
            | b"of"
            | b"instanceof"
            | b"void"
            | b"delete"
            | b"yield"
            | b"case"
            | b"extends"
            | b"not"
            | b"and"
            | b"or"
            | b"throw"
    )
}
