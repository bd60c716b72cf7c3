//! An object as received: its text, to be decoded kind by kind.

use crate::model::Kind;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A kind in the version that this server serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedKind {
    pub kind: Kind,
    pub version: &'static str,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Wire(Box<RawValue>);

impl Wire {
    pub fn text(&self) -> &str {
        self.0.get()
    }
}
