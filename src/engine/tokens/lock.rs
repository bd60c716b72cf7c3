//! One route that requires a token, and how to evaluate whether it accepts a token.

use crate::engine::mesh::after_reconcile::is_made;
use crate::engine::mesh::{Decision, GeneratedObjects, Mesh, Request, Token, Workload, weaker};
use crate::model::apirule::{Authorization, Jwt, RouteRule};
use crate::model::index::jwt;
use crate::model::mesh::{AuthorizationPolicy, AuthorizationRule, Operation};
use crate::model::{Kind, Labels, ObjectRef, Snapshot};

/// Pods, by namespace and their selecting labels, or the object where no policies decide.
pub type PolicyPods = (String, Vec<(String, String)>, Option<ObjectRef>);

#[derive(Debug, Clone, PartialEq)]
pub struct RouteLock {
    pub routed: RouteTarget,
    pub issuers: Vec<String>,
    /// Alternatives; an empty one accepts every token of the issuers.
    pub accepts: Vec<Authorization>,
    pub(super) how: How,
}

/// The target of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RouteTarget {
    pub object: ObjectRef,
    /// Position of the rule in the object.
    pub rule: usize,
    pub host: String,
    pub methods: Vec<String>,
    pub path: String,
    /// Namespace and name; the name is empty where only the pods are known.
    pub service: (String, String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum How {
    /// The policies of these pods decide about these requests.
    Policies { pod: Box<Workload>, selector: Labels, requests: Vec<Request> },
    /// A component that is not evaluated decides, by the rule as written.
    Written,
    /// It is not known which policies decide, and why.
    Unknown(String),
}

/// The access of a token at one route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAccess {
    /// Position among the locks.
    pub lock: usize,
    /// Allowed or unknown.
    pub verdict: Decision,
    /// It is open to requests without a token too.
    pub anyway: bool,
    pub why: String,
}

impl RouteLock {
    pub(super) fn group(&self) -> PolicyPods {
        match &self.how {
            How::Policies { pod, selector, .. } => {
                let labels = selector.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
                (pod.namespace.clone(), labels, None)
            }
            How::Written | How::Unknown(_) => (String::new(), Vec::new(), Some(self.routed.object.clone())),
        }
    }

    /// Whether a token meets all requirements of one of the alternatives.
    pub(super) fn may_open(&self, token: &Token) -> bool {
        let audiences = token.values(&["aud"]);
        let claims = ["scp", "scope", "scopes"].map(|claim| token.values(&[claim]));
        let scoped = |asked: &[String]| {
            asked.is_empty() || claims.iter().any(|held| asked.iter().all(|one| held.contains(&one.as_str())))
        };
        self.accepts.iter().any(|entry| {
            entry.audiences.iter().all(|audience| audiences.contains(&audience.as_str()))
                && scoped(&entry.scopes)
        })
    }

    pub(super) fn open(&self, at: usize, mesh: &Mesh, token: &Token) -> Option<TokenAccess> {
        let (pod, requests) = match &self.how {
            How::Policies { pod, requests, .. } => (pod, requests),
            How::Unknown(why) => {
                let fits = self.issuers.iter().any(|one| one == token.issuer()) && self.may_open(token);
                let opened =
                    || TokenAccess { lock: at, verdict: Decision::Unknown, anyway: false, why: why.clone() };
                return fits.then(opened);
            }
            How::Written => {
                let why = "by the rule as written; the component that checks it is not evaluated";
                let fits = self.issuers.iter().any(|issuer| issuer == token.issuer()) && self.may_open(token);
                return fits.then(|| TokenAccess {
                    lock: at,
                    verdict: Decision::Allowed,
                    anyway: false,
                    why: why.into(),
                });
            }
        };
        let token = mesh.carried(pod, token.clone());
        let mut best: Option<TokenAccess> = None;
        for request in requests {
            let answer = mesh.evaluate(pod, &request.clone().with_token(token.clone()));
            let anyway = || mesh.evaluate(pod, request).allowed();
            match answer.verdict {
                Decision::Allowed => {
                    return Some(TokenAccess {
                        lock: at,
                        verdict: answer.verdict,
                        anyway: anyway(),
                        why: answer.why,
                    });
                }
                Decision::Unknown => {
                    best = Some(TokenAccess {
                        lock: at,
                        verdict: answer.verdict,
                        anyway: false,
                        why: answer.why,
                    });
                }
                Decision::Denied => {}
            }
        }
        best
    }
}

/// The rules of an accepted APIRule that require tokens, where policies decide about them.
pub(super) fn of_apirule(made: &GeneratedObjects, snapshot: &Snapshot) -> Vec<RouteLock> {
    if !made.is_judged_by_mesh() {
        return Vec::new();
    }
    if made.targets.is_empty() {
        return if made.valid == Some(false) { Vec::new() } else { of_unknown(made) };
    }
    let samples = std::cell::OnceCell::new();
    let each = made.rule.rules.iter().enumerate().filter_map(|(at, rule)| {
        let (config, target) = (jwt(rule)?, made.targets.get(at)?);
        let pod = made.workloads(at, snapshot).into_iter().next()?;
        let host = made.host.strip_prefix('*').map_or_else(|| made.host.clone(), |end| format!("any{end}"));
        let all = samples.get_or_init(|| weaker::requests(&made.templates()));
        let own = all.iter().filter(|(method, path)| made.route(method, path) == Some(at));
        let request = |(method, path): &(String, String)| Request {
            port: made.port(at, snapshot),
            ..Request::through_gateway(method, &host, path)
        };
        let routed = RouteTarget {
            object: made.rule.reference(),
            rule: at,
            host: made.host.clone(),
            methods: rule.methods.clone(),
            path: rule.path.clone(),
            service: (target.namespace.clone(), target.service.clone()),
        };
        let requests: Vec<Request> = own.take(4).map(request).collect();
        let how = How::Policies { pod: Box::new(pod), selector: target.selector.clone(), requests };
        Some(RouteLock { routed, how, ..asked(config) })
    });
    each.collect()
}

/// The rules of an APIRule for which the generated objects are not known.
fn of_unknown(made: &GeneratedObjects) -> Vec<RouteLock> {
    let why = made.notes.first().cloned().unwrap_or_default();
    let lock = |(at, rule): (usize, &RouteRule)| {
        let (config, service) = (jwt(rule)?, made.rule.target(rule)?);
        let routed = RouteTarget {
            object: made.rule.reference(),
            rule: at,
            host: if made.host.is_empty() { made.rule.host.clone() } else { made.host.clone() },
            methods: rule.methods.clone(),
            path: rule.path.clone(),
            service: (service.0.to_owned(), service.1.to_owned()),
        };
        Some(RouteLock { routed, how: How::Unknown(why.clone()), ..asked(config) })
    };
    made.rule.rules.iter().enumerate().filter_map(lock).collect()
}

/// The requirements of a config, whichever component checks them.
pub(super) fn asked(config: &Jwt) -> RouteLock {
    // An issuer that is not a string matches no token.
    let named = config.issuers.iter().filter(|one| !one.not_text);
    let mut issuers: Vec<String> = named.map(|one| one.issuer.clone()).collect();
    issuers.sort();
    issuers.dedup();
    let any = config.authorizations.is_empty();
    let accepts = if any { vec![Authorization::default()] } else { config.authorizations.clone() };
    RouteLock { routed: RouteTarget::default(), issuers, accepts, how: How::Written }
}

/// Manually written policies that require a verified token.
pub(super) fn by_hand(mesh: &Mesh, snapshot: &Snapshot) -> Vec<RouteLock> {
    let mut locks = Vec::new();
    for space in snapshot.spaces() {
        let own =
            space.authorization_policies.values().filter(|one| !is_made(&one.meta.labels) && one.allows());
        for policy in own.filter(|one| one.attached.targets.is_empty()) {
            for (at, rule) in policy.rules.iter().enumerate() {
                locks.extend(hand_rule(mesh, snapshot, policy, at, rule));
            }
        }
    }
    locks
}

fn hand_rule(
    mesh: &Mesh,
    snapshot: &Snapshot,
    policy: &AuthorizationPolicy,
    at: usize,
    rule: &AuthorizationRule,
) -> Option<RouteLock> {
    let claims = rule.when.iter().any(|condition| condition.key.starts_with("request.auth."));
    let named: Vec<&String> = rule.from.iter().flat_map(|one| &one.request_principals).collect();
    if named.is_empty() && !claims {
        return None;
    }
    let namespace = policy.meta.namespace.as_str();
    let pod = pod(snapshot, namespace, &policy.attached.labels);
    let known = mesh.requests(&pod).flat_map(|object| &object.rules).map(|rule| rule.issuer.clone());
    let fits = |issuer: &String| {
        let principal = |pattern: &&String| {
            let wanted = pattern.rsplit_once('/').map_or(pattern.as_str(), |(issuer, _)| issuer);
            crate::engine::mesh::paths::text(wanted, issuer)
        };
        named.is_empty() || named.iter().any(principal)
    };
    let mut issuers: Vec<String> = known.filter(fits).collect();
    issuers.sort();
    issuers.dedup();
    let default = Operation::default();
    let to = rule.to.first().unwrap_or(&default);
    let first = |list: &[String], other: &str| list.first().cloned().unwrap_or_else(|| other.to_owned());
    let (host, path) = (first(&to.hosts, "*"), first(&to.paths, "*"));
    let methods = if to.methods.is_empty() { vec!["GET".to_owned()] } else { to.methods.clone() };
    let sample = path.replace("{**}", "x").replace("{*}", "x").replace('*', "/x").replace("//", "/");
    let port = to.ports.first().and_then(|port| port.parse().ok());
    let request = |method: &String| Request {
        port,
        ..Request::through_gateway(&method.replace('*', "GET"), &host.replace('*', "any"), &sample)
    };
    let service = service(snapshot, namespace, &policy.attached.labels);
    let routed = RouteTarget {
        object: ObjectRef::new(Kind::AuthorizationPolicy, namespace, &policy.meta.name),
        rule: at,
        host: host.clone(),
        path: path.clone(),
        methods: to.methods.clone(),
        service: (namespace.to_owned(), service),
    };
    let requests = methods.iter().map(request).collect();
    let how = How::Policies { pod: Box::new(pod), selector: policy.attached.labels.clone(), requests };
    Some(RouteLock { routed, issuers, accepts: vec![conditions(rule)], how })
}

/// The audiences and scopes that the conditions name; other conditions are left to the evaluation.
fn conditions(rule: &AuthorizationRule) -> Authorization {
    let mut entry = Authorization::default();
    for one in rule.when.iter().filter(|condition| condition.values.len() == 1) {
        match one.key.as_str() {
            "request.auth.claims[aud]" | "request.auth.audiences" => {
                entry.audiences.extend(one.values.clone());
            }
            "request.auth.claims[scope]" | "request.auth.claims[scp]" => {
                entry.scopes.extend(one.values.clone());
            }
            _ => {}
        }
    }
    entry
}

fn pod(snapshot: &Snapshot, namespace: &str, labels: &Labels) -> Workload {
    let pods = snapshot.space(namespace).into_iter().flat_map(|space| space.pods.values());
    let fits = |of: &Labels| labels.iter().all(|(key, value)| of.is(key, value));
    let found = pods.into_iter().find(|pod| !labels.is_empty() && fits(&pod.meta.labels));
    found.map_or_else(|| Workload::labelled(namespace, labels), |pod| Workload::of(pod))
}

/// The first Service whose pods have the labels.
fn service(snapshot: &Snapshot, namespace: &str, labels: &Labels) -> String {
    let services = snapshot.space(namespace).into_iter().flat_map(|space| space.services.values());
    let fits = |of: &Labels| !labels.is_empty() && labels.iter().all(|(key, value)| of.is(key, value));
    services
        .into_iter()
        .find(|one| fits(&one.selector))
        .map(|one| one.meta.name.clone())
        .unwrap_or_default()
        .into()
}
