//! The two package managers, and what each accepts as one exact version.
//! A spec or a version flows in; how firmly it pins, or why it is invalid, flows out.

use super::{Pin, is_commit, npm, requirement, scheme, semver};
use regex::Regex;
use std::sync::LazyLock;

/// The package manager whose grammar a text uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageManager {
    Npm,
    Pip,
}

/// A version as PEP 440 defines it.
static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let release = r"^v?(\d+!)?\d+(\.\d+)*";
    let before = r"([-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?\d*)?";
    let after = r"(-\d+|[-_.]?(post|rev|r)[-_.]?\d*)?([-_.]?dev[-_.]?\d*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?$";
    Regex::new(&format!("(?i){release}{before}{after}")).ok()
});

impl PackageManager {
    /// The language of a runtime such as `nodejs22` or `python312`.
    #[must_use]
    pub fn of(runtime: &str) -> Self {
        if runtime.starts_with("python") { Self::Pip } else { Self::Npm }
    }

    /// How firmly a spec pins its content.
    #[must_use]
    pub fn pin(self, spec: &str) -> Pin {
        match self {
            Self::Npm => npm::pin(spec),
            Self::Pip if scheme(spec).is_some() => requirement::address(spec),
            Self::Pip => requirement::versions(spec),
        }
    }

    /// Why a text is not one exact version, if it is not.
    pub fn refuse(self, text: &str) -> Option<String> {
        let fits = match self {
            Self::Npm => {
                text.starts_with(|first: char| first.is_ascii_digit())
                    && !text.contains(char::is_whitespace)
                    && semver::kind(text) == semver::SpecKind::Version
            }
            Self::Pip => VERSION.as_ref().is_some_and(|version| version.is_match(text)),
        };
        if fits {
            return None;
        }
        let sample = match self {
            Self::Npm => "1.6.8",
            Self::Pip => "2.32.3",
        };
        let what = match self.pin(text) {
            Pin::Exact => "contains more than a version: remove the rest, as in",
            Pin::Range => "is a range that can resolve to another version: give one version, such as",
            Pin::Tag => "is a tag that the registry can move: give one version, such as",
            Pin::Git { .. } | Pin::Url { .. } | Pin::Path | Pin::Missing => {
                "is not a version: give one, such as"
            }
        };
        Some(format!("\"{text}\" {what} {sample}"))
    }
}

/// Why a text is not a full commit id, if it is not.
#[must_use]
pub fn refuse_commit(text: &str) -> Option<String> {
    let why = "is not a full commit id: give all 40 digits, as \"git rev-parse\" prints them";
    (!is_commit(text)).then(|| format!("\"{text}\" {why}"))
}
