//! The settings of an organisation for checks: what it trusts, how many are too many, how old is too old.

use super::advisories::Advisories;
use super::calendar::Day;
use super::namespace;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Prefixes of images, such as `registry.example.com/team`; empty means that none is approved.
    pub allowed_registries: Vec<String>,
    /// Issuers of tokens that are trusted on purpose; empty means that any may be.
    pub allowed_issuers: Vec<String>,
    /// Additional namespaces of the platform.
    pub system_namespaces: Vec<String>,
    /// The last day of a runtime's support, where the organisation's date differs from the published one.
    pub end_of_life: BTreeMap<String, Day>,
    /// More Secrets than this in one Function are too many.
    pub many_secrets: usize,
    /// A Function that was not changed for this many days may have no owner any more.
    pub stale_days: u32,
    /// What is known of vulnerable packages; none if the user supplied nothing.
    pub advisories: Option<Arc<Advisories>>,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            allowed_registries: Vec::new(),
            allowed_issuers: Vec::new(),
            system_namespaces: Vec::new(),
            end_of_life: BTreeMap::new(),
            many_secrets: 5,
            stale_days: 365,
            advisories: None,
        }
    }
}

impl Parameters {
    #[must_use]
    pub fn is_system(&self, name: &str) -> bool {
        namespace::is_system(name) || self.system_namespaces.iter().any(|one| one == name)
    }
}
