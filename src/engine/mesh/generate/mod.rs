//! What the `APIRule` controller makes of an `APIRule`, or why it refuses it: version v2 of its rules.
//! An APIRule and a snapshot flow in; errors or policies and a route flow out, as the controller writes them.

mod host;
mod legacy;
mod policy;
mod route;
mod target;
mod uri;
mod validate;
mod walk;

pub use host::{OWNER, OWNER_OLD, OWNER_SPACE, owned};
pub use policy::Policy;
pub use target::Target;
pub use walk::Trie;

use super::{Answer, Mesh, Request, Verdict, Workload};
use crate::model::apirule::ApiRule;
use crate::model::mesh::RequestAuthentication;
use crate::model::{Feed, Kind, Snapshot};
use regex::Regex;
use serde_json::Value;
use validate::Findings;

/// What is known beside the APIRule.
#[derive(Clone, Copy)]
pub struct World<'a> {
    pub snapshot: &'a Snapshot,
    /// It is a cluster: what is not there does not exist. Manifests leave out what others install.
    pub whole: bool,
    /// The controller took the APIRule: whether its host is free is not asked again.
    pub taken: bool,
}

impl<'a> World<'a> {
    pub fn cluster(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, whole: true, taken: false }
    }

    pub fn manifests(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, whole: false, taken: false }
    }

    /// For a look at rules that are in force.
    pub fn in_force(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, whole: false, taken: true }
    }

    fn unread(&self, kind: Kind, namespace: &str) -> Option<String> {
        let feed = self.snapshot.feeds().of(kind, namespace);
        let none = feed == Feed::NotServed && kind != Kind::Service;
        let why = feed.why().trim_end_matches('.');
        (!feed.known() && !none).then(|| format!("{} could not be read ({why})", kind.info().plural))
    }
}

/// The controller's answer to one APIRule.
#[derive(Debug, Clone, Default)]
pub struct Generated {
    /// Nothing when it cannot be told; the notes say why.
    pub valid: Option<bool>,
    pub errors: Vec<String>,
    pub notes: Vec<String>,
    pub host: String,
    pub policies: Vec<Policy>,
    pub requests: Vec<RequestAuthentication>,
    pub virtual_service: Option<Value>,
    /// Where each rule leads; empty unless all are known.
    pub targets: Vec<Target>,
    /// The APIRule it was made of.
    pub rule: ApiRule,
    expressions: Vec<Option<Regex>>,
}

pub fn generate(rule: &ApiRule, world: &World<'_>) -> Generated {
    if rule.is_legacy() {
        return legacy::generate(rule, world);
    }
    let mut found = Findings::default();
    validate::rules(rule, world, &mut found);
    let name = host::host(rule, world, &mut found);
    host::gateway(rule, world, &mut found);
    let valid = match (found.errors.is_empty(), found.unknown.is_empty()) {
        (false, _) => Some(false),
        (true, false) => None,
        (true, true) => Some(true),
    };
    let mut made = Generated { valid, host: name.clone().unwrap_or_default(), ..Generated::default() };
    if let (true, Some(host)) = (found.errors.is_empty(), name) {
        build(rule, &host, &found.targets, &mut made);
    }
    made.errors = found.errors;
    made.notes = found.unknown.into_iter().chain(found.notes).collect();
    made.expressions = route::expressions(&rule.rules);
    made.rule = rule.clone();
    made
}

/// What is made of an APIRule that is accepted, as far as its targets are known.
fn build(rule: &ApiRule, host: &str, targets: &[Option<Target>], made: &mut Generated) {
    let known = targets.iter().enumerate().filter_map(|(at, target)| Some((at, target.as_ref()?)));
    let all = known.flat_map(|(at, target)| policy::policies(rule, at, host, target)).collect();
    made.policies = policy::without_twins(all);
    made.requests = policy::requests(rule, targets);
    let whole: Option<Vec<Target>> = targets.iter().cloned().collect();
    if let Some(whole) = whole {
        made.virtual_service = Some(route::spec(rule, host, &whole));
        made.targets = whole;
    }
}

/// Where a request goes and whether it gets there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Position of the rule that routes it.
    pub rule: Option<usize>,
    pub answer: Answer,
}

impl Generated {
    /// A mesh of nothing but what was made.
    pub fn mesh(&self) -> Mesh {
        Mesh::made(self.policies.iter().map(|one| one.policy.clone()).collect(), self.requests.clone())
    }

    /// The policies one rule would have if it stood alone: what it asks for, without what other rules change.
    pub fn alone(&self, at: usize) -> Option<Mesh> {
        let target = self.targets.get(at)?;
        let mut all = policy::policies(&self.rule, at, &self.host, target);
        let operations = all.iter_mut().flat_map(|one| &mut one.policy.rules).flat_map(|rule| &mut rule.to);
        operations.for_each(|to| to.not_paths.clear());
        Some(Mesh::made(all.into_iter().map(|one| one.policy).collect(), self.requests.clone()))
    }

    /// The rule that routes a method and path.
    pub fn route(&self, method: &str, path: &str) -> Option<usize> {
        route::routed(&self.rule.rules, &self.expressions, method, path)
    }

    /// The pods behind a rule.
    pub fn workload(&self, at: usize) -> Option<Workload> {
        let target = self.targets.get(at)?;
        Some(Workload::labelled(&target.namespace, &target.selector))
    }

    /// Whether a request through the gateway gets to its pods, by the policies of a mesh.
    pub fn probe(&self, mesh: &Mesh, request: &Request) -> Probe {
        let rule = self.route(&request.method, &request.path);
        let answer = match rule.and_then(|at| self.workload(at)) {
            Some(pod) => mesh.evaluate(&pod, request),
            None => unrouted(),
        };
        Probe { rule, answer }
    }
}

fn unrouted() -> Answer {
    let why = "no rule routes this method and path";
    Answer { verdict: Verdict::Denied, by: Vec::new(), why: why.into(), notes: Vec::new() }
}
