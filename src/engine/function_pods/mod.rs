//! The pods that the Serverless controllers generate from a Function, before they exist.
//! A Function and what is known of the platform flow in; templates as they would be stored flow out.
//!
//! Buildless: `internal/controller/resources/deployment.go` of the module; image builds:
//! `components/serverless/internal/controllers/serverless/build_resources.go`. Additions of mutating
//! admission webhooks, such as a sidecar, are not included.
//!
//! # Examples
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::function_pods::{Purpose, forecast};
//! use fnsec::engine::pod_security::{self, Level};
//! use fnsec::model::platform::{Era, Platform, Version};
//! use fnsec::model::{Kind, Object};
//!
//! let text = r#"{"apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
//!     "metadata": {"name": "orders", "namespace": "shop"},
//!     "spec": {"runtime": "nodejs22", "source": {"inline": {"source": "module.exports = {}"}}}}"#;
//! let Ok(Object::Function(function)) = decode::object(Kind::Function, text) else { panic!("not a Function") };
//!
//! let platform = Platform { era: Era::Buildless, version: Some(Version(1, 10, 0)), ..Platform::default() };
//! let pods = forecast(&function, &platform);
//! assert_eq!((pods.len(), pods[0].purpose, pods[0].sure), (1, Purpose::Serve, true));
//! assert_eq!(pod_security::highest(&pods[0].template, pod_security::Version::Latest), Level::Restricted);
//! ```

mod buildless;
mod legacy;
mod token;

pub use token::{Automount, holds_again};

use crate::model::Labels;
use crate::model::function::Function;
use crate::model::platform::{Era, Platform, Version};
use crate::model::pod_spec::PodTemplate;

/// The purpose of a Function's pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Serves requests.
    Serve,
    /// Builds the image, then ends.
    Build,
}

/// One expected pod.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub purpose: Purpose,
    pub template: PodTemplate,
    pub labels: Labels,
    pub service_account: &'static str,
    /// Whether the token of that ServiceAccount is mounted.
    pub token: bool,
    /// Whether generation and version are known, so that the template is certain.
    pub sure: bool,
}

/// The buildless controllers that merge the user's own security contexts.
const MERGES: Version = Version(1, 10, 0);
/// The controllers that harden containers at all.
const HARDENS: Version = Version(1, 8, 0);

/// The pods of a Function; if the generation is not known, those of the newest module.
#[must_use]
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
