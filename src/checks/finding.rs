//! One problem: where it stands, what is there, and what it means.

use super::{Check, Severity};
use crate::model::ObjectRef;
use crate::model::words::{InternedStr, SmallStr};

/// How sure a check is of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    Certain,
    Likely,
    /// Derived from documentation, not seen to happen.
    Possible,
}

impl Confidence {
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub check: &'static str,
    pub severity: Severity,
    pub confidence: Confidence,
    pub object: ObjectRef,
    /// JSON pointer of the field within the object.
    pub path: InternedStr,
    /// From 1, within the text at `path`; 0 when the field is no text.
    pub line: u32,
    pub column: u32,
    /// The current value, redacted where it is sensitive.
    pub evidence: SmallStr,
    /// One sentence for a person.
    pub message: Box<str>,
    /// Why the severity differs from the check's own, when it does.
    pub note: InternedStr,
    /// The Functions it is about, when the object is not the Function itself.
    pub functions: Vec<SmallStr>,
    /// What tells two findings of one check on one object apart, whatever their order.
    pub key: SmallStr,
}

impl Finding {
    pub fn new(check: &'static Check, object: ObjectRef) -> Self {
        Self {
            check: check.id,
            severity: check.severity,
            confidence: Confidence::Certain,
            object,
            path: InternedStr::default(),
            line: 0,
            column: 0,
            evidence: SmallStr::default(),
            message: check.title.into(),
            note: InternedStr::default(),
            functions: Vec::new(),
            key: SmallStr::default(),
        }
    }

    pub fn at(mut self, path: impl Into<InternedStr>) -> Self {
        self.path = path.into();
        self
    }

    pub fn line(mut self, line: u32, column: u32) -> Self {
        (self.line, self.column) = (line, column);
        self
    }

    pub fn seen(mut self, evidence: impl Into<SmallStr>) -> Self {
        self.evidence = evidence.into();
        self
    }

    pub fn says(mut self, message: impl Into<Box<str>>) -> Self {
        self.message = message.into();
        self
    }

    pub fn sure(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Another severity than the check's, with the reason for a person.
    pub fn graded(mut self, severity: Severity, note: impl Into<InternedStr>) -> Self {
        self.severity = severity;
        self.note = note.into();
        self
    }

    pub fn about(mut self, functions: impl IntoIterator<Item = impl Into<SmallStr>>) -> Self {
        self.functions = functions.into_iter().map(Into::into).collect();
        self
    }

    pub fn key(mut self, key: impl Into<SmallStr>) -> Self {
        self.key = key.into();
        self
    }

    /// Whether it only says of some methods of a route what another says of them and more, no worse: when a
    /// rule is divided, what was known of the whole is known of its parts.
    pub fn is_part_of(&self, whole: &Self) -> bool {
        let (own, all) = (methods(&self.key), methods(&whole.key));
        let within = match (own, all) {
            (Some((own, rest)), Some((all, same))) => rest == same && own.iter().all(|one| all.contains(one)),
            _ => self.key == whole.key && (!self.key.is_empty() || self.path == whole.path),
        };
        let same = self.check == whole.check || [self.check, whole.check] == READ_OF_WRITE;
        same && self.object == whole.object && self.severity >= whole.severity && within
    }

    /// Gives back what writing its sentences took too much of: there may be tens of thousands.
    pub(super) fn settle(&mut self) {
        for text in [&mut self.evidence, &mut self.key] {
            text.shrink_to_fit();
        }
        self.functions.shrink_to_fit();
    }

    /// The namespace whose scope it belongs to: a Namespace lives in the space it names.
    pub fn home(&self) -> &str {
        if self.object.kind == "Namespace" { &self.object.name } else { &self.object.namespace }
    }

    pub fn concerns(&self, function: &str) -> bool {
        (self.object.kind == "Function" && self.object.name == function)
            || self.functions.iter().any(|one| one == function)
    }
}

/// An open route that also takes writes is reported by the second; its part that only reads by the first.
const READ_OF_WRITE: [&str; 2] = ["unauthenticated-route", "unauthenticated-write-route"];

/// The methods that a key begins with, and what follows: `GET,POST` and `/orders`.
fn methods(key: &str) -> Option<(Vec<&str>, &str)> {
    let (list, rest) = key.split_once(' ')?;
    let all: Vec<&str> = list.split(',').collect();
    let is_method = |one: &&str| !one.is_empty() && one.chars().all(|letter| letter.is_ascii_uppercase());
    all.iter().all(is_method).then_some((all, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{ALL, Severity};
    use crate::model::{Kind, ObjectRef};

    #[test]
    fn a_finding_about_some_methods_is_part_of_one_about_more() {
        let one = |key: &str| Finding::new(ALL[0], ObjectRef::new(Kind::APIRule, "shop", "orders")).key(key);
        assert!(one("GET /a").is_part_of(&one("GET,POST /a")) && one("x y").is_part_of(&one("x y")));
        for other in ["PUT,POST /a", "GET,POST /b", "POST /a"] {
            assert!(!one("GET /a").is_part_of(&one(other)), "{other}");
        }
        assert!(!one("GET,POST /a").is_part_of(&one("GET /a")));
        let (worse, known) = (one("GET /a"), one("GET,POST /a").graded(Severity::Info, ""));
        assert!(!worse.is_part_of(&known));
        let named = |id: &str| crate::checks::find(id).expect("a check");
        let of = |id: &str, key: &str| {
            Finding::new(named(id), ObjectRef::new(Kind::APIRule, "shop", "orders")).key(key)
        };
        let (read, write) = ("unauthenticated-route", "unauthenticated-write-route");
        assert!(of(read, "GET /a").is_part_of(&of(write, "GET,POST /a")));
        assert!(!of(write, "POST /a").is_part_of(&of(read, "GET,POST /a")));
    }
}
