//! Reads YAML and JSON texts of one or many documents.
//! A text flows in; documents with their position, or errors with theirs, flow out.

use super::depth;
use super::fault::{YamlFault, sentence};
use super::read::ValueReader;
use super::split::{DocumentSpan, split};
use serde::de::DeserializeSeed;
use serde_json::Value;
use std::cell::Cell;
use std::ops::Range;

/// One document of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Doc {
    pub value: Value,
    /// The line of the whole text on which `span` starts, from 1.
    pub line: usize,
    /// Its index among the documents of the text, from 0.
    pub index: usize,
    /// The byte range of the document, comments included.
    pub span: Range<usize>,
}

/// Reads every document.
///
/// # Errors
/// The first error in the text, with its line and column.
pub fn parse(text: &str) -> Result<Vec<Doc>, YamlFault> {
    let (docs, faults) = parse_lossy(text);
    faults.into_iter().next().map_or(Ok(docs), Err)
}

/// Reads the valid documents and reports the others.
#[must_use]
pub fn parse_lossy(text: &str) -> (Vec<Doc>, Vec<YamlFault>) {
    read_all(text, false)
}

/// The same, and accepts what kubectl accepts: repeated keys, and custom tags.
#[must_use]
pub fn parse_as_kubectl(text: &str) -> (Vec<Doc>, Vec<YamlFault>) {
    read_all(text, true)
}

fn read_all(text: &str, forgiving: bool) -> (Vec<Doc>, Vec<YamlFault>) {
    let (mut docs, mut faults) = (Vec::new(), Vec::new());
    for piece in split(text) {
        let body = text.get(piece.span.clone()).unwrap_or_default();
        if blank(body) {
            continue;
        }
        let fault = deep(body);
        let forgiven = Cell::new(0);
        let (values, fault) = match fault {
            Some(fault) => (Vec::new(), Some(fault)),
            None => values(body, forgiving.then_some(&forgiven)),
        };
        for value in values {
            docs.push(Doc { value, line: piece.line, index: docs.len(), span: piece.span.clone() });
        }
        faults.extend(fault.map(|fault| placed(fault, &piece)));
    }
    (docs, faults)
}

fn placed(fault: YamlFault, piece: &DocumentSpan) -> YamlFault {
    YamlFault { line: fault.line + piece.line - 1, ..fault }
}

fn blank(body: &str) -> bool {
    body.trim_start_matches('\u{feff}').lines().all(|row| {
        let row = row.trim_matches([' ', '\t', '\r']);
        row.is_empty() || row.starts_with('#')
    })
}

/// JSON first where the text looks like it: YAML parsers fail on its tabs and surrogate escapes.
fn values(body: &str, forgiven: Option<&Cell<usize>>) -> (Vec<Value>, Option<YamlFault>) {
    let start = body.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if !start.starts_with(['{', '[']) {
        return yaml(body, forgiven);
    }
    let (found, fault) = json(body, forgiven);
    let Some((fault, certain)) = fault else {
        return (found, None);
    };
    if certain {
        return (found, Some(fault));
    }
    let (others, other) = yaml(body, forgiven);
    match other {
        None => (others, None),
        Some(other) if (other.line, other.column) > (fault.line, fault.column) => (others, Some(other)),
        Some(_) => (found, Some(fault)),
    }
}

fn json(body: &str, forgiven: Option<&Cell<usize>>) -> (Vec<Value>, Option<(YamlFault, bool)>) {
    let mut found = Vec::new();
    let budget = Cell::new(usize::MAX);
    let text = body.trim_start_matches('\u{feff}');
    let mut from = serde_json::Deserializer::from_str(text);
    while from.end().is_err() {
        match (ValueReader { forgiven, ..ValueReader::new(&budget, false) }).deserialize(&mut from) {
            Ok(value) => found.push(value),
            Err(error) => {
                let fault = YamlFault {
                    line: error.line().max(1),
                    column: error.column().max(1),
                    message: sentence(&error.to_string()),
                };
                return (found, Some((fault, error.is_data())));
            }
        }
    }
    (found, None)
}

/// Finds a text that is nested too deeply before it is parsed: parsers take quadratic time in the depth.
fn deep(body: &str) -> Option<YamlFault> {
    let line = depth::too_deep(body)?;
    Some(YamlFault { line, column: 1, message: "The document is nested too deeply.".into() })
}

fn yaml(body: &str, forgiven: Option<&Cell<usize>>) -> (Vec<Value>, Option<YamlFault>) {
    let budget = budget(body);
    let read = ValueReader { forgiven, ..ValueReader::new(&budget, merges(body)) };
    let mut found = Vec::new();
    for document in serde_yaml::Deserializer::from_str(body) {
        match read.deserialize(document) {
            Ok(value) => found.push(value),
            Err(error) => return (found, Some(fault(&error, body))),
        }
    }
    (found, None)
}

/// Without aliases a text cannot contain more values than this; with aliases it may repeat itself a little.
pub(super) fn budget(body: &str) -> Cell<usize> {
    Cell::new(body.len().saturating_mul(3).saturating_add(4_000_000))
}

/// A quoted `"<<"` is an ordinary key, and values do not record their quotes.
fn merges(body: &str) -> bool {
    body.match_indices("<<").any(|(at, sign)| {
        let before = body.get(..at).unwrap_or_default();
        let after = body.get(at + sign.len()..).unwrap_or_default();
        !before.ends_with(['"', '\'', '<']) && after.trim_start_matches([' ', '\t']).starts_with(':')
    })
}

fn fault(error: &serde_yaml::Error, body: &str) -> YamlFault {
    let (line, column) = error
        .location()
        .filter(|place| (place.line(), place.column()) != (1, 1))
        .map_or_else(|| first_control(body), |place| (place.line(), place.column()));
    let raw = error.to_string();
    YamlFault { line, column, message: sentence(after_path(&raw)) }
}

/// Errors of the reader stage have no line, and are about a character that YAML forbids.
fn first_control(body: &str) -> (usize, usize) {
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}');
    for (row, text) in body.lines().enumerate() {
        if let Some(column) = text.chars().position(odd) {
            return (row + 1, column + 1);
        }
    }
    (1, 1)
}

/// The library prefixes its messages with the path of the value, which the line already shows.
fn after_path(raw: &str) -> &str {
    let ours = ["the key `", "the tag `", "a key is ", "`<<` merges", "infinity and "];
    let starts = ours.iter().filter_map(|sign| raw.find(sign));
    starts.min().and_then(|at| raw.get(at..)).unwrap_or(raw)
}
