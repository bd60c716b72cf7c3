//! Mappings and lists in flow style, `{a: 1, b: [2]}`, changed in place; JSON uses the same style throughout.
//!
//! The result is a candidate that the caller parses and verifies.

use super::scalar;
use crate::yaml::pointer::{self, child};
use crate::yaml::{escaped, locate, print, quoted};
use serde_json::Value;
use std::ops::Range;

/// Beyond this depth, the document is reformatted instead.
const DEPTH: usize = 100;

struct Entry {
    /// The start of the key or the item.
    start: usize,
    /// The key; empty for an item.
    name: String,
    /// The position after the key.
    key_end: usize,
    value: Range<usize>,
}

struct Node {
    open: usize,
    /// The position of the closing bracket.
    close: usize,
    entries: Vec<Entry>,
}

/// Returns the text with a value set, or added if it was missing.
pub fn set(body: &str, value: &Value, path: &str, new: &Value) -> Option<String> {
    let json = is_json(body);
    let (parent, last) = super::body::split(path)?;
    let node = find(body, &parent)?;
    match node.entry(body, &last) {
        Some(entry) => {
            let old = value.pointer(path)?;
            let style = Style::of(body, &node, json);
            Some(cut(body, entry.value.clone(), &style.print(body, old, new, entry.start)))
        }
        None => add(body, &node, &last, new, json),
    }
}

/// Returns the start of the scalar at a path, if it is within flow style.
pub fn start(body: &str, path: &str) -> Option<usize> {
    let (parent, last) = super::body::split(path)?;
    Some(find(body, &parent)?.entry(body, &last)?.value.start)
}

/// Returns the text without an entry.
pub fn remove(body: &str, path: &str) -> Option<String> {
    let (parent, last) = super::body::split(path)?;
    let node = find(body, &parent)?;
    let at = node.position(body, &last)?;
    let entry = node.entries.get(at)?;
    let range = match (at.checked_sub(1).and_then(|at| node.entries.get(at)), node.entries.get(at + 1)) {
        (_, Some(next)) => entry.start..next.start,
        (Some(before), None) => before.value.end..entry.value.end,
        (None, None) => node.open + 1..node.close,
    };
    Some(cut(body, range, ""))
}

/// Returns whether the whole text is JSON, so that only valid JSON may be written into it.
pub fn is_json(body: &str) -> bool {
    let text = body.trim_start_matches('\u{feff}');
    is_bracket(text) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn is_bracket(text: &str) -> bool {
    text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with(['{', '['])
}

fn cut(body: &str, range: Range<usize>, new: &str) -> String {
    let (head, tail) = (body.get(..range.start), body.get(range.end..));
    [head.unwrap_or_default(), new, tail.unwrap_or_default()].concat()
}

/// Returns the collection at a path, if it is in flow style itself.
fn find(body: &str, path: &str) -> Option<Node> {
    let steps = pointer::tokens(path)?;
    let mut here = String::new();
    let mut at = None;
    let mut below = 0;
    // Find the outermost collection in flow style; everything within it is in flow style, too.
    for depth in 0..=steps.len() {
        let place = if depth == 0 && is_bracket(body) { body.find(['{', '[']) } else { offset(body, &here) };
        if let Some(place) =
            place.filter(|place| body.get(*place..).is_some_and(|rest| rest.starts_with(['{', '['])))
        {
            (at, below) = (Some(place), depth);
            break;
        }
        here = child(&here, steps.get(depth)?);
    }
    let mut node = Node::read(body, at?, DEPTH)?;
    for step in steps.get(below..)? {
        let start = node.entry(body, step)?.value.start;
        node = Node::read(body, start, DEPTH)?;
    }
    Some(node)
}

/// Returns the byte at which the value of a path starts.
pub fn offset(body: &str, path: &str) -> Option<usize> {
    let (line, column) = locate(body, path)?;
    let rows: Vec<&str> = body.split_inclusive('\n').take(line).collect();
    let (row, above) = rows.split_last()?;
    let inside = row.char_indices().nth(column.checked_sub(1)?).map_or(row.len(), |(at, _)| at);
    Some(above.iter().map(|row| row.len()).sum::<usize>() + inside)
}

impl Node {
    fn read(body: &str, open: usize, depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let is_map = match body.as_bytes().get(open)? {
            b'{' => true,
            b'[' => false,
            _ => return None,
        };
        let mut node = Self { open, close: open, entries: Vec::new() };
        let mut at = blank(body, open + 1);
        loop {
            if matches!(body.as_bytes().get(at)?, b'}' | b']') {
                node.close = at;
                return Some(node);
            }
            let start = at;
            let mut end = skip(body, at, depth)?;
            let (mut name, mut key_end) = (String::new(), start);
            at = blank(body, end);
            let mut value = start..end;
            if is_map {
                name = named(body.get(start..end)?)?;
                key_end = end;
                value = end..end;
                if body.as_bytes().get(at) == Some(&b':') {
                    at = blank(body, at + 1);
                    end = if matches!(body.as_bytes().get(at)?, b',' | b'}') {
                        at
                    } else {
                        skip(body, at, depth)?
                    };
                    value = at..end;
                    at = blank(body, end);
                }
            }
            node.entries.push(Entry { start, name, key_end, value });
            match body.as_bytes().get(at)? {
                b',' => at = blank(body, at + 1),
                b'}' | b']' => {}
                _ => return None,
            }
        }
    }

    fn position(&self, body: &str, step: &str) -> Option<usize> {
        if body.as_bytes().get(self.open) == Some(&b'[') {
            return step.parse().ok().filter(|at| *at < self.entries.len());
        }
        self.entries.iter().position(|entry| entry.name == step)
    }

    fn entry(&self, body: &str, step: &str) -> Option<&Entry> {
        self.entries.get(self.position(body, step)?)
    }
}

/// Returns the position after blanks, line breaks and comments.
fn blank(body: &str, mut at: usize) -> usize {
    loop {
        let rest = body.get(at..).unwrap_or_default();
        let inner = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        at += rest.len() - inner.len();
        let apart = at == 0 || body.get(..at).is_some_and(|head| head.ends_with([' ', '\t', '\n']));
        if !(inner.starts_with('#') && apart) {
            return at;
        }
        at += inner.find('\n').unwrap_or(inner.len());
    }
}

/// Returns the position after the scalar or the collection that starts here.
fn skip(body: &str, at: usize, depth: usize) -> Option<usize> {
    let rest = body.get(at..)?;
    match rest.chars().next()? {
        '{' | '[' => Some(Node::read(body, at, depth)?.close + 1),
        quote @ ('"' | '\'') => Some(at + scalar::closing(rest, quote)? + 1),
        _ => {
            let stops = |(place, letter): &(usize, char)| match letter {
                ',' | '[' | ']' | '{' | '}' => true,
                ':' => rest
                    .get(place + 1..)
                    .is_none_or(|next| next.starts_with([' ', '\t', '\r', '\n', ',', '}', ']'])),
                '#' => rest.get(..*place).is_some_and(|head| head.ends_with([' ', '\t', '\n'])),
                _ => false,
            };
            let end = rest.char_indices().find(stops).map_or(rest.len(), |(place, _)| place);
            Some(at + rest.get(..end)?.trim_end().len())
        }
    }
}

/// Parses a written key.
fn named(key: &str) -> Option<String> {
    match key.chars().next().filter(|letter| ['"', '\''].contains(letter)) {
        Some(quote) => scalar::meaning(key.get(1..key.len().checked_sub(1)?)?, quote),
        None => Some(key.to_owned()),
    }
}

fn add(body: &str, node: &Node, name: &str, new: &Value, json: bool) -> Option<String> {
    let is_list = body.as_bytes().get(node.open) == Some(&b'[');
    let style = Style::of(body, node, json);
    let key = if is_list { String::new() } else { style.key(name) + &style.colon };
    let Some(last) = node.entries.last() else {
        let inner = body.get(node.open + 1..node.close).filter(|inner| inner.trim().is_empty())?;
        let entry = key + &style.print(body, &Value::Null, new, node.open);
        return Some(cut(body, node.open + 1..node.open + 1 + inner.len(), &entry));
    };
    let entry = key + &style.print(body, &Value::Null, new, last.start);
    Some(cut(body, last.value.end..last.value.end, &format!(",{}{entry}", style.gap)))
}

/// How the entries of a collection are formatted.
struct Style {
    json: bool,
    quoted: bool,
    /// The text between a key and its value.
    colon: String,
    /// The text after a comma.
    gap: String,
}

impl Style {
    fn of(body: &str, node: &Node, json: bool) -> Self {
        let text = |range: Range<usize>| body.get(range).unwrap_or_default();
        let (first, last) = (node.entries.first(), node.entries.last());
        let colon =
            first.map(|entry| text(entry.key_end..entry.value.start)).filter(|colon| colon.trim() == ":");
        let before = node.entries.iter().rev().nth(1);
        let between = before.zip(last).map(|(before, last)| text(before.value.end..last.start));
        let lead = first.map(|entry| text(node.open + 1..entry.start)).filter(|lead| lead.contains('\n'));
        let gap = between.and_then(|between| between.split_once(',')).map(|(_, gap)| gap).or(lead);
        // A comment after a comma belongs to the entry before it.
        let gap = gap.map(|gap| {
            if gap.contains('#') { gap.get(gap.rfind('\n').unwrap_or(0)..).unwrap_or(" ") } else { gap }
        });
        let quoted = first.is_some_and(|entry| text(entry.start..entry.key_end).starts_with('"'));
        Self {
            json,
            quoted: json || quoted,
            colon: colon.unwrap_or(": ").to_owned(),
            gap: gap.unwrap_or(if colon == Some(":") { "" } else { " " }).to_owned(),
        }
    }

    fn key(&self, name: &str) -> String {
        if self.quoted { quoted(name, self.json) } else { word(name, self.json) }
    }

    /// Formats a value that replaces another one, or a new one, for an entry that starts at `start`.
    fn print(&self, body: &str, old: &Value, new: &Value, start: usize) -> String {
        if self.json && self.gap.contains('\n') && !new.is_string() && old.is_null() {
            return self.lines(body, new, start);
        }
        self.inline(new)
    }

    /// Formats JSON over several lines, indented like the entry.
    fn lines(&self, body: &str, new: &Value, start: usize) -> String {
        let head = body.get(..start).unwrap_or_default();
        let row = head.rsplit('\n').next().unwrap_or_default();
        let margin: String = row.chars().take_while(|letter| [' ', '\t'].contains(letter)).collect();
        let text = escaped(&serde_json::to_string_pretty(new).unwrap_or_default());
        let end = if self.gap.contains("\r\n") { "\r\n" } else { "\n" };
        text.replace('\n', &format!("{end}{margin}"))
    }

    fn inline(&self, value: &Value) -> String {
        let comma = if self.gap.is_empty() { "," } else { ", " };
        match value {
            Value::Object(map) => {
                let each = map
                    .iter()
                    .map(|(key, value)| format!("{}{}{}", self.key(key), self.colon, self.inline(value)));
                format!("{{{}}}", each.collect::<Vec<_>>().join(comma))
            }
            Value::Array(items) => {
                let each = items.iter().map(|item| self.inline(item));
                format!("[{}]", each.collect::<Vec<_>>().join(comma))
            }
            Value::String(text) => word(text, self.json),
            other => other.to_string(),
        }
    }
}

/// Returns a string without quotes if flow style parses it as the same string.
fn word(text: &str, json: bool) -> String {
    let printed = print(&Value::String(text.to_owned()));
    let printed = printed.trim_end_matches('\n');
    let plain = printed == text && !text.contains([',', '[', ']', '{', '}']);
    if plain && !json { text.to_owned() } else { quoted(text, json) }
}
