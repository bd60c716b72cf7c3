//! Which namespaces a change of an object concerns besides its own.

use super::reads::Reads;
use super::{Bits, Kind};

/// What a change of a kind makes outdated in the namespaces that routes lead to.
pub(super) fn exposure_bits(kind: Kind) -> Bits {
    if kind == Kind::APIRule { Reads::EXPOSURE | Reads::TOKENS } else { 0 }
}

/// What a change of a kind makes outdated in the namespaces whose code calls Services of the object's namespace.
pub(super) fn callee_bits(kind: Kind) -> Bits {
    if kind.bit() & Reads::CALLEE_KINDS == 0 { 0 } else { Reads::CALLEES }
}

/// Whether objects of one namespace decide about others too: settings, the mesh's own policies, modules,
/// gateways.
pub(super) fn holds_everywhere(kind: Kind, home: &str) -> bool {
    match kind {
        Kind::AuthorizationPolicy
        | Kind::PeerAuthentication
        | Kind::RequestAuthentication
        | Kind::RateLimit => home == "istio-system",
        Kind::ConfigMap => home == "kyma-system",
        _ => kind.decides_everywhere(),
    }
}
