//! Texts that a fix changes in place. Checks see only what was parsed from a text, never the text
//! itself, so they describe the change, and the plan applies it to the text at that time.

use crate::engine::code::CodeEdit;
use crate::engine::migration::Additions;
use crate::engine::packages::{PackageEdit, PackageManager};
use serde::Serialize;

/// A text in an object, and how it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    pub path: String,
    pub how: Reword,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reword {
    /// Removes the part before the `@` from a URL; contains the URL without it.
    Bare(String),
    /// Replaces `http://` at the start of a URL with `https://`.
    Encrypted,
    /// Replaces an `APIRule` by its v2 form; the path is that of the whole object. Additions may name inputs.
    Migrate(Box<Additions>),
    /// Changes one entry in a dependency text.
    Packages(PackageManager, PackageEdit),
    /// Removes one flow from a source.
    Code(CodeEdit),
    /// Turns the verification of certificates on everywhere in a source.
    Verified,
}
