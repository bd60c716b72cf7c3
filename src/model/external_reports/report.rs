//! Reports as they are kept: about images by Trivy, and of policies by any engine.

use super::{Grade, Tally};
use crate::model::Meta;
use crate::model::calendar::Day;

/// One entry of a report: never a matched secret, only where and what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportEntry {
    /// `CVE-2026-1`, `aws-access-key-id`, `policy/rule`.
    pub id: String,
    /// The package and its version, the file, or the object.
    pub at: String,
    pub grade: Grade,
    pub title: String,
}

/// The object a report is about, as the report names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportSubject {
    pub kind: String,
    pub name: String,
    /// Empty where the report does not contain it.
    pub namespace: String,
}

/// The image that was scanned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// `registry/repository`, as short as container engines accept it.
    pub repository: String,
    pub tag: String,
    pub digest: String,
}

impl Image {
    #[must_use]
    pub fn new(server: &str, repository: &str, tag: &str, digest: &str) -> Self {
        let whole = if server.is_empty() { repository.to_owned() } else { format!("{server}/{repository}") };
        Self { repository: plain(&whole).to_owned(), tag: tag.into(), digest: digest.into() }
    }

    /// Parses `registry/repository:tag@sha256:…`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (name, digest) = text.split_once('@').unwrap_or((text, ""));
        // A colon before the last slash belongs to the registry's port.
        let tagged = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'));
        let (repository, tag) = tagged.unwrap_or((name, if digest.is_empty() { "latest" } else { "" }));
        Self { repository: plain(repository).to_owned(), tag: tag.into(), digest: digest.into() }
    }

    /// Returns the last part of the repository and the tag: `node:22`.
    #[must_use]
    pub fn short(&self) -> String {
        let name = self.repository.rsplit('/').next().unwrap_or_default();
        let tag = if self.tag.is_empty() { String::new() } else { format!(":{}", self.tag) };
        format!("{name}{tag}")
    }

    /// Whether both name the same image, as far as both are specified; a digest decides where both have
    /// one.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let both = |one: &str, other: &str| !one.is_empty() && !other.is_empty();
        if both(&self.digest, &other.digest) {
            return self.digest == other.digest;
        }
        self.repository == other.repository && (!both(&self.tag, &other.tag) || self.tag == other.tag)
    }
}

/// Returns the repository without the names of Docker Hub, and without the folder of its official images.
fn plain(repository: &str) -> &str {
    let hub = ["index.docker.io/", "docker.io/", "registry-1.docker.io/"];
    let rest = hub.iter().find_map(|host| repository.strip_prefix(host)).unwrap_or(repository);
    rest.strip_prefix("library/").unwrap_or(rest)
}

/// What a scanner found in an image: vulnerabilities, or secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageReport {
    pub meta: Meta,
    pub subject: ReportSubject,
    pub container: String,
    pub image: Image,
    pub checked: Option<Day>,
    pub tally: Tally,
    pub worst: Vec<ReportEntry>,
}

/// The result of a policy; passed and skipped rules are only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    Fail,
    Error,
    Warn,
}

impl Weight {
    pub const ALL: [Self; 3] = [Self::Fail, Self::Error, Self::Warn];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Warn => "warn",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weight| weight.word().eq_ignore_ascii_case(word.trim()))
    }
}

/// One result that did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOutcome {
    pub weight: Weight,
    pub policy: String,
    pub rule: String,
    pub grade: Grade,
    pub message: String,
    /// The engine: `kyverno`; empty where the report does not name it.
    pub source: String,
    pub checked: Option<Day>,
    /// Empty where the whole report is about one object.
    pub subjects: Vec<ReportSubject>,
}

/// The results of policies for one object, or for all in a namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyReport {
    pub meta: Meta,
    pub scope: Option<ReportSubject>,
    pub outcomes: Vec<PolicyOutcome>,
    /// The number of results that were not kept.
    pub left: u32,
}
