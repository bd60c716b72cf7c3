//! The positions of all values of a text, found in one pass.
//! A text flows in; a line and a column flow out for each JSON pointer.

use super::pointer::tokens;
use super::probe;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use std::collections::BTreeMap;

/// Where each value of the first document of a text starts, as far as the text can be parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValuePositions {
    nodes: Vec<YamlNode>,
    /// The text, where it was not parsed to the end of the document.
    unread: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct YamlNode {
    /// Line and column, from 1.
    at: (usize, usize),
    parts: Parts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Parts {
    None,
    List(Vec<usize>),
    Map(BTreeMap<String, usize>),
}

/// A list or a mapping that is being parsed.
struct OpenCollection {
    node: usize,
    anchor: usize,
    /// In a mapping: the key whose value comes next, if it is a string.
    key: Next,
}

enum Next {
    Key,
    Value(Option<String>),
}

/// The line and column, from 1, where the value of `pointer` starts in the first document of `text`.
#[must_use]
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    ValuePositions::of(text).find(pointer)
}

impl ValuePositions {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let lines = text.lines().collect();
        let mut reader = Reader {
            places: Self::default(),
            open: Vec::new(),
            anchors: BTreeMap::new(),
            lines,
            behind: (0, 0),
        };
        for event in Parser::new_from_str(text) {
            match event {
                Ok((Event::DocumentEnd | Event::StreamEnd, _)) => return reader.places,
                Ok((event, span)) => {
                    reader.take(event, span.start);
                    reader.behind = (span.end.line(), span.end.col());
                }
                Err(_) => break,
            }
        }
        reader.places.unread = Some(text.to_owned());
        reader.places
    }

    #[must_use]
    pub fn find(&self, pointer: &str) -> Option<(usize, usize)> {
        self.known(pointer).or_else(|| probe::locate(self.unread.as_ref()?, pointer))
    }

    fn known(&self, pointer: &str) -> Option<(usize, usize)> {
        let mut at = self.nodes.first()?;
        for part in tokens(pointer)? {
            let next = match &at.parts {
                Parts::None => return None,
                Parts::List(items) => items.get(part.parse::<usize>().ok()?)?,
                Parts::Map(entries) => entries.get(&part)?,
            };
            at = self.nodes.get(*next)?;
        }
        Some(at.at)
    }
}

struct Reader<'t> {
    places: ValuePositions,
    open: Vec<OpenCollection>,
    anchors: BTreeMap<usize, usize>,
    lines: Vec<&'t str>,
    /// The line and the column, from 0, where the last key or value ended.
    behind: (usize, usize),
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, at: Marker) {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let header = block.then(|| self.header(at.line())).flatten();
                let node = self.add(header.unwrap_or_else(|| place(at)), Parts::None);
                self.name(anchor, node);
                self.attach(node, Some(text.into_owned()));
            }
            Event::SequenceStart(anchor, _) => self.begin(at, anchor, Parts::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(at, anchor, Parts::Map(BTreeMap::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(done) = self.open.pop() {
                    // An anchor is valid only after its value ends, so that no value contains itself.
                    self.name(done.anchor, done.node);
                }
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).copied();
                let node = node.unwrap_or_else(|| self.node(at, Parts::None));
                self.attach(node, None);
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
    }

    fn node(&mut self, at: Marker, parts: Parts) -> usize {
        self.add(place(at), parts)
    }

    fn add(&mut self, at: (usize, usize), parts: Parts) -> usize {
        self.places.nodes.push(YamlNode { at, parts });
        self.places.nodes.len() - 1
    }

    /// The first dash of a list with the same indentation as its key.
    fn dash(&self, line: usize) -> Option<(usize, usize)> {
        let holder = self.places.nodes.get(self.open.last()?.node)?;
        // In flow style all of it may be one long line, which is not scanned again for each list in it.
        if holder.at.0 >= line {
            return None;
        }
        let text = self.lines.get(line.checked_sub(1)?)?;
        let mut rest = text.chars().skip(holder.at.1 - 1);
        let is_dash = rest.next() == Some('-') && rest.next().is_none_or(char::is_whitespace);
        (matches!(holder.parts, Parts::Map(_)) && is_dash).then_some((line, holder.at.1))
    }

    /// The block indicator of the scalar that starts on a line: above it, with only empty lines between, and
    /// after its key.
    fn header(&self, line: usize) -> Option<(usize, usize)> {
        let above = self.lines.get(..line.saturating_sub(1))?.iter().enumerate().rev();
        let (at, text) = above.into_iter().find(|(_, text)| !text.trim().is_empty())?;
        let from = if self.behind.0 == at + 1 { self.behind.1 } else { 0 };
        let signs = text.char_indices().enumerate().skip(from);
        let is_sign = |start: usize| text.get(start..).is_some_and(begins_block);
        signs.into_iter().find(|(_, (start, _))| is_sign(*start)).map(|(column, _)| (at + 1, column + 1))
    }

    fn name(&mut self, anchor: usize, node: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
    }

    /// The parent of a list or a mapping records it at its start, so that it is found even where its end
    /// cannot be parsed.
    fn begin(&mut self, at: Marker, anchor: usize, parts: Parts) {
        let dash = matches!(parts, Parts::List(_)).then(|| self.dash(at.line())).flatten();
        let node = self.add(dash.unwrap_or_else(|| place(at)), parts);
        self.attach(node, None);
        self.open.push(OpenCollection { node, anchor, key: Next::Key });
    }

    /// Stores a value in its parent; in a mapping a key comes first, and of equal keys the first one counts.
    fn attach(&mut self, node: usize, text: Option<String>) {
        let Some(open) = self.open.last_mut() else { return };
        let Some(holder) = self.places.nodes.get_mut(open.node) else { return };
        match &mut holder.parts {
            Parts::None => {}
            Parts::List(items) => items.push(node),
            Parts::Map(entries) => {
                open.key = match std::mem::replace(&mut open.key, Next::Key) {
                    Next::Key => Next::Value(text),
                    Next::Value(key) => {
                        if let Some(key) = key {
                            entries.entry(key).or_insert(node);
                        }
                        Next::Key
                    }
                };
            }
        }
    }
}

/// An indicator, what may follow it, and then nothing but a comment.
fn begins_block(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(['|', '>']) else { return false };
    let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-'));
    let comment = rest.trim_start();
    comment.is_empty() || (comment.starts_with('#') && comment.len() < rest.len())
}

fn place(at: Marker) -> (usize, usize) {
    (at.line(), at.col() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# top\nmetadata:\n  labels: {app.io/x: y, n: [1, 2]}\nspec:\n- a: 1\n- b: |\n    two\n";

    #[test]
    fn a_value_is_found_in_block_and_flow_style() {
        assert_eq!(locate(TEXT, ""), Some((2, 1)));
        assert_eq!(locate(TEXT, "/metadata/labels/app.io~1x"), Some((3, 22)));
        assert_eq!(locate(TEXT, "/metadata/labels/n/1"), Some((3, 32)));
        assert_eq!(locate(TEXT, "/spec/1/b"), Some((6, 6)));
    }

    #[test]
    fn a_value_before_a_broken_line_is_found() {
        assert_eq!(locate("a: 1\nb: [\n", "/a"), Some((1, 4)));
    }

    #[test]
    fn a_missing_value_has_no_place() {
        assert_eq!(locate(TEXT, "/spec/2"), None);
        assert_eq!(locate(TEXT, "/spec/x"), None);
        assert_eq!(locate(TEXT, "/nothing"), None);
        assert_eq!(locate("", "/a"), None);
        assert_eq!(locate("\0", "/a"), None);
    }
}
