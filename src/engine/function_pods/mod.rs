//! The pods that the Serverless controllers will make of a Function, before they exist.
//! A Function and what is known of the platform flow in; templates as they would be stored flow out.
//!
//! Buildless: `internal/controller/resources/deployment.go` of the module; image builds:
//! `components/serverless/internal/controllers/serverless/build_resources.go`. What a mutating admission adds
//! afterwards, a sidecar above all, is not part of it.

mod buildless;
mod legacy;
mod token;

pub use token::{Automount, holds_again};

use crate::model::Labels;
use crate::model::function::Function;
use crate::model::platform::{Era, Platform, Version};
use crate::model::pod_spec::PodTemplate;

/// What a pod of a Function is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It serves requests.
    Serve,
    /// It builds the image, and ends.
    Build,
}

/// One pod to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub purpose: Purpose,
    pub template: PodTemplate,
    pub labels: Labels,
    pub service_account: &'static str,
    /// Whether the token of that account is mounted.
    pub token: bool,
    /// Whether era and version are known, so that this is what will come.
    pub sure: bool,
}

/// The buildless controllers that merge the user's own security contexts.
const MERGES: Version = Version(1, 10, 0);
/// Those that harden containers at all.
const HARDENS: Version = Version(1, 8, 0);

/// The pods of a Function; without knowledge of the era, those of the newest module.
pub fn forecast(function: &Function, platform: &Platform) -> Vec<Forecast> {
    match platform.era {
        Era::Legacy => legacy::pods(function),
        Era::Buildless | Era::Unknown => {
            let known = platform.floor();
            let sure = platform.era == Era::Buildless && known.is_some();
            let version = known.unwrap_or(MERGES);
            vec![buildless::pod(function, version, sure)]
        }
    }
}
