//! Distinguishes objects that the controller of `APIRule`s created from those of other authors.

use crate::model::Labels;

pub const OWNER: &str = "apirule.gateway.kyma-project.io/name";
pub const OWNER_SPACE: &str = "apirule.gateway.kyma-project.io/namespace";
pub const OWNER_OLD: &str = "apirule.gateway.kyma-project.io/v1beta1";

/// Whether the controller of `APIRule`s created an object.
#[must_use]
pub fn is_made(labels: &Labels) -> bool {
    labels.get(OWNER).is_some() || labels.get(OWNER_OLD).is_some()
}
