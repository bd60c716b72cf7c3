//! What a check is: a value with an id, a page, what it reads, and two pure functions.

use super::finding::{Confidence, Finding};
use super::{Fix, Severity};
use crate::model::parameters::Parameters;
use crate::model::reads::Reads;
use crate::model::strings::{InternedStr, SmallStr};
use crate::model::{Bits, Kind, ObjectRef, Scope};
use std::str::FromStr;

/// Kinds that every finding is compared with: policies of other tools that may refuse the object.
const EVERY_CHECK: Bits = Kind::bits(&[
    Kind::Namespace,
    Kind::KyvernoPolicy,
    Kind::KyvernoClusterPolicy,
    Kind::GatekeeperPrivileged,
    Kind::GatekeeperHostNamespace,
    Kind::GatekeeperHostFilesystem,
]);

pub struct Check {
    /// kebab-case; names the problem, never changes.
    pub id: &'static str,
    pub family: Family,
    pub severity: Severity,
    /// One line, as a finding's headline.
    pub title: &'static str,
    /// One or two sentences: why this matters for Functions.
    pub why: &'static str,
    /// Markdown with the fixed headings of [`super::page`].
    pub page: &'static str,
    pub reads: &'static [Reads],
    pub find: fn(&Scope<'_>) -> Vec<Finding>,
    /// Computed on request, for a finding of this check.
    pub fixes: fn(&Scope<'_>, &Finding) -> Vec<Fix>,
}

/// Cluster-wide kinds whose objects are judged on their own, in the nameless space.
pub const CLUSTER_WIDE: [Kind; 3] = [Kind::ClusterRole, Kind::ClusterRoleBinding, Kind::APIGateway];

impl Check {
    /// Returns whether it judges cluster-wide objects other than namespaces.
    #[must_use]
    pub fn judges_cluster(&self) -> bool {
        let cluster_wide = |read: &Reads| match read {
            Reads::Kind(kind) | Reads::Optional(kind) | Reads::Everywhere(kind) => {
                CLUSTER_WIDE.contains(kind)
            }
            Reads::Hint(_)
            | Reads::Hints(_)
            | Reads::OtherPolicies
            | Reads::Code
            | Reads::Source
            | Reads::Packages
            | Reads::Advisories
            | Reads::Platform
            | Reads::Exposure
            | Reads::ExposureHint
            | Reads::Callees
            | Reads::Tokens => false,
        };
        self.reads.iter().any(cluster_wide)
    }

    /// Returns whether it is about the configuration itself, not about objects of a cluster.
    #[must_use]
    pub fn judges_configuration(&self) -> bool {
        self.reads.is_empty()
    }

    /// Returns whether the user supplied what it cannot do without; otherwise it does not apply.
    #[must_use]
    pub fn has_input(&self, parameters: &Parameters) -> bool {
        parameters.advisories.is_some() || !self.reads.contains(&Reads::Advisories)
    }

    /// Returns the kinds that must be read so that its verdicts are the same as with everything read.
    #[must_use]
    pub fn kinds(&self) -> Bits {
        self.reads.iter().fold(EVERY_CHECK, |bits, read| bits | read.kinds())
    }

    /// Returns the bits whose change makes this check's verdicts stale.
    #[must_use]
    pub fn bits(&self) -> Bits {
        // The contents of a namespace disappear with it.
        let own = if self.reads.is_empty() { 0 } else { Kind::Namespace.bit() };
        self.reads.iter().fold(own, |bits, read| bits | read.bits())
    }
}

impl Finding {
    #[must_use]
    pub fn new(check: &'static Check, object: ObjectRef) -> Self {
        Self {
            check: check.id,
            severity: check.severity,
            confidence: Confidence::Certain,
            object,
            path: InternedStr::default(),
            line: 0,
            column: 0,
            evidence: SmallStr::default(),
            message: check.title.into(),
            note: InternedStr::default(),
            functions: Vec::new(),
            key: SmallStr::default(),
            flow: Box::default(),
        }
    }
}

/// The seven facts, and one family beyond them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    Tokens,
    Runtimes,
    Leakage,
    Reach,
    PodSecurity,
    Registry,
    Access,
    Exposure,
}

impl Family {
    pub const ALL: [Self; 8] = [
        Self::Tokens,
        Self::Runtimes,
        Self::Leakage,
        Self::Reach,
        Self::PodSecurity,
        Self::Registry,
        Self::Access,
        Self::Exposure,
    ];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Runtimes => "runtimes",
            Self::Leakage => "leakage",
            Self::Reach => "reach",
            Self::PodSecurity => "pod-security",
            Self::Registry => "registry",
            Self::Access => "access",
            Self::Exposure => "exposure",
        }
    }

    /// Returns the number of the fact it derives from; exposure is beyond the seven.
    #[must_use]
    pub fn fact(self) -> Option<u8> {
        (1..=7).zip(Self::ALL).find(|(_, family)| *family == self).map(|(at, _)| at)
    }
}

impl FromStr for Family {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::word).join(", ");
        let found = Self::ALL.into_iter().find(|family| family.word() == word);
        found.ok_or_else(|| format!("unknown family \"{word}\"; use one of {}", known()))
    }
}
