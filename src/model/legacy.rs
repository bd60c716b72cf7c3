//! What becomes of v1beta1 `APIRule`s in this cluster: newer API gateways leave them alone.

use super::Snapshot;
use super::apirule::ApiRule;
use super::platform::Version;

/// The first API gateway that leaves v1beta1 alone.
pub const OFF: Version = Version(3, 10, 0);
/// With this ConfigMap a cluster goes on reconciling them.
const EXCEPTION: &str = "apirule-access";

/// What the controller does with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// This API gateway still applies it.
    Applied(Version),
    /// The cluster has an exception.
    Exempt,
    /// The controller said of this one that it leaves it alone.
    Told,
    /// This API gateway leaves it alone, and there is no exception.
    Left(Version),
    /// The same, but an exception could not be looked for.
    Unsure(Version),
    /// Which API gateway there is, if any, could not be seen.
    Unknown,
}

impl Fate {
    pub fn of(rule: &ApiRule, snapshot: &Snapshot) -> Self {
        let system = snapshot.space("kyma-system");
        if system.is_some_and(|system| system.config_maps.contains_key(EXCEPTION)) {
            return Self::Exempt;
        }
        // What the controller says of it settles the matter, whatever else can be seen.
        if rule.description.contains("not reconciled") {
            return Self::Told;
        }
        match snapshot.platform().gateway {
            Some(version) if version < OFF => Self::Applied(version),
            // Every namespace holds some of its own, so seeing none means not being allowed to.
            Some(version) if system.is_some_and(|system| !system.config_maps.is_empty()) => {
                Self::Left(version)
            }
            Some(version) => Self::Unsure(version),
            None => Self::Unknown,
        }
    }
}
