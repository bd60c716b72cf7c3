//! `--probe`: whether one request is allowed, and by which policy.

use super::asked::RequestLine;
use super::within;
use crate::cli::gather::SourceVerdicts;
use crate::engine::mesh::{
    Decision, GeneratedObjects, MeshAnswer, Request, Token, Workload, after_reconcile, unseen,
};
use crate::model::{Kind, ObjectRef};
use crate::output::object::object;
use crate::output::text::clean;
use serde_json::{Value, json};

#[derive(clap::Args)]
pub struct Caller {
    /// The issuer of the token that the request carries
    #[arg(long, value_name = "ISSUER", requires = "probe")]
    issuer: Option<String>,
    /// An audience of the token; repeatable
    #[arg(long, value_name = "AUDIENCE", requires = "issuer")]
    audience: Vec<String>,
    /// A scope of the token; repeatable
    #[arg(long, value_name = "SCOPE", requires = "issuer")]
    scope: Vec<String>,
    /// Evaluate the request as coming from a pod in the mesh with this service account
    #[arg(long, value_name = "NS/ACCOUNT", requires = "probe", value_parser = account)]
    in_mesh: Option<(String, String)>,
}

impl Caller {
    fn token(&self) -> Option<Token> {
        self.issuer.as_ref().map(|issuer| Token::of(issuer, &self.audience, &self.scope))
    }
}

fn account(text: &str) -> Result<(String, String), String> {
    match text.split_once('/') {
        Some((namespace, account)) if !namespace.is_empty() && !account.is_empty() => {
            Ok((namespace.into(), account.into()))
        }
        _ => Err("expected a namespace and a service account, as in shop/default".into()),
    }
}

/// The answer, and the rule that routes the request.
pub struct ProbeAnswer {
    answer: MeshAnswer,
    route: Option<Value>,
}

impl ProbeAnswer {
    fn without_route(verdict: Decision, why: impl Into<String>) -> Self {
        let answer = MeshAnswer { verdict, by: Vec::new(), why: why.into(), notes: Vec::new() };
        Self { answer, route: None }
    }
}

/// A request, its caller, and what is known.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub gathered: &'a SourceVerdicts,
    pub all: &'a [GeneratedObjects],
    /// The selected APIRules.
    pub chosen: &'a [&'a GeneratedObjects],
    pub asked: &'a RequestLine,
    pub caller: &'a Caller,
}

pub fn ask(question: Question<'_>) -> ProbeAnswer {
    let Question { gathered, asked, caller, .. } = question;
    if let Some(account) = &caller.in_mesh
        && let Some(named) = within::read(&asked.host, &account.0)
        && named.is_service(&gathered.snapshot)
    {
        let answer = within::ask(gathered, question.all, &named, asked, (account, caller.token()));
        return ProbeAnswer { answer, route: None };
    }
    let Some((exact, made)) = answering(question) else {
        return elsewhere(question);
    };
    let unknown = |why: String| ProbeAnswer::without_route(Decision::Unknown, why);
    if exact != usize::MAX
        && let Some(why) = unseen::rules(&gathered.snapshot).into_iter().next()
    {
        return unknown(format!("{why}, and one of them may serve exactly this host"));
    }
    let name = unseen::name(&made.rule);
    let is_chosen =
        question.chosen.iter().any(|generated_objects| generated_objects.rule.meta == made.rule.meta);
    if !is_chosen {
        return unknown(format!(
            "the host belongs to the APIRule {name}, which is not among the selected ones"
        ));
    }
    if made.valid == Some(false) {
        let why = made.errors.first().map_or("", String::as_str);
        return unknown(format!(
            "the APIRule {name} is refused ({}); resources generated from it earlier, if any, stay in force",
            why.trim_end_matches('.')
        ));
    }
    if !made.is_derived() {
        return unknown(made.notes.first().cloned().unwrap_or_default());
    }
    if let Some(contested) = &made.contested {
        return unknown(contested.why.clone());
    }
    let probed = made.probe_with(&outside(asked, caller), |_, _| through());
    let at = if caller.in_mesh.is_some() { probed.rule.or(Some(0)) } else { probed.rule };
    let Some(at) = at else {
        return ProbeAnswer { answer: probed.answer, route: None };
    };
    if made.targets.is_empty() {
        return unknown(made.notes.first().cloned().unwrap_or_default());
    }
    let answer = answer(question, made, at);
    ProbeAnswer { answer, route: Some(route(gathered, made, at)) }
}

/// Returns the APIRule that serves the host: the most exact match, and among these one that is not refused.
fn answering<'a>(question: Question<'a>) -> Option<(usize, &'a GeneratedObjects)> {
    let host = |made: &'a GeneratedObjects| if made.host.is_empty() { &made.rule.host } else { &made.host };
    let fits = |made: &'a GeneratedObjects| {
        Some((after_reconcile::answers(host(made), &question.asked.host)?, made))
    };
    let chosen = |made: &GeneratedObjects| {
        question.chosen.iter().any(|generated_objects| generated_objects.rule.meta == made.rule.meta)
    };
    let fitting = question.all.iter().filter_map(fits);
    fitting.max_by_key(|(exact, made)| (*exact, made.valid != Some(false), chosen(made)))
}

/// Handles a host that no visible APIRule serves; something else may serve it.
fn elsewhere(question: Question<'_>) -> ProbeAnswer {
    let (snapshot, asked) = (&question.gathered.snapshot, &question.asked.host);
    let unknown = |why: String| ProbeAnswer::without_route(Decision::Unknown, why);
    let mut routes = snapshot.spaces().flat_map(|space| space.virtual_services.values());
    let other =
        routes.find(|route| route.hosts.iter().any(|host| after_reconcile::answers(host, asked).is_some()));
    if let Some(one) = other {
        let name = format!("{}/{}", one.meta.namespace, one.meta.name);
        return unknown(format!(
            "no APIRule serves the host, but the VirtualService {name} does; it is not evaluated"
        ));
    }
    if let Some(rule) = unseen::short(question.all, asked) {
        let (name, host) = (unseen::name(rule), &rule.host);
        return unknown(format!("the domain of the host {host} of the APIRule {name} is unknown"));
    }
    if let Some(why) = unseen::rules(snapshot).into_iter().next() {
        return unknown(format!("no visible APIRule serves the host, and {why}"));
    }
    let routes = snapshot.feeds().everywhere(Kind::VirtualService);
    if routes.is_refusal() {
        let why = routes.why().trim_end_matches('.');
        return unknown(format!(
            "no APIRule serves the host; whether another VirtualService does is unknown ({why})"
        ));
    }
    ProbeAnswer::without_route(Decision::Denied, "no APIRule serves the host")
}

/// Returns the request as it arrives at the gateway.
fn outside(asked: &RequestLine, caller: &Caller) -> Request {
    Request::through_gateway(&asked.method, &asked.host, &asked.path).with_token(caller.token())
}

/// An answer that does not consider the pods yet.
fn through() -> MeshAnswer {
    MeshAnswer { verdict: Decision::Allowed, by: Vec::new(), why: String::new(), notes: Vec::new() }
}

fn answer(question: Question<'_>, made: &GeneratedObjects, at: usize) -> MeshAnswer {
    let Question { gathered, all, asked, caller, .. } = question;
    let policies = super::policies(gathered, all);
    let mesh = &policies.mesh;
    let request = outside(asked, caller);
    let evaluate = |pod: &Workload, request: &Request| {
        let answer = mesh.evaluate(pod, &mesh.sent(pod, request.clone()));
        match policies.doubt(pod) {
            // Unknown policies may allow more, or deny what no known policy selects.
            Some(why) if answer.denied() || answer.by.is_empty() => MeshAnswer {
                verdict: Decision::Unknown,
                by: Vec::new(),
                why: why.into(),
                notes: answer.notes,
            },
            _ => answer,
        }
    };
    let pods = |at: usize, request: &Request| {
        let request = Request { port: made.port(at, &gathered.snapshot), ..request.clone() };
        let pods = made.workloads(at, &gathered.snapshot);
        same(pods.iter().map(|pod| evaluate(pod, &request)), &pods)
    };
    match &caller.in_mesh {
        Some((namespace, account)) => pods(at, &request.by(namespace, account, mesh.trust_domain())),
        None => made.probe_with(&request, pods).answer,
    }
}

/// Pods behind one Service may differ; then the result depends on which pod answers.
fn same(answers: impl Iterator<Item = MeshAnswer>, pods: &[Workload]) -> MeshAnswer {
    let answers: Vec<MeshAnswer> = answers.collect();
    let differ = answers.windows(2).any(|pair| matches!(pair, [one, other] if one.verdict != other.verdict));
    match answers.into_iter().next() {
        Some(first) if !differ => first,
        first => MeshAnswer {
            verdict: Decision::Unknown,
            by: first.map(|mesh_answer| mesh_answer.by).unwrap_or_default(),
            why: format!(
                "the {} kinds of pods behind the Service differ: the result depends on which pod answers",
                pods.len()
            ),
            notes: Vec::new(),
        },
    }
}

fn route(gathered: &SourceVerdicts, made: &GeneratedObjects, at: usize) -> Value {
    let rule = made.rule.rules.get(at);
    let target = made.targets.get(at);
    json!({
        "object": object(&made.rule.reference(), gathered.connection.files.as_ref()),
        "rule": at,
        "path": rule.map(|rule| &rule.path),
        "service": target.map(|target| json!({"namespace": target.namespace, "name": target.service, "port": target.port})),
    })
}

fn name(object: &ObjectRef) -> String {
    format!("{}/{}/{}", object.kind, object.namespace, object.name)
}

pub fn value(found: &ProbeAnswer) -> Value {
    let MeshAnswer { verdict, by, why, notes } = &found.answer;
    json!({
        "allowed": verdict.known(),
        "policy": by.first().map(name),
        "policies": by.iter().map(name).collect::<Vec<_>>(),
        "why": why,
        "notes": notes,
        "route": found.route,
    })
}

pub fn words(asked: &RequestLine, found: &ProbeAnswer) -> String {
    let MeshAnswer { verdict, by, why, notes } = &found.answer;
    let mut out = format!("{}: {} {}{}\n", verdict.word(), asked.method, asked.host, asked.path);
    out.extend([format!("  {why}\n")]);
    if let Some(route) = &found.route {
        let part =
            |pointer: &str| route.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (rule, service) = (part("/object/name"), part("/service/name"));
        out.extend([format!(
            "  through rule {} ({}) of {rule} to the Service {service}\n",
            route["rule"],
            part("/path")
        )]);
    }
    out.extend(by.iter().map(|one| format!("  {one}\n")));
    out.extend(notes.iter().map(|note| format!("  note: {note}\n")));
    out.lines().map(|line| clean(line) + "\n").collect()
}
