//! The entries of a recording, one in each line. Their names are the file format; see decision 070.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The version of the format; another one is refused.
pub const VERSION: u32 = 1;

/// What one line contains.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RecordingLine {
    /// The first line.
    Recording(RecordingHeader),
    /// A point in time begins.
    Point(Box<RecordedPoint>),
    /// An object is there, or was replaced since the point before.
    Object(Box<RawValue>),
    /// An object of the point before is no longer there.
    Gone(RecordedKey),
    /// Reading a resource was refused.
    Refused(RefusedRead),
    /// The server's answer whether the user may do something.
    Right(RecordedRight),
    /// A document of the source that could not be read.
    Unread(UnreadDocument),
    /// A point is complete.
    End(PointEnd),
}

/// The first line: the format, and what to expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingHeader {
    pub version: u32,
    /// The version of fnsec that wrote it.
    pub by: String,
    /// Whether credentials were replaced.
    pub redacted: bool,
    /// How many points were intended.
    pub points: usize,
}

/// One point in time: the source as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RecordedPoint {
    /// When reading ended, as RFC 3339 in UTC.
    pub time: String,
    pub context: String,
    /// What it was: `cluster`, `manifests` or `demo`.
    pub origin: String,
    /// The namespaces that were requested; none means all.
    pub named: Vec<String>,
    pub fallback: String,
    /// The namespaces that are reported on; none means all.
    pub only: Vec<String>,
    /// Kinds that the source serves.
    pub served: Vec<String>,
    pub server: Option<String>,
    pub schema: Option<RecordedSchema>,
    pub user: String,
    pub groups: Vec<String>,
}

/// The part of the server's schema that is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedSchema {
    pub runtimes: Vec<String>,
    pub contexts: bool,
}

/// What identifies an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordedKey {
    /// The resource with its group, as a Role names it.
    pub resource: String,
    #[serde(default)]
    pub namespace: String,
    pub name: String,
}

/// A refusal, with the server's message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RefusedRead {
    pub resource: String,
    /// Empty: across namespaces.
    #[serde(default)]
    pub namespace: String,
    /// The only object that was requested, if any.
    #[serde(default)]
    pub name: String,
    pub code: u16,
    pub reason: String,
    pub message: String,
}

/// The answer to a question about rights.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordedRight {
    pub verb: String,
    pub resource: String,
    /// Empty: in every namespace.
    #[serde(default)]
    pub namespace: String,
    pub allowed: bool,
}

/// A document that could not be read, and what it may have contained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadDocument {
    pub file: String,
    pub line: usize,
    pub why: String,
    pub kinds: Option<Vec<String>>,
    pub namespace: Option<String>,
    pub hint: String,
}

/// The last line of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointEnd {
    /// The number of the point, from 1.
    pub point: usize,
    /// How many lines the point has, without this one.
    pub lines: usize,
}
