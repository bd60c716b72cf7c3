//! The mesh: evaluates Istio's policies for one request, and what the `APIRule` controller generates from
//! APIRules. Snapshots and requests flow in; who is admitted, by which policy, flows out, three-valued.

mod admitted;
mod answer;
mod between;
mod callers;
mod crowd;
pub mod drift;
mod every;
pub mod generate;
pub mod intended;
pub mod paths;
mod peers;
mod place;
mod request;
mod rule;
pub mod schema;
mod sorted;
pub mod spec;
mod tokens;
mod truth;
pub mod unseen;
mod values;
pub mod weaker;
mod when;

pub use admitted::Admitted;
pub use answer::{MeshAnswer, Verdict, evaluate};
pub use between::{Between, Caller, Say, Visit};
pub use callers::{access_words, caller_words, entry_words, token_words};
pub use crowd::Crowd;
pub use generate::{
    Gate, Generated, Policy, Probe, Proxied, ProxyRoute, Refusal, World, contested, derive, generate, refusal,
};
pub use peers::Mode;
pub use place::{Mesh, MeshObjects};
pub use request::{Carried, INGRESS, Request, Token, Workload};
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
