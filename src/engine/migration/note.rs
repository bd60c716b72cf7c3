//! Differences between an object and its v2 form.

use serde::Serialize;

/// What a difference means for access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteGrade {
    /// Requests get in that did not before.
    Opens,
    /// Requests are refused, or not routed, that were accepted before.
    Closes,
    /// Something else changes for clients or for the Function.
    Changes,
}

impl NoteGrade {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opens => "opens",
            Self::Closes => "closes",
            Self::Changes => "changes",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MigrationNote {
    pub grade: NoteGrade,
    /// The position of the rule in the old list; none if it is about the whole object.
    pub rule: Option<usize>,
    pub text: String,
}

#[derive(Debug, Default)]
pub(super) struct Notes {
    pub all: Vec<MigrationNote>,
    /// The rule that is being converted.
    pub rule: Option<usize>,
    /// Templates that include paths which a rule no longer matches, each with the rule.
    pub lost: Vec<(usize, String)>,
    /// Templates that include paths which a rule matches from now on.
    pub gained: Vec<(usize, String)>,
}

impl Notes {
    pub fn add(&mut self, grade: NoteGrade, text: impl Into<String>) {
        let note = MigrationNote { grade, rule: self.rule, text: text.into() };
        if !self.all.contains(&note) {
            self.all.push(note);
        }
    }

    /// Adds that a rule no longer matches some of the paths of a template.
    pub fn loses(&mut self, template: String, text: impl Into<String>) {
        self.add(NoteGrade::Closes, text);
        self.lost.extend(self.rule.map(|rule| (rule, template)));
    }

    /// Adds that a rule matches more paths of a template than before.
    pub fn gains(&mut self, template: String, text: impl Into<String>) {
        self.add(NoteGrade::Opens, text);
        self.gained.extend(self.rule.map(|rule| (rule, template)));
    }

    /// Adds what differs for every v2 `APIRule`.
    pub fn about_all(&mut self) {
        self.rule = None;
        self.add(
            NoteGrade::Closes,
            "calls from within the cluster are refused unless an AuthorizationPolicy allows them",
        );
        self.add(NoteGrade::Closes, "v2 is not applied while the pods of its Services have no sidecar");
        self.all.sort();
    }
}
