//! The inputs of checks, and the bits that a change of each sets.

use super::{Bits, Kind};

/// An input of a check; decides when it is evaluated again, and when a verdict is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Objects of the scope's own namespace.
    Kind(Kind),
    /// The same, but a cluster that does not serve the kind has no such objects.
    Optional(Kind),
    /// Objects of the kind in every namespace, through an index or the cluster-wide space.
    Everywhere(Kind),
    /// Used when it can be read; its absence makes nothing unknown.
    Hint(Kind),
    /// The same for all inputs of an engine.
    Hints(Bits),
    /// Network policies of other vendors, used when they can be read.
    OtherPolicies,
    /// What the source of each Function of the scope does: one that is not in the cluster, or not analysed to its
    /// end, prevents a pass.
    Code,
    /// The text of the source of each Function of the scope: one that is in git and was not read prevents a pass.
    Source,
    /// The packages of each Function of the scope: dependencies that are in git, or not parsed, prevent a pass.
    Packages,
    /// Advisories about packages, which the user may supply: without them the check does not apply.
    Advisories,
    /// The era and version of the platform.
    Platform,
    /// Which routes lead to which Functions.
    Exposure,
    /// The same, used when it can be read.
    ExposureHint,
    /// Which routes accept the same tokens.
    Tokens,
    /// What decides about calls of the scope's Functions in the namespaces that their code calls: what of it is not
    /// known prevents a pass.
    Callees,
}

impl Reads {
    pub const PLATFORM: Bits = 1 << 127;
    pub const EXPOSURE: Bits = 1 << 126;
    pub const TOKENS: Bits = 1 << 125;
    pub const CALLEES: Bits = 1 << 124;

    /// The kinds in a namespace that decide whether a call of its Services gets through.
    pub const CALLEE_KINDS: Bits = Kind::FOREIGN_BITS
        | Kind::Namespace.bit()
        | Kind::bits(&Self::CALLEE_DECIDING)
        | Kind::bits(&Self::CALLEE_WORKLOADS);
    /// Those without which nothing is known to be open.
    pub const CALLEE_DECIDING: [Kind; 7] = [
        Kind::Service,
        Kind::Pod,
        Kind::NetworkPolicy,
        Kind::AuthorizationPolicy,
        Kind::RequestAuthentication,
        Kind::PeerAuthentication,
        Kind::EnvoyFilter,
    ];
    /// Those that show the pods that there will be where there are none.
    pub const CALLEE_WORKLOADS: [Kind; 4] =
        [Kind::Function, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet];

    /// Returns the kinds that it is computed from.
    #[must_use]
    pub const fn kinds(self) -> Bits {
        const PLATFORM: Bits = Kind::bits(&[Kind::Deployment, Kind::Serverless]);
        const EXPOSURE: Bits =
            Kind::bits(&[Kind::APIRule, Kind::VirtualService, Kind::Ingress, Kind::HTTPRoute]);
        match self {
            Self::Kind(kind) | Self::Optional(kind) | Self::Everywhere(kind) | Self::Hint(kind) => kind.bit(),
            Self::Hints(bits) if bits & Self::PLATFORM != 0 => bits | PLATFORM,
            Self::Hints(bits) => bits,
            Self::OtherPolicies => Kind::FOREIGN_BITS,
            Self::Platform => PLATFORM,
            Self::Exposure | Self::ExposureHint => EXPOSURE,
            Self::Tokens => Kind::APIRule.bit(),
            Self::Callees => Self::CALLEE_KINDS,
            Self::Code | Self::Source | Self::Packages | Self::Advisories => Kind::Function.bit(),
        }
    }

    /// Returns the bits whose change makes the result of a check with this input outdated.
    #[must_use]
    pub const fn bits(self) -> Bits {
        match self {
            Self::Kind(kind) | Self::Optional(kind) | Self::Everywhere(kind) | Self::Hint(kind) => kind.bit(),
            Self::Hints(bits) => bits,
            Self::OtherPolicies => Kind::FOREIGN_BITS,
            Self::Platform => Self::PLATFORM,
            Self::Exposure | Self::ExposureHint => Self::EXPOSURE,
            Self::Tokens => Self::TOKENS,
            Self::Callees => Self::CALLEES,
            Self::Code | Self::Source | Self::Packages | Self::Advisories => Kind::Function.bit(),
        }
    }
}
