//! YAML and JSON changed in place, so that comments and layout stay: values, keys and items.
//!
//! Every change is parsed and verified; if the result is not the intended one, the caller reformats the
//! document.

use super::body::{read, split};
use super::flow;
use super::scalar::{self, code};
use crate::yaml::pointer::{self, Op};
use crate::yaml::print;
use serde_json::{Value, json};

/// Returns the text with all operations applied, or nothing if one of them needs more than line edits.
pub fn edit(body: &str, value: &Value, ops: &[Op]) -> Option<String> {
    let (mut body, mut value) = (body.to_owned(), value.clone());
    // YAML that JSON parsers refuse is not written into JSON.
    let is_json = flow::is_json(&body);
    for op in ops {
        let wanted = pointer::apply(&value, std::slice::from_ref(op)).ok()?;
        let tries = match op {
            Op::Test { .. } => continue,
            Op::Set { path, value: new } => set(&body, &value, path, new),
            Op::Remove { path } => flow::remove(&body, path).into_iter().chain(remove(&body, path)).collect(),
            Op::Move { .. } | Op::Copy { .. } => Vec::new(),
        };
        let fits = |text: &String| read(text).as_ref() == Some(&wanted) && (!is_json || flow::is_json(text));
        body = tries.into_iter().find(fits).or_else(|| around(&body, op, &wanted).find(fits))?;
        value = wanted;
    }
    Some(body)
}

/// Returns candidates that reformat the blocks around the place, from the smallest on.
fn around<'a>(body: &'a str, op: &Op, wanted: &'a Value) -> impl Iterator<Item = String> + 'a {
    let above =
        std::iter::successors(split(op.path()).map(|(parent, _)| parent), |path| Some(split(path)?.0));
    above.filter(|path| !path.is_empty()).filter_map(|path| replace(body, &path, wanted.pointer(&path)?))
}

/// Returns candidates, the least invasive first.
fn set(body: &str, value: &Value, path: &str, new: &Value) -> Vec<String> {
    let Some(old) = value.pointer(path) else {
        return flow::set(body, value, path, new).into_iter().chain(add(body, value, path, new)).collect();
    };
    let mut tries = if is_plain(old) && is_plain(new) { in_place(body, path, old, new) } else { Vec::new() };
    tries.extend(flow::set(body, value, path, new));
    tries.extend(replace(body, path, new));
    tries
}

fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}

/// Replaces the scalar in place; in JSON, only flow style is tried, because YAML parsers refuse some JSON.
fn in_place(body: &str, path: &str, old: &Value, new: &Value) -> Vec<String> {
    let json = flow::is_json(body);
    let start = flow::start(body, path).or_else(|| flow::offset(body, path));
    start.map(|start| scalar::tries(body, start, old, new, json)).unwrap_or_default()
}

/// A key or an item in block style: its lines, and the column at which its content starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    first: usize,
    end: usize,
    column: usize,
}

struct Page<'t> {
    rows: Vec<&'t str>,
    /// The rows with the dashes on the path replaced by blanks, so that items look like mappings.
    bare: Vec<String>,
}

impl<'t> Page<'t> {
    fn new(body: &'t str) -> Self {
        let rows: Vec<&str> = body.split_inclusive('\n').collect();
        let bare = rows.iter().map(|row| (*row).to_owned()).collect();
        Self { rows, bare }
    }

    fn is_content(&self, at: usize) -> bool {
        let row = self.bare.get(at).map(|row| row.trim()).unwrap_or_default();
        !row.is_empty() && !row.starts_with(['#', '%']) && row != "---"
    }

    fn column(&self, at: usize) -> usize {
        self.bare.get(at).map_or(0, |row| row.len() - row.trim_start_matches(' ').len())
    }

    fn rest(&self, at: usize) -> &str {
        self.bare.get(at).map(|row| row.trim()).unwrap_or_default()
    }

    fn is_item(&self, at: usize) -> bool {
        self.rest(at) == "-" || self.rest(at).starts_with("- ")
    }

    /// Returns the lines of a child: from its own to the next that is not deeper.
    fn extent(&self, first: usize, limit: usize) -> usize {
        let (column, holds_items) =
            (self.column(first), !self.is_item(first) && code(self.rest(first)).trim_end().ends_with(':'));
        let is_out = |at: &usize| {
            self.is_content(*at)
                && (self.column(*at) < column
                    || (self.column(*at) == column && !(holds_items && self.is_item(*at))))
        };
        let stop = (first + 1..limit).find(is_out).unwrap_or(limit);
        let last = (first..stop).rev().find(|at| self.is_content(*at) || self.is_deep_comment(*at, column));
        last.map_or(stop, |last| last + 1)
    }

    fn is_deep_comment(&self, at: usize, column: usize) -> bool {
        self.rest(at).starts_with('#') && self.column(at) > column
    }

    fn find(&mut self, path: &[String]) -> Option<Block> {
        let start = (0..self.rows.len()).find(|at| self.is_content(*at))?;
        let mut here = Block { first: start, end: self.rows.len(), column: self.column(start) };
        for (depth, step) in path.iter().enumerate() {
            let child = self.child(here, step)?;
            if depth + 1 == path.len() {
                return Some(child);
            }
            here = self.inside(child)?;
        }
        Some(here)
    }

    fn child(&self, within: Block, step: &str) -> Option<Block> {
        let level = |at: &usize| self.is_content(*at) && self.column(*at) == within.column;
        let rows = (within.first..within.end).filter(level);
        let first = if self.is_item(within.first) {
            rows.filter(|at| self.is_item(*at)).nth(step.parse().ok()?)?
        } else {
            rows.filter(|at| !self.is_item(*at))
                .find(|at| key(self.rest(*at)).is_some_and(|key| key == step))?
        };
        Some(Block { first, end: self.extent(first, within.end), column: within.column })
    }

    /// Returns the block below a key, or after the dash of an item.
    fn inside(&mut self, block: Block) -> Option<Block> {
        if self.is_item(block.first) {
            let row = self.bare.get_mut(block.first)?;
            row.replace_range(block.column..=block.column, " ");
            let first = (block.first..block.end).find(|at| self.is_content(*at))?;
            return Some(Block { first, end: block.end, column: self.column(first) });
        }
        if !code(self.rest(block.first)).trim_end().ends_with(':') {
            return None;
        }
        let first = (block.first + 1..block.end).find(|at| self.is_content(*at))?;
        Some(Block { first, end: block.end, column: self.column(first) })
    }

    /// Returns the text with some of its lines replaced; new lines use the line endings of their neighbours.
    fn with(&self, from: usize, to: usize, new: &str) -> String {
        let above = self.rows.get(..to.max(from)).unwrap_or_default().iter().rev();
        let mut beside =
            above.chain(self.rows.get(to..).unwrap_or_default()).filter(|row| row.ends_with('\n'));
        let end = if beside.next().is_some_and(|row| row.ends_with("\r\n")) { "\r\n" } else { "\n" };
        let mut out = String::new();
        for row in self.rows.get(..from).unwrap_or_default() {
            out.push_str(row);
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(end);
        }
        out.push_str(&new.replace('\n', end));
        self.rows.get(to..).unwrap_or_default().iter().for_each(|row| out.push_str(row));
        out
    }
}

/// Returns the key at the start of a line.
fn key(row: &str) -> Option<String> {
    let quoted = row.chars().next().filter(|letter| ['"', '\''].contains(letter));
    if let Some(quote) = quoted {
        let (key, rest) = row.get(1..)?.split_once(quote)?;
        return rest.starts_with(':').then(|| key.to_owned());
    }
    let end = row.find(": ").or_else(|| row.find(":\t")).or_else(|| row.strip_suffix(':').map(str::len))?;
    row.get(..end).map(|key| key.trim_end().to_owned())
}

/// Formats a key with its value, or an item, as lines at a column; the first line starts with `lead`.
fn lines(name: Option<&str>, value: &Value, column: usize, lead: &str) -> String {
    let text = match name {
        Some(name) => print(&json!({ name: value })),
        None => print(&json!([value])),
    };
    let margin = " ".repeat(column);
    let row = |(at, row): (usize, &str)| match (at, row.is_empty()) {
        (0, _) => format!("{lead}{row}\n"),
        (_, true) => "\n".to_owned(),
        (_, false) => format!("{margin}{row}\n"),
    };
    text.lines().enumerate().map(row).collect()
}

fn add(body: &str, value: &Value, path: &str, new: &Value) -> Option<String> {
    let (parent, last) = split(path)?;
    let mut page = Page::new(body);
    let found = page.find(&pointer::tokens(&parent)?)?;
    let within = if parent.is_empty() { found } else { page.inside(found)? };
    let is_list = value.pointer(&parent)?.is_array();
    let name = if is_list { None } else { Some(last.as_str()) };
    let after = (within.first..within.end).rev().find(|at| page.is_content(*at))? + 1;
    let margin = " ".repeat(within.column);
    Some(page.with(after, after, &lines(name, new, within.column, &margin)))
}

fn replace(body: &str, path: &str, new: &Value) -> Option<String> {
    let (_, last) = split(path)?;
    let mut page = Page::new(body);
    let block = page.find(&pointer::tokens(path)?)?;
    let name = if page.is_item(block.first) { None } else { Some(last.as_str()) };
    // The first key of an item is on the same line as the dash.
    let lead = page.rows.get(block.first)?.get(..block.column)?.to_owned();
    Some(page.with(block.first, block.end, &lines(name, new, block.column, &lead)))
}

fn remove(body: &str, path: &str) -> Option<String> {
    let mut page = Page::new(body);
    let block = page.find(&pointer::tokens(path)?)?;
    let alone = page.rows.get(block.first)?.get(..block.column)?.trim().is_empty();
    alone.then(|| page.with(block.first, block.end, ""))
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
