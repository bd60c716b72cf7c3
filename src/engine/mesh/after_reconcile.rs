//! The mesh after the controller's next run: its policies are derived, those of others are kept.

use super::generate::GeneratedObjects;
use super::index::Mesh;
use super::request::{Request, Token, Workload};
use super::tokens;
use crate::model::function::Function;
use crate::model::mesh::{AuthorizationPolicy, RequestAuthentication};
use crate::model::{Labels, Snapshot, Space};

pub use crate::model::mesh::is_made;

impl Mesh {
    /// The existing objects without the controller's, and with the generated ones instead.
    pub fn intended<'a>(snapshot: &Snapshot, all: impl IntoIterator<Item = &'a GeneratedObjects>) -> Self {
        let mut mesh = Self::of(snapshot);
        mesh.drop_made();
        for made in all {
            made.policies.iter().for_each(|policy| mesh.add_policy(policy.policy.clone()));
            made.requests.iter().for_each(|request| mesh.add_request(request.clone()));
        }
        mesh
    }

    fn drop_made(&mut self) {
        self.each_place(|place| {
            place.policies.retain(|policy| !is_made(&policy.meta.labels));
            place.requests.retain(|request| !is_made(&request.meta.labels));
        });
    }

    pub fn add_policy(&mut self, policy: AuthorizationPolicy) {
        self.place_mut(&policy.meta.namespace.clone()).policies.push(policy.into());
    }

    pub fn add_request(&mut self, object: RequestAuthentication) {
        self.place_mut(&object.meta.namespace.clone()).requests.push(object.into());
    }

    /// The token in the place where some rule of the pod reads tokens of its issuer.
    #[must_use]
    pub fn carried(&self, pod: &Workload, token: Token) -> Token {
        let carried = tokens::place(self, pod, token.issuer());
        Token { carried, ..token }
    }

    /// A request with its token in the place where it is read.
    #[must_use]
    pub fn sent(&self, pod: &Workload, request: Request) -> Request {
        let token = request.token.clone().map(|token| self.carried(pod, token));
        Request { token, ..request }
    }
}

impl GeneratedObjects {
    /// The existing pods behind a rule, otherwise the expected ones.
    #[must_use]
    pub fn workloads(&self, at: usize, snapshot: &Snapshot) -> Vec<Workload> {
        let Some(target) = self.targets.get(at) else { return Vec::new() };
        let Some(space) = snapshot.space(&target.namespace) else {
            return self.workload(at).into_iter().collect();
        };
        let pods = space.pods_by_labels().with_labels(&target.selector).filter(|pod| !pod.finished());
        let mut found: Vec<Workload> = Vec::new();
        for pod in pods.map(|pod| Workload::of(pod)) {
            if !found.contains(&pod) {
                found.push(pod);
            }
        }
        if found.is_empty() {
            found.extend(of_function(space, &target.service, &target.selector).or_else(|| self.workload(at)));
        }
        found
    }

    /// The target port of a rule's pods, where it is a number.
    #[must_use]
    pub fn port(&self, at: usize, snapshot: &Snapshot) -> Option<u16> {
        let target = self.targets.get(at)?;
        let space = snapshot.space(&target.namespace)?;
        let Some(service) = space.services.get(target.service.as_str()) else {
            return space.functions.get(target.service.as_str()).map(|_| 8080);
        };
        let port = service.ports.iter().find(|one| one.port == target.port)?;
        if port.target.is_empty() { u16::try_from(port.port).ok() } else { port.target.parse().ok() }
    }
}

fn of_function(space: &Space, service: &str, selector: &Labels) -> Option<Workload> {
    let function: &Function = space.functions.get(service)?;
    let pod = Workload::of_function(function);
    selector.iter().all(|(key, value)| pod.labels.is(key, value)).then_some(pod)
}

/// Whether an APIRule matches a host, and how exactly: a full name precedes a wildcard.
#[must_use]
pub fn answers(host: &str, asked: &str) -> Option<usize> {
    let (host, asked) = (host.to_ascii_lowercase(), asked.to_ascii_lowercase());
    let asked = asked.split(':').next().unwrap_or_default();
    if host == asked {
        return Some(usize::MAX);
    }
    let end = host.strip_prefix('*')?;
    (asked.len() > end.len() && asked.ends_with(end)).then_some(end.len())
}
