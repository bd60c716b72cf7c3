//! The mesh: evaluates Istio's policies for one request, and what the `APIRule` controller generates from
//! APIRules. Snapshots and requests flow in; who is admitted, by which policy, flows out, three-valued.

mod admitted;
pub mod after_reconcile;
mod answer;
mod any_request;
mod attribute;
mod callers;
mod condition;
mod connection;
pub mod drift;
pub mod generate;
mod index;
mod matched;
mod pair_matrix;
pub mod paths;
mod peers;
mod reference;
mod request;
mod rule;
pub mod schema;
pub mod spec;
mod tokens;
mod treatment;
mod truth;
pub mod unseen;
mod values;
pub mod weaker;

pub use admitted::Admitted;
pub use answer::{Decision, MeshAnswer, evaluate};
pub use callers::{access_words, caller_words, entry_words, token_words};
pub use connection::{Caller, Visit};
pub use generate::{
    Gate, Generated, Policy, Probe, Proxied, ProxyRoute, Refusal, World, contested, derive, generate, refusal,
};
pub use index::{Mesh, MeshObjects};
pub use pair_matrix::Crowd;
pub use peers::Mode;
pub use request::{Carried, INGRESS, Request, Token, Workload};
pub use treatment::{Between, Treatment};
pub use truth::Truth;

impl Mesh {
    /// Whether a request reaches a pod, and by which policies.
    #[must_use]
    pub fn evaluate(&self, pod: &Workload, request: &Request) -> MeshAnswer {
        evaluate(self, pod, request)
    }

    /// Which callers the pod's sidecar lets connect to a port.
    #[must_use]
    pub fn mode(&self, pod: &Workload, port: Option<u16>) -> Mode {
        peers::mode(self, pod, port)
    }
}
