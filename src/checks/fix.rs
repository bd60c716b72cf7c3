//! A proposed change, as a value: what it costs, what it needs to know, what it edits.

use crate::model::ObjectRef;
use crate::yaml::pointer::Op;
use serde_json::Value;

/// What happens to running things when a fix is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    Safe,
    Restarts,
    MayBreak,
}

impl Risk {
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
    /// What it costs or breaks, said before anything happens.
    pub price: String,
    pub needs: Vec<Need>,
    /// In the order they are sent; undone in reverse.
    pub edits: Vec<Edit>,
}

/// Something only the user knows; edits name it as `${name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub name: &'static str,
    pub asks: String,
    pub default: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    pub target: ObjectRef,
    pub change: Change,
    /// Why a line is there: JSON pointer of the draft, and a sentence.
    pub notes: Vec<(String, String)>,
    /// Values taken from other objects at the last moment, never shown: where to, and where from.
    pub carries: Vec<Carry>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Create(Value),
    Modify(Vec<Op>),
    /// Takes the object away; refused where no undo could bring it back.
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
}

impl Fix {
    pub fn new(title: impl Into<String>, risk: Risk) -> Self {
        Self { title: title.into(), risk, price: String::new(), needs: Vec::new(), edits: Vec::new() }
    }

    pub fn costs(mut self, price: impl Into<String>) -> Self {
        self.price = price.into();
        self
    }

    pub fn asks(mut self, name: &'static str, asks: impl Into<String>, default: impl Into<String>) -> Self {
        self.needs.push(Need { name, asks: asks.into(), default: default.into() });
        self
    }

    pub fn edit(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    /// The title in kebab-case, as the command line names it.
    pub fn slug(&self) -> String {
        let words = self.title.split(|letter: char| !letter.is_ascii_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
    }
}

impl Edit {
    pub fn modify(target: ObjectRef, ops: Vec<Op>) -> Self {
        Self { target, change: Change::Modify(ops), notes: Vec::new(), carries: Vec::new() }
    }

    pub fn create(target: ObjectRef, value: Value) -> Self {
        Self { target, change: Change::Create(value), notes: Vec::new(), carries: Vec::new() }
    }

    pub fn delete(target: ObjectRef) -> Self {
        Self { target, change: Change::Delete, notes: Vec::new(), carries: Vec::new() }
    }

    pub fn note(mut self, pointer: impl Into<String>, why: impl Into<String>) -> Self {
        self.notes.push((pointer.into(), why.into()));
        self
    }

    pub fn carry(mut self, to: impl Into<String>, from: ObjectRef, pointer: impl Into<String>) -> Self {
        self.carries.push(Carry { to: to.into(), from, pointer: pointer.into() });
        self
    }
}
