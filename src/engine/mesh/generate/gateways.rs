//! Looks up the gateway of an APIRule.

use super::GenerationContext;
use crate::model::mesh::Gateway;

/// Returns a gateway by its namespace and name, as an APIRule names it.
pub(super) fn find<'a>(name: &str, world: &GenerationContext<'a>) -> Option<&'a Gateway> {
    let (namespace, name) = name.split_once('/')?;
    world.snapshot.space(namespace)?.gateways.get(name).map(AsRef::as_ref)
}
