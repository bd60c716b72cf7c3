//! The component that checks tokens of v1beta1 rules: Oathkeeper, or the mesh. One setting decides for the
//! whole cluster:
//! `jwtHandler` in ConfigMap `api-gateway-config` of kyma-system.

use crate::engine::mesh::generate::GenerationContext;
use crate::model::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checker {
    /// Oathkeeper; no policy is generated.
    Ory,
    Istio,
}

const HOME: &str = "kyma-system";

/// Returns the component that checks tokens.
///
/// # Errors
/// If the ConfigMap with `jwtHandler` was not read, does not exist, or names no known handler.
pub fn find(world: &GenerationContext<'_>) -> Result<Checker, String> {
    let space = world.snapshot.space(HOME);
    let Some(config) = space.and_then(|space| space.gateway_configs.values().next()) else {
        let missing = || "ConfigMap api-gateway-config does not exist in kyma-system".to_owned();
        let why = world.unread(Kind::GatewayConfig, HOME).unwrap_or_else(missing);
        return Err(format!("{why}, so it is unknown who checks tokens (jwtHandler)"));
    };
    match config.jwt_handler.as_str() {
        "ory" => Ok(Checker::Ory),
        "istio" => Ok(Checker::Istio),
        "" => Err("ConfigMap api-gateway-config does not set jwtHandler".into()),
        other => {
            Err(format!("ConfigMap api-gateway-config sets jwtHandler to {other}, neither ory nor istio"))
        }
    }
}
