//! The packages and the index options of a `requirements.txt`, parsed as pip parses them.
//! Text flows in; requirements and options with their positions flow out; invalid lines are skipped.

use super::Dependency;
use super::requirement;
use crate::engine::Walk;
use std::ops::Range;

/// Where pip looks for packages, beside the packages themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexOption {
    pub kind: OptionKind,
    /// Empty for a flag.
    pub value: String,
    pub line: u32,
    pub column: u32,
}

/// The options that change what is installed, or from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OptionKind {
    IndexUrl,
    ExtraIndexUrl,
    NoIndex,
    FindLinks,
    TrustedHost,
    Requirement,
    Constraint,
    Pre,
}

const OPTIONS: &[(&str, OptionKind)] = &[
    ("-i", OptionKind::IndexUrl),
    ("--index-url", OptionKind::IndexUrl),
    ("--pypi-url", OptionKind::IndexUrl),
    ("--extra-index-url", OptionKind::ExtraIndexUrl),
    ("--no-index", OptionKind::NoIndex),
    ("-f", OptionKind::FindLinks),
    ("--find-links", OptionKind::FindLinks),
    ("--trusted-host", OptionKind::TrustedHost),
    ("-r", OptionKind::Requirement),
    ("--requirement", OptionKind::Requirement),
    ("-c", OptionKind::Constraint),
    ("--constraint", OptionKind::Constraint),
    ("--pre", OptionKind::Pre),
];

/// The packages of a `requirements.txt`, in the order of the text.
#[must_use]
pub fn python(text: &str) -> Vec<Dependency> {
    let mut walk = Walk::new(text);
    lines(text)
        .into_iter()
        .filter_map(|line| {
            let wanted = editable(&line.text).or_else(|| {
                let option = line.text.starts_with('-');
                (!option).then_some(line.text.as_str())
            })?;
            let found = requirement::read(wanted);
            if found.name.is_empty() {
                return None;
            }
            let skipped = line.text.len() - wanted.len();
            let (row, column) = walk.to(line.source(skipped));
            Some(Dependency {
                name: found.name.to_owned(),
                spec: found.spec.to_owned(),
                pin: found.pin,
                dev: false,
                line: row,
                column,
            })
        })
        .collect()
}

/// The options of a `requirements.txt`, in the order of the text.
#[must_use]
pub fn python_options(text: &str) -> Vec<IndexOption> {
    let mut walk = Walk::new(text);
    let mut found = Vec::new();
    for line in lines(text) {
        for one in worded(&line) {
            let (row, column) = walk.to(line.source(one.span.start));
            let value = one.value.trim_matches(['"', '\'']).to_owned();
            found.push(IndexOption { kind: one.kind, value, line: row, column });
        }
    }
    found
}

/// An option as written on a line.
pub(super) struct WrittenOption<'a> {
    pub kind: OptionKind,
    /// As written, without the value.
    pub name: &'a str,
    /// As written, with its quotes.
    pub value: &'a str,
    /// The range of both in the line.
    pub span: Range<usize>,
}

pub(super) fn worded(line: &Line) -> Vec<WrittenOption<'_>> {
    let mut found = Vec::new();
    if !line.text.starts_with('-') {
        return found;
    }
    let mut words = words(&line.text).into_iter().peekable();
    while let Some((at, word)) = words.next() {
        let Some((kind, attached)) = option(word) else {
            continue;
        };
        let switch = matches!(kind, OptionKind::NoIndex | OptionKind::Pre);
        let mut end = at + word.len();
        let (name, value) = match attached {
            Some(value) => (word.strip_suffix(value).unwrap_or(word).trim_end_matches('='), value),
            None if switch => (word, ""),
            None => {
                let value = words.next_if(|(_, next)| !next.starts_with('-'));
                end = value.map_or(end, |(at, value)| at + value.len());
                (word, value.map_or("", |(_, value)| value))
            }
        };
        found.push(WrittenOption { kind, name, value, span: at..end });
    }
    found
}

/// `--name`, `--name=value`, `-n` or `-nvalue`.
fn option(word: &str) -> Option<(OptionKind, Option<&str>)> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) if word.starts_with("--") => (name, Some(value)),
        _ => (word, None),
    };
    let exact = OPTIONS.iter().find(|(known, _)| *known == name);
    if let Some((_, kind)) = exact {
        return Some((*kind, value));
    }
    OPTIONS
        .iter()
        .filter(|(known, _)| known.len() == 2)
        .find_map(|(known, kind)| Some((*kind, Some(word.strip_prefix(known)?))))
}

/// What `--editable` or `-e` installs. A value may follow the short form directly, as in `-e./package`.
pub(super) fn editable(line: &str) -> Option<&str> {
    let blanks = [' ', '\t'];
    if let Some(rest) = line.strip_prefix("--editable") {
        let apart = rest.starts_with('=') || rest.starts_with(blanks);
        return apart.then(|| rest.trim_start_matches(['=', ' ', '\t']));
    }
    line.strip_prefix("-e").map(|rest| rest.trim_start_matches(['=', ' ', '\t']))
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let start = text.as_ptr() as usize;
    text.split_whitespace().map(|word| (word.as_ptr() as usize - start, word)).collect()
}

/// A line as pip sees it: continuations joined, comments and outer blanks removed.
pub(super) struct Line {
    pub text: String,
    /// Pairs of an offset in `text` and the offset in its source.
    parts: Vec<(usize, usize)>,
}

impl Line {
    pub(super) fn source(&self, offset: usize) -> usize {
        let part = self.parts.iter().rev().find(|(joined, _)| *joined <= offset);
        part.map_or(0, |(joined, source)| source + (offset - joined))
    }

    fn push(&mut self, text: &str, source: usize) {
        self.parts.push((self.text.len(), source));
        self.text.push_str(text);
    }

    /// Removes the comment and the surrounding blanks.
    fn finish(mut self) -> Option<Self> {
        let end = comment(&self.text).unwrap_or(self.text.len());
        self.text.truncate(end);
        self.text.truncate(self.text.trim_end().len());
        let blank = self.text.len() - self.text.trim_start().len();
        let first = self.source(blank);
        self.parts.retain(|(joined, _)| *joined > blank);
        for (joined, _) in &mut self.parts {
            *joined -= blank;
        }
        self.parts.insert(0, (0, first));
        self.text.drain(..blank);
        (!self.text.is_empty()).then_some(self)
    }
}

/// Where a comment starts: a `#` at the start or after a blank, not the `#` of a URL.
fn comment(text: &str) -> Option<usize> {
    let mut blank = true;
    for (index, symbol) in text.char_indices() {
        if symbol == '#' && blank {
            return Some(index);
        }
        blank = symbol.is_whitespace();
    }
    None
}

/// Where pip ends a line: the boundaries of Python's `str.splitlines`.
const LINE_ENDS: [char; 10] =
    ['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Splits a text into lines with their ends; a carriage return and a line feed are one end.
fn with_ends(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (at, end) = match rest.char_indices().find(|(_, letter)| LINE_ENDS.contains(letter)) {
            Some((at, letter)) => (at, letter.len_utf8()),
            None => (rest.len(), 0),
        };
        let end = if rest.get(at..).is_some_and(|ends| ends.starts_with("\r\n")) { 2 } else { end };
        let (line, after) = rest.split_at_checked(at + end)?;
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut open: Option<Line> = None;
    let mut offset = 0;
    for raw in with_ends(text) {
        let content = raw.trim_end_matches(LINE_ENDS);
        let mut line = open.take().unwrap_or(Line { text: String::new(), parts: Vec::new() });
        let note = content.trim_start().starts_with('#');
        match content.strip_suffix('\\') {
            Some(content) if !note => {
                line.push(content, offset);
                open = Some(line);
            }
            _ => {
                // A comment ends a continuation instead of becoming part of it.
                if !note {
                    line.push(content, offset);
                }
                found.extend(line.finish());
            }
        }
        offset += raw.len();
    }
    found.extend(open.and_then(Line::finish));
    found
}
