//! The mesh: evaluates Istio's policies for one request, and what the `APIRule` controller generates from
//! APIRules. Snapshots and requests flow in; who is admitted, by which policy, flows out, three-valued.
//!
//! # Examples
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::mesh::{Request, Token, GenerationContext, generate};
//! use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
//!
//! let objects = [
//!     (Kind::APIRule, r#"{"apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule",
//!         "metadata": {"name": "orders", "namespace": "shop"},
//!         "spec": {"hosts": ["orders.example.com"], "gateway": "kyma-system/gateway",
//!             "service": {"name": "orders", "port": 80},
//!             "rules": [{"path": "/*", "methods": ["GET"], "jwt": {"authentications":
//!                 [{"issuer": "https://id.example.com", "jwksUri": "https://id.example.com/keys"}]}}]}}"#),
//!     (Kind::Service, r#"{"apiVersion": "v1", "kind": "Service",
//!         "metadata": {"name": "orders", "namespace": "shop"},
//!         "spec": {"selector": {"app": "orders"}, "ports": [{"port": 80}]}}"#),
//!     (Kind::Gateway, r#"{"apiVersion": "networking.istio.io/v1", "kind": "Gateway",
//!         "metadata": {"name": "gateway", "namespace": "kyma-system"},
//!         "spec": {"servers": [{"port": {"number": 443, "protocol": "HTTPS"}, "hosts": ["*.example.com"]}]}}"#),
//! ];
//! let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
//! for kind in Kind::ALL {
//!     let namespace = kind.info().place().to_owned();
//!     snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
//! }
//! for (kind, text) in objects {
//!     snapshot.apply(Change::Put(decode::object(kind, text).expect("valid")), &mut dirty);
//! }
//!
//! let rule = &snapshot.space("shop").expect("a namespace").api_rules["orders"];
//! let generated = generate(rule, &GenerationContext::cluster(&snapshot));
//! assert_eq!(generated.valid, Some(true), "{:?}", generated.errors);
//!
//! let mesh = generated.mesh();
//! let request = Request::through_gateway("GET", "orders.example.com", "/paid");
//! assert!(generated.probe(&mesh, &request).answer.denied());
//! let token = Token::of("https://id.example.com", &[], &[]);
//! assert!(generated.probe(&mesh, &request.with_token(token)).answer.allowed());
//! ```

mod admitted;
pub mod after_reconcile;
mod answer;
mod any_request;
mod attribute;
mod callers;
mod condition;
mod connection;
pub mod drift;
pub mod entry;
pub mod generate;
mod in_force;
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

pub use admitted::RuleAdmission;
pub use answer::{Decision, MeshAnswer, evaluate};
pub use callers::{access_words, caller_words, entry_words, token_words};
pub use connection::{MeshCaller, MeshVisit};
pub use generate::OATHKEEPER;
pub use generate::{
    AccessProbe, AdmissionRefusal, Gate, GeneratedObjects, GeneratedPolicy, GenerationContext, ProxyRoute,
    ProxyRule, contested, derive, generate, refusal,
};
pub use in_force::InForce;
pub use index::{Mesh, MeshObjects};
pub use pair_matrix::PairMatrix;
pub use peers::MtlsMode;
pub use request::{INGRESS, Request, Token, TokenPlace, Workload};
pub use treatment::{ConnectionVerdict, Treatment};
pub use truth::Truth;

impl Mesh {
    /// Whether a request reaches a pod, and by which policies.
    #[must_use]
    pub fn evaluate(&self, pod: &Workload, request: &Request) -> MeshAnswer {
        evaluate(self, pod, request)
    }

    /// Which callers the pod's sidecar lets connect to a port.
    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn mode(&self, pod: &Workload, port: Option<u16>) -> MtlsMode {
        peers::mode(self, pod, port)
    }
}
