//! Levels and versions of the Pod Security Standards, parsed as the admission parses them.

use std::fmt;

/// How strict a policy is; ordered by strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Privileged,
    Baseline,
    Restricted,
}

impl Level {
    /// Parses the exact lower-case level, or returns `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "privileged" => Some(Self::Privileged),
            "baseline" => Some(Self::Baseline),
            "restricted" => Some(Self::Restricted),
            _ => None,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The version of the standards that applies: the `N` of `v1.N`, or the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    V(u32),
    Latest,
}

impl Version {
    /// Parses `latest` or `v1.N` without leading zeros, or returns `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "latest" {
            return Some(Self::Latest);
        }
        let minor = text.strip_prefix("v1.")?;
        let canonical = minor == "0" || !minor.starts_with('0');
        let digits = !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit());
        if !canonical || !digits {
            return None;
        }
        // The admission uses 64 bits; every minor version after the newest rule is equivalent.
        let minor: i64 = minor.parse().ok()?;
        Some(Self::V(u32::try_from(minor).unwrap_or(u32::MAX)))
    }

    /// Whether a rule that exists since `v1.since` is part of this version.
    #[must_use]
    pub fn includes(self, since: u32) -> bool {
        self >= Self::V(since)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V(minor) => write!(out, "v1.{minor}"),
            Self::Latest => out.write_str("latest"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_admission_reads_them() {
        assert_eq!(Version::parse("latest"), Some(Version::Latest));
        assert_eq!(Version::parse("v1.0"), Some(Version::V(0)));
        assert_eq!(Version::parse("v1.33"), Some(Version::V(33)));
        assert_eq!(Version::parse("v1.9999999999"), Some(Version::V(u32::MAX)));
        for bad in [
            "",
            "1.25",
            "v1",
            "v1.",
            "v1.025",
            "v2.0",
            "v1.2.3",
            "Latest",
            " v1.2",
            "v1.+2",
            "v1.99999999999999999999",
        ] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn latest_is_newer_than_any_number() {
        assert!(Version::Latest > Version::V(u32::MAX));
        assert!(Version::V(25).includes(25) && !Version::V(24).includes(25));
    }

    #[test]
    fn levels_are_ordered_by_strictness() {
        assert!(Level::Privileged < Level::Baseline && Level::Baseline < Level::Restricted);
        assert_eq!(Level::parse("Baseline"), None);
    }
}
