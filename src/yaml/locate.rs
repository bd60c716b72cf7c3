//! The places of all values of a text, found in one reading.
//! A text flows in; a line and a column flow out for each JSON pointer.

use super::pointer::tokens;
use saphyr_parser::{Event, Marker, Parser};
use std::collections::BTreeMap;

/// Where each value of the first document of a text starts, as far as the text can be read.
#[derive(Debug, Clone, Default)]
pub struct Places {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone)]
struct Node {
    /// Line and column, from 1.
    at: (usize, usize),
    parts: Parts,
}

#[derive(Debug, Clone)]
enum Parts {
    None,
    List(Vec<usize>),
    Map(BTreeMap<String, usize>),
}

/// A list or a mapping that is being read.
struct Open {
    node: usize,
    anchor: usize,
    /// In a mapping: the key whose value comes next, if it is a text.
    key: Next,
}

enum Next {
    Key,
    Value(Option<String>),
}

/// The line and column, from 1, where the value of `pointer` starts in the first document of `text`.
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    Places::of(text).find(pointer)
}

impl Places {
    pub fn of(text: &str) -> Self {
        let mut reader = Reader::default();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            if matches!(event, Event::DocumentEnd) {
                break;
            }
            reader.take(event, span.start);
        }
        reader.places
    }

    pub fn find(&self, pointer: &str) -> Option<(usize, usize)> {
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

#[derive(Default)]
struct Reader {
    places: Places,
    open: Vec<Open>,
    anchors: BTreeMap<usize, usize>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, at: Marker) {
        match event {
            Event::Scalar(text, _, anchor, _) => {
                let node = self.node(at, Parts::None);
                self.name(anchor, node);
                self.attach(node, Some(text.into_owned()));
            }
            Event::SequenceStart(anchor, _) => self.begin(at, anchor, Parts::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(at, anchor, Parts::Map(BTreeMap::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(done) = self.open.pop() {
                    // An anchor holds from where its value ends, so that nothing holds itself.
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
        self.places.nodes.push(Node { at: (at.line(), at.col() + 1), parts });
        self.places.nodes.len() - 1
    }

    fn name(&mut self, anchor: usize, node: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
    }

    /// What holds a list or a mapping knows it from its start, so that it is found even where its end cannot be read.
    fn begin(&mut self, at: Marker, anchor: usize, parts: Parts) {
        let node = self.node(at, parts);
        self.attach(node, None);
        self.open.push(Open { node, anchor, key: Next::Key });
    }

    /// Puts a value where it belongs; in a mapping a key comes first, and of equal keys the first one counts.
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
