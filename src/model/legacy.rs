//! What happens to v1beta1 `APIRule`s in this cluster: newer API gateways ignore them.

use super::Snapshot;
use super::apirule::ApiRule;
use super::platform::Version;

/// The first API gateway that ignores v1beta1.
pub const OFF: Version = Version(3, 10, 0);
/// The ConfigMap with which a cluster continues to reconcile them.
const EXCEPTION: &str = "apirule-access";

/// What the controller does with an `APIRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegacyHandling {
    /// This API gateway still applies it.
    Applied(Version),
    /// The cluster has an exception.
    Exempt,
    /// The controller reported that it ignores this one.
    Told,
    /// This API gateway ignores it, and there is no exception.
    Left(Version),
    /// The same, but the exception could not be read.
    Unsure(Version),
    /// The version of the API gateway, if there is one, could not be read.
    Unknown,
}

impl LegacyHandling {
    #[must_use]
    pub fn of(rule: &ApiRule, snapshot: &Snapshot) -> Self {
        let system = snapshot.space("kyma-system");
        if system.is_some_and(|system| system.config_maps.contains_key(EXCEPTION)) {
            return Self::Exempt;
        }
        // The controller's status decides, whatever else can be read.
        if rule.description.contains("not reconciled") {
            return Self::Told;
        }
        match snapshot.platform().gateway {
            Some(version) if version < OFF => Self::Applied(version),
            // Every namespace contains some of its own, so an empty list means missing permissions.
            Some(version) if system.is_some_and(|system| !system.config_maps.is_empty()) => {
                Self::Left(version)
            }
            Some(version) => Self::Unsure(version),
            None => Self::Unknown,
        }
    }
}
