//! A place in a kubeconfig, for error messages: file, line and field, and never the text itself.

use crate::source::{Trouble, message};
use crate::yaml;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that was read. It contains credentials, so it cannot be printed.
pub struct File {
    pub path: PathBuf,
    pub text: String,
}

/// A mapping of a file: its subject and its place.
#[derive(Clone)]
pub struct FieldPlace {
    file: Arc<File>,
    /// The document of the file: its bytes, and its first line.
    span: std::ops::Range<usize>,
    line: usize,
    pointer: String,
    /// The name in sentences, such as `user "me"`; empty for the document itself.
    subject: String,
}

const NEXT: &str = "Correct the file, or name another one with --kubeconfig.";

impl FieldPlace {
    #[must_use]
    pub fn document(file: &Arc<File>, doc: &yaml::Doc) -> Self {
        Self {
            file: Arc::clone(file),
            span: doc.span.clone(),
            line: doc.line,
            pointer: String::new(),
            subject: String::new(),
        }
    }

    /// Returns a value within; the subject stays.
    #[must_use]
    pub fn within(&self, step: &str) -> Self {
        let pointer = format!("{}/{}", self.pointer, step.replace('~', "~0").replace('/', "~1"));
        Self { pointer, ..self.clone() }
    }

    #[must_use]
    pub fn about(self, subject: String) -> Self {
        Self { subject, ..self }
    }

    /// Returns the folder that relative paths of the file are resolved against.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.file.path.parent().unwrap_or_else(|| Path::new(""))
    }

    /// Returns the attempted action, for a sentence.
    #[must_use]
    pub fn what(&self) -> String {
        reading(&self.file.path)
    }

    /// Returns the field for a sentence: its line, its name, and its subject.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        let line = self.line_of(name);
        match (name, self.subject.as_str()) {
            ("", "") => format!("line {line}"),
            ("", subject) => format!("line {line}, {subject}"),
            (name, "") => format!("line {line}, {name}"),
            (name, subject) => format!("line {line}, {name} of {subject}"),
        }
    }

    /// Returns the trouble with a field; an empty name means the value itself.
    pub fn refuse(&self, name: &str, why: impl AsRef<str>) -> Trouble {
        let why = format!("{}: {}", self.field(name), why.as_ref());
        Trouble::configuration(self.what(), why, NEXT)
    }

    /// Returns the line of a field, or of its nearest parent with a known place.
    fn line_of(&self, name: &str) -> usize {
        let text = self.file.text.get(self.span.clone()).unwrap_or_default();
        let mut pointer = self.pointer.clone();
        for step in name.split('.').filter(|step| !step.is_empty()) {
            pointer = format!("{pointer}/{step}");
        }
        let places = yaml::ValuePositions::of(text);
        loop {
            if let Some((line, _)) = places.find(&pointer) {
                return line + self.line - 1;
            }
            match pointer.rfind('/') {
                Some(end) => pointer.truncate(end),
                None => return self.line,
            }
        }
    }
}

pub fn reading(path: &Path) -> String {
    format!("Reading the kubeconfig {}", message::line(&path.display().to_string()))
}

/// Returns the trouble for a file that cannot be read at all.
pub fn unusable(path: &Path, why: impl Into<String>) -> Trouble {
    Trouble::configuration(reading(path), why, NEXT)
}
