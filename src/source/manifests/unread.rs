//! Input that could not be read, and what it may have contained.

use crate::model::Kind;
use crate::source::message::without_credentials;
use std::fmt;

const INCLUDES: &str = "includes";

/// A document, a file or a folder that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedInput {
    pub file: String,
    pub line: usize,
    pub why: String,
    /// The kinds it may contain; none named means any kind.
    pub kinds: Option<Vec<Kind>>,
    /// The namespace it names, if any.
    pub namespace: Option<String>,
    /// What would make it readable.
    pub hint: String,
}

impl SkippedInput {
    pub fn new(file: &str, line: usize, why: impl Into<String>) -> Self {
        // A file may name an address with credentials, and an error may quote it.
        let why = without_credentials(why.into().trim_end_matches('.'));
        Self { file: file.to_owned(), line, why, kinds: None, namespace: None, hint: String::new() }
    }

    /// Returns an entry about a kustomization that is not whole: what it includes may be outside the folders that were
    /// given.
    #[must_use]
    pub fn without(path: &str, included: &str) -> Self {
        let mut skipped = Self::new(path, 0, format!("{INCLUDES} {included}, which was not read"));
        skipped.hint = "Give the folder that contains both, or name it with -f too".into();
        skipped
    }

    /// Returns whether it is about what a kustomization includes.
    #[must_use]
    pub fn is_about_included(&self) -> bool {
        self.why.starts_with(INCLUDES)
    }

    /// Returns `a.yaml:12`, or only the file if the entry is about the whole file.
    #[must_use]
    pub fn place(&self) -> String {
        if self.line == 0 { self.file.clone() } else { format!("{}:{}", self.file, self.line) }
    }

    /// Returns whether it may have contained an object that is checked.
    #[must_use]
    pub fn matters(&self) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| !kinds.is_empty())
    }
}

impl fmt::Display for SkippedInput {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place(), self.why)?;
        if self.hint.is_empty() { Ok(()) } else { write!(out, ". {}", self.hint) }
    }
}

/// The readable parts in the first columns of a broken document: its kind, its version and its namespace.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BrokenHead {
    pub kind: Option<String>,
    pub api_version: Option<String>,
    pub namespace: Option<String>,
}

impl BrokenHead {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut claim = Self::default();
        let mut in_metadata = false;
        for line in text.lines() {
            let value = |key: &str| line.strip_prefix(key).map(|rest| word(rest).to_owned());
            if let Some(kind) = value("kind:") {
                claim.kind.get_or_insert(kind);
            } else if let Some(version) = value("apiVersion:") {
                claim.api_version.get_or_insert(version);
            }
            if !line.starts_with([' ', '\t', '#']) && !line.trim().is_empty() {
                in_metadata = line.starts_with("metadata:");
            } else if in_metadata && let Some(rest) = line.strip_prefix("  namespace:") {
                claim.namespace.get_or_insert(word(rest).to_owned());
            }
        }
        claim
    }

    /// Returns whether it looks like a Kubernetes object at all.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.kind.is_some() || self.api_version.is_some()
    }

    /// Returns the kinds it may contain; `None` for any.
    #[must_use]
    pub fn kinds(&self) -> Option<Vec<Kind>> {
        let named = self.kind.as_deref().filter(|kind| is_name(kind))?;
        if named.ends_with("List") {
            return None;
        }
        let group = self.api_version.as_deref().filter(|text| {
            text.chars().all(|letter| letter.is_ascii_alphanumeric() || "./-".contains(letter))
        });
        let group = group.map(|text| text.split_once('/').map_or("", |(group, _)| group));
        let is_it =
            |kind: &Kind| kind.info().name == named && group.is_none_or(|group| group == kind.info().group);
        Some(Kind::ALL.into_iter().filter(is_it).collect())
    }

    /// Returns the namespace it names, if that is a valid name.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        self.namespace.clone().filter(|name| is_name(name))
    }
}

fn word(rest: &str) -> &str {
    rest.split(" #").next().unwrap_or(rest).trim().trim_matches(['"', '\''])
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_document_still_says_what_it_is() {
        let claim = BrokenHead::of(
            "apiVersion: gateway.kyma-project.io/v2\nkind: APIRule\nmetadata:\n  namespace: shop\nspec: [",
        );
        assert_eq!((claim.kinds(), claim.place()), (Some(vec![Kind::APIRule]), Some("shop".into())));
        assert_eq!(BrokenHead::of("kind: Deployment\na: [").kinds(), Some(vec![Kind::Deployment]));
        assert_eq!(BrokenHead::of("kind: Widget\na: [").kinds(), Some(Vec::new()));
        assert_eq!(BrokenHead::of("kind: [").kinds(), None);
        assert_eq!(BrokenHead::of("kind: {{ .Values.kind }}").kinds(), None);
        assert!(!BrokenHead::of("services: {web: [").is_object());
    }
}
