//! An object's text as the screen shows it, masked: a Function's source, or the whole YAML of any other
//! object.

use crate::checks::Finding;
use crate::fix::plan::view;
use crate::fix::vault;
use crate::model::{Kind, ObjectRef};
use crate::yaml;
use serde_json::Value;

/// The text of the object, line by line.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceView {
    pub object: ObjectRef,
    /// The lines of the source, then of the dependencies, each with its place; or the lines of the YAML.
    pub lines: Vec<Line>,
    /// The whole object, masked, as YAML.
    pub yaml: String,
    pub resource_version: String,
    /// The position of each value in the YAML.
    places: yaml::ValuePositions,
    /// Whether it is the YAML of the object, not the source of a Function.
    is_whole: bool,
    /// Why there is nothing to show, if so.
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// JSON pointer of the field that contains the line.
    pub path: &'static str,
    /// Counted from 1; 0 for a heading.
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
        let masked = vault::shown(&object, &view(value));
        let mut lines = Vec::new();
        for (path, title) in TEXTS {
            if let Some(text) = masked.pointer(path).and_then(Value::as_str) {
                lines.push(Line { path, number: 0, text: title.into() });
                let each = text.lines().zip(1..);
                lines.extend(each.map(|(text, number)| Line { path, number, text: text.to_owned() }));
            }
        }
        if object.kind != Kind::Function {
            return Self::yaml_of(object, value, &masked);
        }
        let git = masked.pointer("/spec/source/gitRepository/url").and_then(Value::as_str);
        let why = match git {
            Some(url) => Some(format!("the source is in {url} and is not fetched")),
            None if lines.is_empty() => Some("this Function has no inline source".into()),
            None => None,
        };
        let (yaml, places) = (yaml::print(&masked), yaml::ValuePositions::default());
        Self { object, lines, yaml, resource_version: version(value), places, why, is_whole: false }
    }

    /// Returns the whole object as YAML, whatever its kind.
    #[must_use]
    pub fn whole(object: ObjectRef, value: &Value) -> Self {
        let masked = vault::shown(&object, &view(value));
        Self::yaml_of(object, value, &masked)
    }

    fn yaml_of(object: ObjectRef, value: &Value, masked: &Value) -> Self {
        let yaml = yaml::print(masked);
        let each = yaml.lines().zip(1..);
        let lines = each.map(|(text, number)| Line { path: "", number, text: text.to_owned() }).collect();
        let places = yaml::ValuePositions::of(&yaml);
        Self { object, lines, yaml, resource_version: version(value), places, why: None, is_whole: true }
    }

    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns the row of a finding, if it is about this text.
    #[must_use]
    pub fn place(&self, finding: &Finding) -> Option<usize> {
        if !self.is_whole {
            return (finding.line > 0).then(|| self.row(&finding.path, finding.line)).flatten();
        }
        // A missing field is reported at the field that should contain it.
        let mut pointer = finding.path.as_str();
        loop {
            match self.places.find(pointer) {
                // A line within a text is below the field that contains the text.
                Some((line, _)) if *pointer == *finding.path => {
                    let within = usize::try_from(finding.line).unwrap_or(0);
                    return Some(line.saturating_sub(1) + within);
                }
                Some((line, _)) => return Some(line.saturating_sub(1)),
                None => pointer = pointer.rsplit_once('/')?.0,
            }
        }
    }

    /// Returns the rows of the steps of a finding, in the order of its way.
    #[must_use]
    pub fn steps(&self, finding: &Finding) -> Vec<usize> {
        // The lines of a file in git are not those of the object.
        if finding.line == 0 {
            return Vec::new();
        }
        let base = self.is_whole.then(|| self.places.find(&finding.path)).flatten();
        let row = |line: u32| match base {
            Some((first, _)) => Some(first.saturating_sub(1) + usize::try_from(line).unwrap_or(0)),
            None if self.is_whole => None,
            None => self.row(&finding.path, line),
        };
        finding.flow.iter().filter_map(|step| row(step.line)).collect()
    }

    fn row(&self, path: &str, number: u32) -> Option<usize> {
        self.lines.iter().position(|line| line.path == path && line.number == number.max(1))
    }
}

fn version(value: &Value) -> String {
    value.pointer("/metadata/resourceVersion").and_then(Value::as_str).unwrap_or_default().to_owned()
}
