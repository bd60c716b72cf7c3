//! Versions in the order of their ecosystem.

use crate::engine::packages::PackageManager;
use std::fmt;

/// A version that can be compared with others of the same ecosystem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    Npm(semver::Version),
    Pip(pep440_rs::Version),
}

impl Order {
    /// Parses a version; nothing if it is not one of the ecosystem.
    pub(super) fn read(language: PackageManager, text: &str) -> Option<Self> {
        match language {
            PackageManager::Npm => {
                let text = text.trim().trim_start_matches(['=', 'v', ' ']);
                let mut version: semver::Version = text.parse().ok()?;
                // npm does not order builds.
                version.build = semver::BuildMetadata::EMPTY;
                Some(Self::Npm(version))
            }
            PackageManager::Pip => text.trim().parse().ok().map(Self::Pip),
        }
    }

    pub(super) fn is_pre_release(&self) -> bool {
        match self {
            Self::Npm(version) => !version.pre.is_empty(),
            Self::Pip(version) => version.any_prerelease(),
        }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Npm(version) => version.fmt(out),
            Self::Pip(version) => version.fmt(out),
        }
    }
}
