//! The dependencies that a Function's text declares, and how firmly each is pinned.
//! A `package.json` or a `requirements.txt` flows in; names, specs, pins and positions flow out.
//!
//! # Examples
//!
//! ```
//! use fnsec::engine::packages::{PackageManager, PackageEdit, Pin, change, python};
//!
//! let text = "# payments\nstripe>=11  # why\nflask==3.0.3\n";
//! let found = python(text);
//! assert_eq!((found[0].name.as_str(), found[0].pin, found[0].line), ("stripe", Pin::Range, 2));
//! assert_eq!(found[1].pin, Pin::Exact);
//!
//! let edit = PackageEdit::Pin { name: "stripe".into(), spec: ">=11".into(), to: "11.4.1".into() };
//! let pinned = change(PackageManager::Pip, text, &edit);
//! assert_eq!(pinned.as_deref(), Ok("# payments\nstripe==11.4.1  # why\nflask==3.0.3\n"));
//! ```

mod change;
mod json;
mod language;
mod names;
mod npm;
pub mod osv;
mod python;
mod requirement;
mod semver;
#[cfg(test)]
mod tests;

pub use change::{PackageEdit, bare, change, encryptable};
pub use language::{PackageManager, refuse_commit};
pub use names::{DeprecatedPackage, Imitation, NameDifference, deprecated, imitation, registered, requested};
pub use npm::npm;
pub use python::{IndexOption, OptionKind, python, python_options};

/// One declared dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// As written; for a bare URL its `egg` or its last segment.
    pub name: String,
    /// As written, without name, extras, markers and options.
    pub spec: String,
    pub pin: Pin,
    /// Only installed for development.
    pub dev: bool,
    /// The line where the name starts, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// How firmly a spec pins its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pin {
    /// One published version.
    Exact,
    /// Whatever matches on the day of the install.
    Range,
    /// A name that the registry can move, such as `latest`.
    Tag,
    /// A repository; pinned when it names a full commit.
    Git { pinned: bool },
    /// An archive; secure when its transport is.
    Url { secure: bool },
    /// A folder or file next to the manifest.
    Path,
    /// No version.
    Missing,
}

/// Why a `package.json` cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    pub line: u32,
    pub column: u32,
}

/// Whether a text is a full commit id.
fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The scheme of a URL in lower case, and the text after `://`.
fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte);
    let starts = scheme.bytes().next()?.is_ascii_alphabetic();
    (starts && scheme.bytes().all(valid)).then(|| (scheme.to_ascii_lowercase(), rest))
}
