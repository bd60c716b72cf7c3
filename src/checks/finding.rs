//! One problem: where it is, the value found there, and what it means.

use super::Severity;
use crate::model::strings::{InternedStr, SmallStr};
use crate::model::{ObjectKind, ObjectRef};

/// How certain a check is of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    Certain,
    Likely,
    /// Derived from documentation, not observed.
    Possible,
}

impl Confidence {
    #[must_use]
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
    /// From 1, within the text at `path`; 0 when the field is not a text.
    pub line: u32,
    pub column: u32,
    /// The current value, redacted where it is sensitive.
    pub evidence: SmallStr,
    /// One sentence for the user.
    pub message: Box<str>,
    /// Why the severity differs from the check's own, when it does.
    pub note: InternedStr,
    /// The affected Functions, when the object is not the Function itself.
    pub functions: Vec<SmallStr>,
    /// Distinguishes two findings of one check on one object, whatever their order.
    pub key: SmallStr,
    /// The way through the code, from the source to the sink; empty unless the check follows data.
    pub flow: Box<[FlowStep]>,
}

/// One place on the way of data through the code.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FlowStep {
    /// Both from 1, within the text at the finding's path.
    pub line: u32,
    pub column: u32,
    /// What happens there, without the text of a literal.
    pub text: Box<str>,
}

impl Finding {
    #[must_use]
    pub fn at(mut self, path: impl Into<InternedStr>) -> Self {
        self.path = path.into();
        self
    }

    #[must_use]
    pub fn line(mut self, line: u32, column: u32) -> Self {
        (self.line, self.column) = (line, column);
        self
    }

    #[must_use]
    pub fn with_evidence(mut self, evidence: impl Into<SmallStr>) -> Self {
        self.evidence = evidence.into();
        self
    }

    #[must_use]
    pub fn says(mut self, message: impl Into<Box<str>>) -> Self {
        self.message = message.into();
        self
    }

    #[must_use]
    pub fn sure(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Sets a severity other than the check's, with the reason for the user.
    #[must_use]
    pub fn graded(mut self, severity: Severity, note: impl Into<InternedStr>) -> Self {
        self.severity = severity;
        self.note = note.into();
        self
    }

    #[must_use]
    pub fn about(mut self, functions: impl IntoIterator<Item = impl Into<SmallStr>>) -> Self {
        self.functions = functions.into_iter().map(Into::into).collect();
        self
    }

    #[must_use]
    pub fn key(mut self, key: impl Into<SmallStr>) -> Self {
        self.key = key.into();
        self
    }

    #[must_use]
    pub fn follows(mut self, flow: Box<[FlowStep]>) -> Self {
        self.flow = flow;
        self
    }

    /// Returns whether it concerns some methods of a route that another finding covers with more, and is not worse:
    /// when a rule is split, what was known of the whole is known of its parts.
    #[must_use]
    pub fn is_part_of(&self, whole: &Self) -> bool {
        let (own, all) = (methods(&self.key), methods(&whole.key));
        let within = match (own, all) {
            (Some((own, rest)), Some((all, same))) => rest == same && own.iter().all(|one| all.contains(one)),
            _ => self.key == whole.key && (!self.key.is_empty() || self.path == whole.path),
        };
        let same = self.check == whole.check || [self.check, whole.check] == READ_OF_WRITE;
        same && self.object == whole.object && self.severity >= whole.severity && within
    }

    /// Releases the excess capacity of its texts: there may be tens of thousands of findings.
    pub(super) fn settle(&mut self) {
        for text in [&mut self.evidence, &mut self.key] {
            text.shrink_to_fit();
        }
        self.functions.shrink_to_fit();
    }

    /// Returns the title for a list: the check's, and which of several places of the object it is about.
    #[must_use]
    pub fn title(&self) -> String {
        let title = self.name();
        match self.place() {
            Some(place) => format!("{title} · {place}"),
            None => title.to_owned(),
        }
    }

    /// Returns the object with the short name of its kind, as kubectl has it, and the place within the object:
    /// `fn/charge-card:4`, `apirule/orders [0]`.
    #[must_use]
    pub fn subject(&self) -> String {
        let kind = match &self.object.kind {
            ObjectKind::Known(kind) => {
                kind.short().map_or_else(|| kind.info().name.to_lowercase(), str::to_owned)
            }
            ObjectKind::Other(name) => name.to_lowercase(),
        };
        let place = match self.place() {
            Some(_) if self.line > 0 => format!(":{}", self.line),
            Some(place) => format!(" {}", place.strip_prefix("rules").unwrap_or(&place)),
            None => String::new(),
        };
        format!("{kind}/{}{place}", self.object.name)
    }

    /// Returns the title of its check.
    #[must_use]
    pub fn name(&self) -> &'static str {
        super::find(self.check).map_or(self.check, |check| check.title)
    }

    /// Returns `line 10`, or `env[0]` for a field within a list.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        if self.line > 0 {
            return Some(format!("line {}", self.line));
        }
        let parts: Vec<&str> = self.path.split('/').collect();
        let is_index = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let item = parts.windows(2).rev().find_map(|pair| match pair {
            [list, index] if is_index(index) => Some((*list, *index)),
            _ => None,
        });
        item.map(|(list, index)| format!("{list}[{index}]"))
    }

    /// Returns the namespace whose scope it belongs to: a Namespace belongs to the space it names.
    #[must_use]
    pub fn home(&self) -> &str {
        self.object.home()
    }

    #[must_use]
    pub fn concerns(&self, function: &str) -> bool {
        (self.object.kind == crate::model::Kind::Function && self.object.name == function)
            || self.functions.iter().any(|one| one == function)
    }
}

/// An open route that also accepts writes is reported by the second check; its read-only part by the first.
const READ_OF_WRITE: [&str; 2] = ["unauthenticated-route", "unauthenticated-write-route"];

/// Splits a key into its methods and the rest: `GET,POST` and `/orders`.
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
    fn titles_say_which_place_of_the_object_is_meant() {
        let check = crate::checks::find("credentials-in-function").expect("a check");
        let title = |path: &str, line| {
            let object = ObjectRef::new(Kind::Function, "shop", "cart");
            Finding::new(check, object).at(path).line(line, 1).title()
        };
        let plain = check.title;
        assert_eq!(title("/spec/env/12/value", 0), format!("{plain} · env[12]"));
        assert_eq!(title("/spec/source/inline/source", 10), format!("{plain} · line 10"));
        assert_eq!(title("/metadata/labels/2x", 0), plain);
    }

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
