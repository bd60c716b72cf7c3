//! The settings of the mesh and of the API gateway that decide how policies are read.

use crate::model::Meta;

/// ConfigMap `istio` of istio-system, key `mesh`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeshConfig {
    pub meta: Meta,
    /// Empty: `cluster.local`.
    pub trust_domain: String,
    /// Empty: `istio-system`.
    pub root_namespace: String,
    pub providers: Vec<ExtensionProvider>,
    /// Why the text could not be parsed, if so.
    pub fault: Option<String>,
}

/// An extension provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtensionProvider {
    pub name: String,
    /// Whether it is an HTTP authorizer, the only type that an APIRule may name.
    pub is_http: bool,
    /// Whether it is an authorizer over gRPC.
    pub is_grpc: bool,
    pub fail_open: bool,
}

impl MeshConfig {
    #[must_use]
    pub fn trust_domain(&self) -> &str {
        if self.trust_domain.is_empty() { "cluster.local" } else { &self.trust_domain }
    }

    #[must_use]
    pub fn root_namespace(&self) -> &str {
        if self.root_namespace.is_empty() { "istio-system" } else { &self.root_namespace }
    }
}

/// ConfigMap `api-gateway-config` of kyma-system: which component verifies the tokens of v1beta1 rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayConfig {
    pub meta: Meta,
    /// `ory` or `istio`; empty when it is not set.
    pub jwt_handler: String,
}
