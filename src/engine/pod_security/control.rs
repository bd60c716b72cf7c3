//! A control: an id, a level, and one test per version that changed it.
//! The phrases from which every control builds its text are defined here too.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Level, Version};
use crate::model::pod_spec::{Container, PodTemplate};

/// One rule of the standards.
pub(super) struct Control {
    pub id: &'static str,
    pub level: Level,
    /// The baseline control that this restricted one replaces.
    pub replaces: Option<&'static str>,
    /// Oldest first.
    pub revisions: &'static [Revision],
}

/// A control as defined since `v1.since`.
pub(super) struct Revision {
    pub since: u32,
    pub test: fn(&PodTemplate) -> Option<Denial>,
}

/// Why a control refuses a Pod.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Denial {
    pub reason: String,
    pub detail: String,
}

impl Control {
    /// The revision in effect, unless the control is newer than the version.
    pub fn revision(&self, version: Version) -> Option<&Revision> {
        self.revisions.iter().rev().find(|revision| version.includes(revision.since))
    }
}

pub(super) fn deny(reason: &str, detail: String) -> Denial {
    Denial { reason: reason.to_owned(), detail }
}

/// The names of the containers that match a predicate.
pub(super) fn names(pod: &PodTemplate, bad: impl FnMut(&&Container) -> bool) -> Vec<&str> {
    pod.spec.all_containers().filter(bad).map(|container| container.name.as_str()).collect()
}

/// `"a", "b"`; the admission does not escape the names.
pub(super) fn quoted<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| format!("\"{}\"", item.as_ref())).collect::<Vec<_>>().join(", ")
}

pub(super) fn plural<'a>(one: &'a str, many: &'a str, count: usize) -> &'a str {
    if count == 1 { one } else { many }
}

/// `container "a"` or `containers "a", "b"`.
pub(super) fn containers(names: &[&str]) -> String {
    let noun = plural("container", "containers", names.len());
    format!("{noun} {}", quoted(names))
}

/// `pod and container "a"`: where a field is set, or empty when it is set nowhere.
pub(super) fn setters(pod: bool, names: &[&str]) -> Option<String> {
    match (pod, names.is_empty()) {
        (false, true) => None,
        (true, true) => Some("pod".to_owned()),
        (false, false) => Some(containers(names)),
        (true, false) => Some(format!("pod and {}", containers(names))),
    }
}

/// Values in the admission's order: sorted by bytes, without duplicates.
pub(super) type Values<'a> = BTreeSet<&'a str>;

/// `key="value"` with the value escaped like Go's `%q`.
pub(super) fn annotation(key: &str, value: &str) -> String {
    let mut text = format!("{key}=\"");
    for symbol in value.chars() {
        escape(&mut text, symbol);
    }
    text.push('"');
    text
}

fn escape(text: &mut String, symbol: char) {
    let short = match symbol {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        _ => {
            escape_long(text, symbol);
            return;
        }
    };
    text.push_str(short);
}

fn escape_long(text: &mut String, symbol: char) {
    let code = symbol as u32;
    let printable = symbol == ' ' || symbol.escape_debug().len() == 1 || symbol == '\'';
    let written = match code {
        _ if printable => {
            text.push(symbol);
            Ok(())
        }
        0..0x80 => write!(text, "\\x{code:02x}"),
        0x80..0x1_0000 => write!(text, "\\u{code:04x}"),
        _ => write!(text, "\\U{code:08x}"),
    };
    debug_assert!(written.is_ok(), "a string takes every write");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_quoted_as_go_quotes_it() {
        assert_eq!(annotation("k", "a'b \"c\" \\"), r#"k="a'b \"c\" \\""#);
        assert_eq!(annotation("k", "\n\0\u{200e}é"), r#"k="\n\x00\u200eé""#);
    }

    #[test]
    fn setters_are_joined_as_a_sentence() {
        assert_eq!(setters(false, &[]), None);
        assert_eq!(setters(true, &[]).as_deref(), Some("pod"));
        assert_eq!(setters(true, &["a", "b"]).as_deref(), Some("pod and containers \"a\", \"b\""));
    }
}
