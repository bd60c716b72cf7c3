//! A Function's text as the screen shows it: masked, with the findings of each line.

use crate::fix::plan::view;
use crate::fix::{Vault, vault};
use crate::model::ObjectRef;
use crate::yaml;
use serde_json::Value;

/// A text of the Function, line by line.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceView {
    pub object: ObjectRef,
    /// Lines of the source, then of the dependencies, each with its place.
    pub lines: Vec<Line>,
    /// The whole object, masked, as YAML.
    pub yaml: String,
    pub resource_version: String,
    /// Why there is nothing to see, if so.
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// JSON pointer of the text it belongs to.
    pub path: &'static str,
    /// From 1; 0 for a heading.
    pub number: u32,
    pub text: String,
}

const TEXTS: [(&str, &str); 4] = [
    ("/spec/source/inline/source", "source"),
    ("/spec/source/inline/dependencies", "dependencies"),
    ("/spec/source", "source"),
    ("/spec/deps", "dependencies"),
];

impl SourceView {
    pub fn of(object: ObjectRef, value: &Value) -> Self {
        let mut kept = Vault::default();
        let masked = kept.mask(&view(value), &object, &[]);
        let masked = dots(&masked, kept.len());
        let mut lines = Vec::new();
        for (path, title) in TEXTS {
            if let Some(text) = masked.pointer(path).and_then(Value::as_str) {
                lines.push(Line { path, number: 0, text: title.into() });
                let each = text.lines().zip(1..);
                lines.extend(each.map(|(text, number)| Line { path, number, text: text.to_owned() }));
            }
        }
        let git = masked.pointer("/spec/source/gitRepository/url").and_then(Value::as_str);
        let why = match git {
            Some(url) => Some(format!("the source lives in {url}; it is not fetched")),
            None if lines.is_empty() => Some("this Function has no source".into()),
            None => None,
        };
        let version = value.pointer("/metadata/resourceVersion").and_then(Value::as_str);
        Self {
            object,
            lines,
            yaml: yaml::print(&masked),
            resource_version: version.unwrap_or_default().into(),
            why,
        }
    }

    /// The row of a line of a text, for jumping to a finding.
    pub fn row(&self, path: &str, number: u32) -> Option<usize> {
        self.lines.iter().position(|line| line.path == path && line.number == number.max(1))
    }
}

/// Marks become dots: on screen nothing is ever put back.
fn dots(value: &Value, count: usize) -> Value {
    let mut text = value.to_string();
    for number in (1..=count).rev() {
        text = text.replace(&vault::mark(number), "••••••••");
    }
    serde_json::from_str(&text).unwrap_or(Value::Null)
}
