//! What an organisation tells checks about itself: whom it trusts, what is too many, what is too old.

use super::calendar::Day;
use super::namespace;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Prefixes of images, such as `registry.example.com/team`; none means that none is vouched for.
    pub allowed_registries: Vec<String>,
    /// Issuers of tokens that are meant to be trusted; none means that all may be.
    pub allowed_issuers: Vec<String>,
    /// Namespaces of the platform beside the well-known ones.
    pub system_namespaces: Vec<String>,
    /// The last day of a runtime's support, where the own plan differs from the published one.
    pub end_of_life: BTreeMap<String, Day>,
    /// More Secrets than this in one Function are many.
    pub many_secrets: usize,
    /// A Function untouched for so many days may have no owner any more.
    pub stale_days: u32,
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
        }
    }
}

impl Parameters {
    pub fn is_system(&self, name: &str) -> bool {
        namespace::is_system(name) || self.system_namespaces.iter().any(|one| one == name)
    }
}
