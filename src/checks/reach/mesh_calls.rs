//! Whether the mesh denies every request of a Function to a Service of its namespace. A scope, a Function and a Service
//! flow in; what denies it flows out, nothing unless it is certain.

use crate::checks::destinations::{self, Target};
use crate::checks::prelude::*;
use crate::engine::mesh::{Between, Caller, Mesh, Treatment, Visit, Workload};
use crate::model::network_policy::Protocol;

/// The policies of the mesh around a namespace.
pub struct MeshCalls(Option<Mesh>);

impl MeshCalls {
    /// A mesh without policies, and one that filters may change, denies nothing for certain.
    pub fn of(scope: &Scope<'_>) -> Self {
        let calls = |function: &Function| function.code.uses().is_some_and(|uses| !uses.endpoints.is_empty());
        let calls = scope.space.functions.values().any(|one| calls(one));
        let places = || scope.mesh().into_iter().chain([scope.space]);
        let any = places()
            .any(|space| !space.authorization_policies.is_empty() || !space.peer_authentications.is_empty());
        let filtered = places().any(|space| !space.envoy_filters.is_empty());
        Self((calls && any && !filtered).then(|| Mesh::near(scope.whole(), scope.name())))
    }

    /// Returns what denies every request from every pod of the Function to every pod of the Service.
    pub fn denied(
        &self,
        scope: &Scope<'_>,
        function: &Function,
        service: &str,
        port: u16,
    ) -> Option<Between> {
        let mesh = self.0.as_ref()?;
        let service = scope.space.services.get(service).filter(|one| !one.selector.is_empty())?;
        let Target::Number(port) = destinations::target(service, port)? else { return None };
        let own = serving(scope).filter(|pod| pod.function() == Some(function.meta.name.as_str()));
        let callers: Vec<Caller> = own.map(|pod| Caller::pod(mesh, pod)).collect();
        let pods = scope.space.pods.values().filter(|pod| {
            let is_behind = service.selector.iter().all(|(key, value)| pod.meta.labels.is(key, value));
            is_behind && !pod.finished() && !pod.meta.deleting
        });
        let targets: Vec<Workload> = pods.map(|pod| Workload::of(pod)).collect();
        let mut denied = None;
        for (caller, target) in callers.iter().flat_map(|one| targets.iter().map(move |target| (one, target)))
        {
            let visit = Visit { caller, target, port: Some(port), protocol: Protocol::Tcp, request: None };
            let between = mesh.between(visit);
            if between.say != Treatment::Denied {
                return None;
            }
            denied.get_or_insert(between);
        }
        denied
    }
}
