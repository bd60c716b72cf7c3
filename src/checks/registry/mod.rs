//! Fact 6: image builds need a registry, and the internal one needs privileges.

pub mod custom_build_arguments;
pub mod internal_registry_enabled;
pub mod legacy_build_mode;
pub mod module_policies_off;
pub mod registry_ambiguous;
pub mod registry_not_for_production;
pub mod registry_public;
pub mod restricted_blocks_registry;

use crate::checks::prelude::*;
use crate::model::serverless::Serverless;

/// The Serverless resource, in the one version that is served.
fn serverless_ref(serverless: &Serverless) -> ObjectRef {
    ObjectRef::new(Kind::Serverless, &serverless.meta.namespace, &serverless.meta.name)
}
