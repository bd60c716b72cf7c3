//! The built-in clusters: a buildless one, and a legacy one with image builds and a registry.
//!
//! Short descriptions flow in, complete objects as in a cluster flow out, behind the embedded API server.
//! The demo reacts to users' changes as the controllers of a cluster would.

pub(super) mod builders;
mod changes;
mod controller;
mod enforced;
mod estate_buildless;
mod estate_careless;
mod estate_legacy;
mod estate_small;
pub(super) mod function;
mod mesh;
pub(super) mod platform;
pub(super) mod pod;
pub(super) mod rbac;
mod report;
pub(super) mod route;
mod simulation;
pub(super) mod space;
pub(super) mod template;
pub(super) mod texts;
pub(super) mod workload;

#[cfg(test)]
mod tests;

use super::embedded::{Embedded, ServerFault};
use crate::model::Kind;
use crate::model::calendar::Day;
use crate::model::platform::Era;

pub const CONTEXTS: [&str; 2] = ["demo-buildless", "demo-legacy"];
/// A cluster for scenes of the explorer, which is not offered as a demo.
pub const SMALL: &str = "demo-small";

/// Returns the namespace of a context: where users begin who may not list namespaces.
#[must_use]
pub fn home(context: &str) -> &'static str {
    if context == SMALL { "booking" } else { "payments" }
}

/// Returns a demo cluster by the name of its context.
///
/// With `alive`, and within a tokio runtime, it reacts to users' changes, and something changes now and
/// then.
#[must_use]
pub fn cluster(context: &str, _today: Day, alive: bool) -> Option<Embedded> {
    let era = match context {
        "demo-buildless" | SMALL => Era::Buildless,
        "demo-legacy" => Era::Legacy,
        _ => return None,
    };
    let cluster = Embedded::new();
    cluster.report(report::REPORTER);
    unserved(era).for_each(|kind| cluster.fault(ServerFault::NotServed(kind)));
    match era {
        _ if context == SMALL => estate_small::plant(&cluster),
        Era::Legacy => estate_legacy::plant(&cluster),
        Era::Buildless | Era::Unknown => estate_buildless::plant(&cluster),
    }
    if let (true, Ok(runtime)) = (alive, tokio::runtime::Handle::try_current()) {
        simulation::begin(&runtime, &cluster, era);
    }
    Some(cluster)
}

/// Returns the kinds that a Kyma cluster of that era does not serve.
fn unserved(era: Era) -> impl Iterator<Item = Kind> {
    let beside = match era {
        Era::Legacy => [Kind::HTTPRoute, Kind::DockerRegistry],
        Era::Buildless | Era::Unknown => [Kind::HTTPRoute, Kind::OathkeeperRule],
    };
    Kind::FOREIGN_POLICIES.into_iter().chain(beside)
}
