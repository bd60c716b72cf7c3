//! Texts that a fix changes where they stand. Checks see what was read of a text, and never the text
//! itself, so they say what shall become of it, and the plan does it to what is there then.

use crate::engine::packages::{Change, Language};
use serde::Serialize;

/// A text in an object, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rewrite {
    pub path: String,
    pub how: Reword,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reword {
    /// An address loses what stands before its `@`; what it is without it.
    Bare(String),
    /// An address that begins with `http://` begins with `https://`.
    Encrypted,
    /// One thing changes in a text that asks for packages.
    Packages(Language, Change),
}
