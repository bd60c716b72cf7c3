//! Whether a connection is possible where NetworkPolicies and the mesh both decide.

use super::mesh::{ConnectionVerdict, PairMatrix, Treatment};
use super::network::{Openness, Reachability};

/// A verdict, and why it is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    pub verdict: Reachability,
    pub why: String,
}

impl Joint {
    fn new(verdict: Reachability, why: impl Into<String>) -> Self {
        Self { verdict, why: why.into() }
    }
}

/// Returns the verdict for two pods: the mesh is asked only about what NetworkPolicies do not deny.
#[must_use]
pub fn of_pods(network: Reachability, mesh: &ConnectionVerdict) -> Joint {
    match (network, mesh.say) {
        (Reachability::Denied, _) | (_, Treatment::Denied) => Joint::new(Reachability::Denied, ""),
        (_, Treatment::Depends | Treatment::Unknown) => Joint::new(Reachability::Unknown, mesh.words()),
        (Reachability::Unknown, _) => Joint::new(Reachability::Unknown, "a NetworkPolicy is not known"),
        (Reachability::Allowed, Treatment::Allowed | Treatment::None) => {
            Joint::new(Reachability::Allowed, "")
        }
    }
}

/// Returns whether any pod of a namespace can connect to any pod of another one.
#[must_use]
pub fn of_namespaces(network: Openness, mesh: &PairMatrix) -> Joint {
    let some = || {
        mesh.answers().into_iter().any(|answer| matches!(answer.say, Treatment::Allowed | Treatment::None))
    };
    match (network, mesh.all()) {
        (Openness::Empty | Openness::None, _) | (_, Some(Treatment::Denied)) => {
            Joint::new(Reachability::Denied, "")
        }
        (Openness::Unknown, _) => Joint::new(Reachability::Unknown, "a NetworkPolicy is not known"),
        (Openness::Some | Openness::All, Some(Treatment::Allowed | Treatment::None)) => {
            Joint::new(Reachability::Allowed, "")
        }
        // Policies allow every pair, so that one pair that the mesh admits is enough.
        (Openness::All, _) if some() => Joint::new(Reachability::Allowed, ""),
        (Openness::Some | Openness::All, _) => {
            let words = mesh.answers().into_iter().next().map(ConnectionVerdict::words).unwrap_or_default();
            Joint::new(Reachability::Unknown, format!("the mesh decides it by pod or request ({words})"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_either_denies_is_denied_and_what_depends_is_unknown() {
        let said = |say| ConnectionVerdict { say, by: Vec::new(), why: "a rule".into() };
        let of = |network, say| of_pods(network, &said(say)).verdict;
        assert_eq!(of(Reachability::Allowed, Treatment::None), Reachability::Allowed);
        assert_eq!(of(Reachability::Allowed, Treatment::Denied), Reachability::Denied);
        assert_eq!(of(Reachability::Unknown, Treatment::Denied), Reachability::Denied);
        assert_eq!(of(Reachability::Denied, Treatment::Unknown), Reachability::Denied);
        assert_eq!(of(Reachability::Allowed, Treatment::Depends), Reachability::Unknown);
        assert_eq!(of(Reachability::Unknown, Treatment::Allowed), Reachability::Unknown);
    }
}
