//! The Serverless resource: the settings of the module.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Serverless {
    pub meta: Meta,
    pub internal_registry: bool,
    pub registry_secret: String,
    /// `status.dockerRegistry`: the registry that the module reports.
    pub registry_in_use: String,
    pub eventing_endpoint: String,
    pub tracing_endpoint: String,
    /// `enableNetworkPolicies`; it has an effect in some versions only.
    pub network_policies: Option<bool>,
    pub network_policies_in_use: bool,
    /// `functionBuildExecutorArgs`: flags for the image builds.
    pub build_arguments: String,
    pub state: String,
}

impl Serverless {
    /// Returns the annotation that chooses between image builds and buildless mode.
    #[must_use]
    pub fn mode(&self) -> Option<&str> {
        self.meta.annotations.get(MODE_ANNOTATION)
    }
}

pub const MODE_ANNOTATION: &str = "serverless.kyma-project.io/buildless-mode";
