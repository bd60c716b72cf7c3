//! Paths through eventing: any client that reaches the publisher may send any event, and eventing delivers it
//! to every Subscription for its type. A snapshot, its network and its mesh flow in, one path per
//! Subscription flows out.
//!
//! # Examples
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::events::EventWay;
//! use fnsec::engine::mesh::Mesh;
//! use fnsec::engine::network::{Network, Reachability};
//! use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
//!
//! let objects = [
//!     (Kind::Subscription, r#"{"apiVersion": "eventing.kyma-project.io/v1alpha2", "kind": "Subscription",
//!         "metadata": {"name": "paid", "namespace": "shop"},
//!         "spec": {"sink": "http://mail.shop.svc.cluster.local", "source": "payments",
//!             "types": ["order.paid.v1"], "typeMatching": "standard"}}"#),
//!     (Kind::Function, r#"{"apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
//!         "metadata": {"name": "mail", "namespace": "shop"},
//!         "spec": {"runtime": "nodejs22", "source": {"inline": {"source": "x"}}}}"#),
//!     (Kind::Service, r#"{"metadata": {"name": "mail", "namespace": "shop"},
//!         "spec": {"selector": {"serverless.kyma-project.io/function-name": "mail"},
//!             "ports": [{"port": 80, "targetPort": 8080}]}}"#),
//!     (Kind::Pod, r#"{"metadata": {"name": "mail-1", "namespace": "shop", "labels": {
//!             "serverless.kyma-project.io/function-name": "mail",
//!             "serverless.kyma-project.io/managed-by": "function-controller",
//!             "serverless.kyma-project.io/resource": "deployment"}},
//!         "spec": {"containers": [{"name": "function", "image": "x"}]}, "status": {"phase": "Running"}}"#),
//!     (Kind::Pod, r#"{"metadata": {"name": "eventing-manager-1", "namespace": "kyma-system",
//!             "labels": {"app.kubernetes.io/name": "eventing-manager"}},
//!         "spec": {"containers": [{"name": "manager", "image": "x"}]}, "status": {"phase": "Running"}}"#),
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
//! let all = EventWay::all(&snapshot, &Network::of(&snapshot), &Mesh::of(&snapshot));
//! assert_eq!(all[0].events, "payments/order.paid.v1");
//! assert_eq!(all[0].delivery.verdict, Reachability::Allowed);
//! ```

use super::mesh::{Mesh, MeshCaller, MeshVisit, Request, Treatment, Workload};
use super::network::{Backend, ConnectionEnd, Network, Reachability};
use crate::model::event::Subscription;
use crate::model::pod::{GATEWAY_HOME, Pod};
use crate::model::{Bits, Kind, Snapshot};

/// How events reach one Subscription's Function or Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventWay {
    pub namespace: String,
    pub subscription: String,
    /// Empty where types are matched exactly.
    pub source: String,
    pub types: Vec<String>,
    /// `orders/order.paid.v1`, as publishers name it.
    pub events: String,
    /// The Service in its own namespace that receives the events; empty where the sink is elsewhere.
    pub service: String,
    pub functions: Vec<String>,
    /// Delivered through the gateway, as some backends do.
    pub by_gateway: bool,
    pub delivery: Delivery,
}

/// Whether NetworkPolicies and the mesh let the sender in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub verdict: Reachability,
    /// The policies that block it.
    pub by: Vec<String>,
    /// Why it is not known.
    pub why: String,
}

/// The sender where it is not the gateway.
const EVENTING: &str = "eventing-manager";

impl EventWay {
    /// What is read besides the inputs of connection decisions.
    pub const READS: Bits = Kind::Subscription.bit() | Kind::Service.bit() | Kind::Function.bit();

    #[must_use]
    pub fn all(snapshot: &Snapshot, network: &Network, mesh: &Mesh) -> Vec<Self> {
        let subscriptions = snapshot.spaces().flat_map(|space| space.subscriptions.values());
        subscriptions.map(|subscription| Self::of(subscription, Ground { snapshot, network, mesh })).collect()
    }

    fn of(subscription: &Subscription, ground: Ground<'_>) -> Self {
        let meta = &subscription.meta;
        let space = ground.snapshot.space(&meta.namespace);
        let service = subscription.service().unwrap_or_default();
        let by_gateway = !subscription.api_rule.is_empty();
        Self {
            namespace: meta.namespace.clone().into(),
            subscription: meta.name.clone().into(),
            source: subscription.source().to_owned(),
            events: subscription.events(),
            types: subscription.types.clone(),
            functions: space.map(|space| space.functions_of(service)).unwrap_or_default(),
            service: service.to_owned(),
            by_gateway,
            delivery: ground.delivery(subscription, by_gateway).unwrap_or_else(Delivery::unknown),
        }
    }

    /// The event types and the receiver.
    #[must_use]
    pub fn end(&self) -> String {
        match (self.functions.as_slice(), self.service.as_str()) {
            ([], "") => "elsewhere".into(),
            ([], service) => format!("Service {service}"),
            (functions, _) => functions.join(", "),
        }
    }

    #[must_use]
    pub fn words(&self) -> String {
        let sender = if self.by_gateway { " through the gateway" } else { "" };
        match self.delivery.verdict {
            Reachability::Allowed => format!("delivered{sender}"),
            Reachability::Denied => format!("not delivered: blocked by {}", self.delivery.by.join(", ")),
            Reachability::Unknown => format!("unknown: {}", self.delivery.why),
        }
    }
}

impl Delivery {
    fn unknown(why: impl Into<String>) -> Self {
        Self { verdict: Reachability::Unknown, by: Vec::new(), why: why.into() }
    }
}

#[derive(Clone, Copy)]
struct Ground<'a> {
    snapshot: &'a Snapshot,
    network: &'a Network,
    mesh: &'a Mesh,
}

impl Ground<'_> {
    /// Any replica may deliver to any other, so the least open pair counts; an error is why it is not known.
    fn delivery(self, subscription: &Subscription, by_gateway: bool) -> Result<Delivery, String> {
        let home = &subscription.meta.namespace;
        let space = self.snapshot.space(home);
        let name = subscription.service().ok_or("the sink is not a Service of its namespace")?;
        let service = space.and_then(|space| Some((space, space.services.get(name)?)));
        let (space, service) = service.ok_or_else(|| format!("Service {name} was not read"))?;
        let found = self.network.backends(space, service, Some(subscription.port()));
        let sinks = found.map_err(|why| why.words().to_owned())?;
        let (place, who) = if by_gateway { (GATEWAY_HOME, "the gateway") } else { ("kyma-system", EVENTING) };
        let pods = self.snapshot.space(place).into_iter().flat_map(|space| space.pods.values());
        let sends = |pod: &Pod| {
            if by_gateway { pod.is_gateway() } else { pod.meta.labels.is("app.kubernetes.io/name", EVENTING) }
        };
        let senders = pods.filter(|pod| sends(pod) && !pod.finished());
        let (host, path) = (subscription.host().to_owned(), subscription.path().to_owned());
        let request = Request { method: "POST".into(), host, path, ..Request::default() };
        let each = senders.flat_map(|sender| {
            let sinks = sinks.iter().filter_map(|sink| Some((sink, space.pods.get(sink.pod.as_str())?)));
            sinks.map(|(sink, pod)| self.visit(sender, pod, sink, &request))
        });
        each.min_by_key(|one| one.verdict).ok_or_else(|| format!("no pod of {who} was read in {place}"))
    }

    fn visit(self, sender: &Pod, pod: &Pod, sink: &Backend, request: &Request) -> Delivery {
        let end = |pod: &'_ Pod| (pod.meta.namespace.clone(), pod.meta.name.clone());
        let (from, to) = (end(sender), end(pod));
        let Some(answer) =
            self.network.answer(ConnectionEnd::Pod(&from.0, &from.1), ConnectionEnd::Pod(&to.0, &to.1))
        else {
            return Delivery::unknown("a pod has no network");
        };
        let verdict = answer.verdict(sink.protocol, sink.port);
        let sides = answer.egress.policies.iter().chain(&answer.ingress.policies);
        let by: Vec<String> = sides.map(ToString::to_string).collect();
        if verdict == Reachability::Denied {
            return Delivery { verdict, by, why: String::new() };
        }
        let (caller, target) = (MeshCaller::pod(self.mesh, sender), Workload::of(pod));
        let (port, protocol) = (Some(sink.port), sink.protocol);
        let told = self.mesh.between(MeshVisit {
            caller: &caller,
            target: &target,
            port,
            protocol,
            request: Some(request),
        });
        match (told.say, verdict) {
            (Treatment::Denied, _) if told.by.is_empty() => {
                Delivery { verdict: Reachability::Denied, by: vec![told.why], why: String::new() }
            }
            (Treatment::Denied, _) => {
                Delivery { verdict: Reachability::Denied, by: told.names(), why: String::new() }
            }
            (Treatment::Unknown | Treatment::Depends, _) => Delivery::unknown(told.why),
            (Treatment::Allowed | Treatment::None, Reachability::Allowed) => {
                Delivery { verdict, by: Vec::new(), why: String::new() }
            }
            (Treatment::Allowed | Treatment::None, _) => {
                Delivery::unknown(answer.why.first().map(ToString::to_string).unwrap_or_default())
            }
        }
    }
}
