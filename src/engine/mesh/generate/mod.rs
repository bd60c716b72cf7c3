//! What the `APIRule` controller generates from an `APIRule`, or why it refuses it: by the rules of v2, and
//! by those of v1beta1 where they still apply (`legacy/`).
//! An APIRule and a snapshot flow in; errors or policies and a route flow out, as the controller writes them.

mod admission;
mod gateways;
mod host;
mod legacy;
mod policy;
mod route;
mod target;
mod uri;
mod validate;
mod walk;

pub use admission::{AdmissionRefusal, contested, refusal};
pub use host::{OWNER, OWNER_OLD, OWNER_SPACE, owned};
pub use legacy::policy::OATHKEEPER;
pub use legacy::{Gate, ProxyRule};
pub use policy::GeneratedPolicy;
pub use target::RuleTarget;
pub use walk::{Trie, standard};

use super::{Decision, Mesh, MeshAnswer, Request, Workload, paths};
use crate::model::apirule::{ApiRule, RouteRule};
use crate::model::mesh::RequestAuthentication;
use crate::model::reads::Reads;
use crate::model::{Bits, Extent, Feed, Kind, Snapshot};
use regex::Regex;
use serde_json::Value;
use std::borrow::Cow;
use validate::Findings;

/// What is known besides the APIRule.
#[derive(Clone, Copy)]
pub struct GenerationContext<'a> {
    pub snapshot: &'a Snapshot,
    /// A cluster: what was not found does not exist. Manifests leave out objects that others install.
    pub whole: bool,
    /// The controller accepted the APIRule: its host is not checked for conflicts again.
    pub taken: bool,
}

impl<'a> GenerationContext<'a> {
    /// What is read besides the APIRule without making a verdict unknown.
    pub const READS: Bits = Reads::PLATFORM
        | Kind::bits(&[
            Kind::Service,
            Kind::Gateway,
            Kind::MeshConfig,
            Kind::Pod,
            Kind::GatewayConfig,
            Kind::ConfigMap,
        ]);

    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn cluster(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, whole: true, taken: false }
    }

    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn manifests(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, whole: false, taken: false }
    }

    /// For evaluating rules that are in effect.
    #[must_use]
    pub fn in_force(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, whole: false, taken: true }
    }

    /// Objects that are absent from files may exist nevertheless.
    fn is_files(&self) -> bool {
        self.snapshot.extent() == Extent::Files
    }

    fn unread(&self, kind: Kind, namespace: &str) -> Option<String> {
        let feed = self.snapshot.feeds().of(kind, namespace);
        let none = feed == &Feed::NotServed && kind != Kind::Service;
        let why = feed.why().trim_end_matches('.');
        (!feed.known() && !none).then(|| format!("{} could not be read ({why})", kind.info().plural))
    }
}

/// The controller's result for one APIRule.
#[derive(Debug, Clone, Default)]
pub struct GeneratedObjects {
    /// `None` when it cannot be determined; the notes say why.
    pub valid: Option<bool>,
    pub errors: Vec<String>,
    pub notes: Vec<String>,
    pub host: String,
    pub policies: Vec<GeneratedPolicy>,
    pub requests: Vec<RequestAuthentication>,
    pub virtual_service: Option<Value>,
    /// The target of each rule; empty unless all are known.
    pub targets: Vec<RuleTarget>,
    /// Rules of Oathkeeper, which only v1beta1 generates.
    pub proxied: Vec<ProxyRule>,
    /// Why another object may keep it from taking effect, which cannot be determined here.
    pub contested: Option<AdmissionRefusal>,
    /// The APIRule from which it was generated.
    pub rule: ApiRule,
    expressions: Vec<Option<Regex>>,
    old: Option<legacy::Old>,
}

/// The path of a request from outside the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyRoute {
    /// No rule matches it.
    Nowhere,
    /// To the pods of a rule.
    Straight(usize),
    /// Through Oathkeeper, and to the pods of a rule if Oathkeeper admits it.
    Proxied { rule: usize, gate: Gate },
}

#[must_use]
pub fn generate(rule: &ApiRule, world: &GenerationContext<'_>) -> GeneratedObjects {
    let mut made = derive(rule, world);
    made.virtual_service = made.route_spec();
    made
}

/// The same without the spec of the route, which evaluating requests does not need.
#[must_use]
pub fn derive(rule: &ApiRule, world: &GenerationContext<'_>) -> GeneratedObjects {
    if let Some(refused) = admission::by_server(rule, world.snapshot) {
        return refused;
    }
    if rule.is_legacy() {
        return legacy::derive(rule, world);
    }
    let mut found = Findings::default();
    validate::rules(rule, world, &mut found);
    let name = host::host(rule, world, &mut found);
    host::gateway(rule, world, &mut found);
    let valid = verdict(&found);
    let mut made =
        GeneratedObjects { valid, host: name.clone().unwrap_or_default(), ..GeneratedObjects::default() };
    if let (true, Some(host)) = (found.errors.is_empty(), name) {
        build(rule, &host, &found.targets, &mut made);
    }
    made.errors = found.errors;
    made.contested = found.contested;
    made.notes = found.unknown.into_iter().chain(found.notes).chain(admission::dropped(rule)).collect();
    made.expressions = route::expressions(&rule.rules);
    made.rule = rule.clone();
    made
}

/// Whether it is accepted, as far as that is known.
fn verdict(found: &Findings) -> Option<bool> {
    match (found.errors.is_empty(), found.unknown.is_empty()) {
        (false, _) => Some(false),
        (true, false) => None,
        (true, true) => Some(true),
    }
}

/// What is generated from an accepted APIRule, as far as its targets are known.
fn build(rule: &ApiRule, host: &str, targets: &[Option<RuleTarget>], made: &mut GeneratedObjects) {
    let known = targets.iter().enumerate().filter_map(|(at, target)| Some((at, target.as_ref()?)));
    let all = known.flat_map(|(at, target)| policy::policies(rule, at, host, target)).collect();
    made.policies = policy::without_twins(all);
    made.requests = policy::requests(rule, targets);
    made.targets = targets.iter().cloned().collect::<Option<Vec<RuleTarget>>>().unwrap_or_default();
}

/// The route of a request, and whether it reaches its pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessProbe {
    /// Position of the rule that routes it.
    pub rule: Option<usize>,
    pub answer: MeshAnswer,
}

impl GeneratedObjects {
    /// A mesh that contains only the generated objects.
    #[must_use]
    pub fn mesh(&self) -> Mesh {
        Mesh::build(self.policies.iter().map(|policy| policy.policy.clone()).collect(), self.requests.clone())
    }

    fn route_spec(&self) -> Option<Value> {
        match &self.old {
            Some(old) => Some(old.spec(&self.rule, &self.host)),
            None if self.targets.is_empty() => None,
            None => Some(route::spec(&self.rule, &self.host, &self.targets)),
        }
    }

    /// Whether the generated objects are known.
    #[must_use]
    pub fn is_derived(&self) -> bool {
        !self.rule.is_legacy() || self.old.is_some()
    }

    /// Whether a rule routes to Oathkeeper, and no Rule was generated for it there.
    #[must_use]
    pub fn is_dead(&self, at: usize) -> bool {
        let proxied = self.old.as_ref().is_some_and(|old| old.is_proxied(at));
        proxied && !self.proxied.iter().any(|one| one.at == at)
    }

    /// Whether policies decide about the required tokens.
    pub fn is_judged_by_mesh(&self) -> bool {
        self.old.as_ref().map_or(!self.rule.is_legacy(), legacy::Old::is_judged_by_mesh)
    }

    /// The policies of one rule on its own: its requirements, without the changes that other rules cause.
    #[must_use]
    pub fn alone(&self, at: usize) -> Option<Mesh> {
        let target = self.targets.get(at)?;
        let mut all = match &self.old {
            Some(old) => old.alone(&self.rule, at, target)?,
            None => policy::policies(&self.rule, at, &self.host, target),
        };
        let operations = all.iter_mut().flat_map(|one| &mut one.policy.rules).flat_map(|rule| &mut rule.to);
        operations.for_each(|to| to.not_paths.clear());
        Some(Mesh::build(
            all.into_iter().map(|generated_policy| generated_policy.policy).collect(),
            self.requests.clone(),
        ))
    }

    /// Its rules with paths in v2 form; of expressions only those that end in `/.*` have such a form.
    #[must_use]
    pub fn templates(&self) -> Cow<'_, [RouteRule]> {
        if !self.rule.is_legacy() {
            return Cow::Borrowed(&self.rule.rules);
        }
        let template = |one: &RouteRule| RouteRule { path: self.template(one), ..one.clone() };
        Cow::Owned(self.rule.rules.iter().map(template).collect())
    }

    /// The path of a rule in that form.
    #[must_use]
    pub fn template(&self, one: &RouteRule) -> String {
        let old = one.path.strip_suffix("/.*").filter(|_| self.rule.is_legacy());
        old.map_or_else(|| one.path.clone(), |base| format!("{base}/{{**}}"))
    }

    /// The rule to whose pods a method and path are routed directly.
    #[must_use]
    pub fn route(&self, method: &str, path: &str) -> Option<usize> {
        match &self.old {
            None => route::routed(&self.rule.rules, &self.expressions, method, path),
            Some(_) => match self.way(&Request::through_gateway(method, &self.host, path)) {
                ProxyRoute::Straight(at) => Some(at),
                ProxyRoute::Nowhere | ProxyRoute::Proxied { .. } => None,
            },
        }
    }

    /// The path of a request from outside the cluster.
    pub fn way(&self, request: &Request) -> ProxyRoute {
        let path = paths::without_query(&request.path);
        match &self.old {
            Some(old) => old.way(&self.proxied, request, path),
            None => self.route(&request.method, path).map_or(ProxyRoute::Nowhere, ProxyRoute::Straight),
        }
    }

    /// A request as Oathkeeper forwards it to the pods of a rule.
    #[must_use]
    pub fn passed_on(&self, at: usize, request: &Request) -> Request {
        let target = self.rule.rules.get(at).and_then(|rule| self.rule.target(rule));
        let host = target.map(|(namespace, name)| format!("{name}.{namespace}.svc.cluster.local"));
        Request { principal: Some(OATHKEEPER.into()), host: host.unwrap_or_default(), ..request.clone() }
    }

    /// The pods behind a rule.
    #[must_use]
    pub fn workload(&self, at: usize) -> Option<Workload> {
        let target = self.targets.get(at)?;
        Some(Workload::labelled(&target.namespace, &target.selector))
    }

    /// Whether a request through the gateway reaches its pods, by the policies of a mesh.
    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn probe(&self, mesh: &Mesh, request: &Request) -> AccessProbe {
        self.probe_with(request, |at, request| {
            self.workload(at).map_or_else(unrouted, |pod| mesh.evaluate(&pod, request))
        })
    }

    /// The same, with a closure that decides about the pods of a rule.
    pub fn probe_with(&self, request: &Request, ask: impl Fn(usize, &Request) -> MeshAnswer) -> AccessProbe {
        match self.way(request) {
            ProxyRoute::Nowhere => AccessProbe { rule: None, answer: unrouted() },
            ProxyRoute::Straight(at) => AccessProbe { rule: Some(at), answer: ask(at, request) },
            ProxyRoute::Proxied { rule: at, gate } => {
                let answer = match gate {
                    Gate::Open => ask(at, &self.passed_on(at, request)),
                    Gate::Closed(why) => saying(Decision::Denied, why),
                    Gate::Asks(why) => asked(ask(at, &self.passed_on(at, request)), why),
                };
                AccessProbe { rule: Some(at), answer }
            }
        }
    }
}

/// Oathkeeper's checks are not evaluated; a denial by the pods behind it is certain either way.
#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn asked(behind: MeshAnswer, why: String) -> MeshAnswer {
    if behind.denied() { behind } else { saying(Decision::Unknown, format!("{why}; that is not evaluated")) }
}

fn unrouted() -> MeshAnswer {
    saying(Decision::Denied, "no rule routes this method and path".into())
}

fn saying(verdict: Decision, why: String) -> MeshAnswer {
    MeshAnswer { verdict, by: Vec::new(), why, notes: Vec::new() }
}
