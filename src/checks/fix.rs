//! A proposed change as a value: its side effects, its inputs and its edits.

use super::reword::{Reword, TextEdit};
use crate::engine::packages::{PackageManager, refuse_commit};
use crate::model::ObjectRef;
use crate::yaml::pointer::Op;
use serde_json::Value;
use std::borrow::Cow;

/// What happens to running workloads when a fix is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    Safe,
    Restarts,
    MayBreak,
}

impl Risk {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Restarts => "restarts",
            Self::MayBreak => "may-break",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    pub title: String,
    pub risk: Risk,
    /// The side effects, shown before anything is applied.
    pub price: String,
    pub needs: Vec<Need>,
    /// In the order they are sent; undone in reverse.
    pub edits: Vec<Edit>,
    /// Applied only if the user chooses it, never as the default and never together with others.
    pub by_choice: bool,
}

/// An input that only the user knows; edits refer to it as `${name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub name: Cow<'static, str>,
    pub asks: String,
    /// Empty when nothing can be proposed.
    pub default: String,
    pub form: AnswerForm,
}

/// What an answer must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnswerForm {
    #[default]
    Text,
    /// One exact version of a package.
    Version(PackageManager),
    /// The full id of a commit.
    Commit,
}

impl Need {
    /// Returns why an answer is invalid, if it is.
    #[must_use]
    pub fn refuse(&self, answer: &str) -> Option<String> {
        match self.form {
            AnswerForm::Text => None,
            AnswerForm::Version(language) => language.refuse(answer),
            AnswerForm::Commit => refuse_commit(answer),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    pub target: ObjectRef,
    pub change: EditKind,
    /// Why a line is there: JSON pointer of the draft, and a sentence.
    pub notes: Vec<(String, String)>,
    /// Values copied from other objects at the last moment and never shown: target and source.
    pub carries: Vec<Carry>,
    /// Texts that are changed in place, before the operations.
    pub rewrites: Vec<TextEdit>,
    /// Mappings that are removed if the operations leave them empty, the inner ones first.
    pub tidy: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EditKind {
    Create(Value),
    Modify(Vec<Op>),
    /// Deletes the object; refused if an undo could not restore it.
    Delete,
}

/// A value that moves from one object to another without being shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Carry {
    /// JSON pointer in the created object.
    pub to: String,
    pub from: ObjectRef,
    /// JSON pointer in that object.
    pub pointer: String,
    #[serde(default, skip_serializing_if = "CarriedPart::is_whole")]
    pub part: CarriedPart,
}

/// The part of a text to carry; parts of a URL are unescaped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CarriedPart {
    #[default]
    Whole,
    /// The name before the `@` of a URL.
    User,
    /// The password after that name.
    Password,
    /// Both as written, when the two alone do not determine how they were escaped.
    Userinfo,
}

impl CarriedPart {
    // Serde passes fields by reference.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

impl Fix {
    pub fn new(title: impl Into<String>, risk: Risk) -> Self {
        Self {
            title: title.into(),
            risk,
            price: String::new(),
            needs: Vec::new(),
            edits: Vec::new(),
            by_choice: false,
        }
    }

    /// Requires an explicit choice: the fix is never applied as the default.
    #[must_use]
    pub fn by_choice(mut self) -> Self {
        self.by_choice = true;
        self
    }

    #[must_use]
    pub fn costs(mut self, price: impl Into<String>) -> Self {
        self.price = price.into();
        self
    }

    #[must_use]
    pub fn asks(self, name: &'static str, asks: impl Into<String>, default: impl Into<String>) -> Self {
        self.asks_as(AnswerForm::Text, name, asks, default)
    }

    /// Asks for an answer of a given form, under a name that may be generated.
    #[must_use]
    pub fn asks_as(
        mut self,
        form: AnswerForm,
        name: impl Into<Cow<'static, str>>,
        asks: impl Into<String>,
        default: impl Into<String>,
    ) -> Self {
        self.needs.push(Need { name: name.into(), asks: asks.into(), default: default.into(), form });
        self
    }

    #[must_use]
    pub fn edit(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    /// Returns the title in kebab-case, as used on the command line.
    pub fn slug(&self) -> String {
        let words = self.title.split(|letter: char| !letter.is_ascii_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
    }
}

impl Edit {
    fn new(target: ObjectRef, change: EditKind) -> Self {
        let (notes, carries, rewrites, tidy) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { target, change, notes, carries, rewrites, tidy }
    }

    #[must_use]
    pub fn modify(target: ObjectRef, ops: Vec<Op>) -> Self {
        Self::new(target, EditKind::Modify(ops))
    }

    #[must_use]
    pub fn create(target: ObjectRef, value: Value) -> Self {
        Self::new(target, EditKind::Create(value))
    }

    #[must_use]
    pub fn delete(target: ObjectRef) -> Self {
        Self::new(target, EditKind::Delete)
    }

    /// Removes a mapping if the operations leave it empty.
    #[must_use]
    pub fn tidy(mut self, path: impl Into<String>) -> Self {
        self.tidy.push(path.into());
        self
    }

    #[must_use]
    pub fn note(mut self, pointer: impl Into<String>, why: impl Into<String>) -> Self {
        self.notes.push((pointer.into(), why.into()));
        self
    }

    #[must_use]
    pub fn carry(mut self, to: impl Into<String>, from: ObjectRef, pointer: impl Into<String>) -> Self {
        self.carries.push(Carry { to: to.into(), from, pointer: pointer.into(), part: CarriedPart::Whole });
        self
    }

    /// Carries a part of a URL.
    #[must_use]
    pub fn carry_part(
        mut self,
        to: impl Into<String>,
        from: ObjectRef,
        pointer: impl Into<String>,
        part: CarriedPart,
    ) -> Self {
        self.carries.push(Carry { to: to.into(), from, pointer: pointer.into(), part });
        self
    }

    #[must_use]
    pub fn rewrite(mut self, path: impl Into<String>, how: Reword) -> Self {
        self.rewrites.push(TextEdit { path: path.into(), how });
        self
    }
}
