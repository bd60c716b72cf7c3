//! What is reached from a Function, an account or a token: the boxes of the picture, from objects and findings.

use crate::app::model::Model;
use crate::app::state::picture::{PictureBox, Radius};
use crate::checks::prelude::plural;
use crate::checks::{Finding, Severity};
use crate::engine::access::{AccessIndex, Capability, CapabilityReach, Who, with_roles_of_files};
use crate::model::Kind;
use crate::model::apirule::ApiRule;
use crate::model::function::{Env, EnvValue, Function};
use crate::model::index::jwt;
use crate::model::rbac::Subject;
use std::sync::Arc;

/// The most names in a box, and of branches and cuts below.
const NAMES: usize = 4;
const BRANCHES: usize = 8;
const CUTS: usize = 4;
/// With more bindings, permissions come only from the Access screen, which computes them in the background.
const BINDINGS: usize = 2_000;

/// Returns the chain from the internet to what a Function can use.
#[must_use]
pub fn of_function(model: &Model, namespace: &str, name: &str) -> Option<Radius> {
    let space = model.snapshot.space(namespace)?;
    let function = space.functions.get(name)?;
    let findings: Vec<Arc<Finding>> =
        model.findings_of(namespace).into_iter().filter(|one| one.concerns(name)).collect();
    let worst =
        |kind: Kind| findings.iter().filter(|one| one.object.kind == kind).map(|one| one.severity).min();
    // What it has is an arrow of its own.
    let code = findings.iter().filter(|one| one.object.kind == Kind::Function && !HOLDS.contains(&one.check));
    let code = code.map(|one| one.severity).min();
    let mut boxes = entry(model, namespace, name, worst(Kind::APIRule));
    let pods = space.pods.values().filter(|pod| pod.function() == Some(name)).count();
    boxes.push(PictureBox {
        head: format!("Function {name}"),
        lines: vec![function.runtime.to_string(), counted(pods, "pod")],
        severity: code,
        is_unknown: false,
    });
    boxes.push(holds(function, &findings));
    let account = account(model, namespace, "default", severity_of(&findings, &ACCOUNT));
    let mut branches = vec![(format!("{}: {}", account.head, account.lines.join(", ")), account.severity)];
    let open = findings.iter().find(|one| one.check == EGRESS);
    branches
        .extend(open.map(|one| ("outgoing connections to any destination".to_owned(), Some(one.severity))));
    let title = format!("Blast radius of {namespace}/{name}");
    let links: Vec<Arc<Finding>> = findings.iter().filter(|finding| is_link(finding)).cloned().collect();
    Some(Radius { title, boxes, branches, cuts: cuts(model, &links) })
}

const ACCOUNT: [&str; 2] = ["default-account-has-rights", "api-token-mounted"];
const EGRESS: &str = "no-egress-restriction";
const PLAINTEXT: &str = "credentials-in-function";
const HOLDS: [&str; 2] = [PLAINTEXT, "many-secrets-in-function"];

/// Whether a finding is about a link of the chain of a Function.
fn is_link(finding: &Finding) -> bool {
    let own = matches!(finding.object.known(), Some(Kind::APIRule | Kind::Function));
    own || ACCOUNT.contains(&finding.check) || finding.check == EGRESS
}

fn severity_of(findings: &[Arc<Finding>], checks: &[&str]) -> Option<Severity> {
    findings.iter().filter(|one| checks.contains(&one.check)).map(|finding| finding.severity).min()
}

/// Returns the boxes before a Function: who calls, and the APIRules that let them in.
fn entry(model: &Model, namespace: &str, name: &str, severity: Option<Severity>) -> Vec<PictureBox> {
    let snapshot = &model.snapshot;
    let routes: Vec<_> = snapshot.exposure().routes(namespace, name).collect();
    let others = snapshot.ways().to(namespace, name).count();
    if routes.is_empty() && others == 0 {
        let known = snapshot.feeds().everywhere(Kind::APIRule).known();
        let lines = vec![if known { "no route from outside" } else { "routes could not be read" }.to_owned()];
        let head = "cluster".to_owned();
        return vec![PictureBox { head, lines, severity: None, is_unknown: !known }];
    }
    let rule = |at: &crate::model::index::ExposedRoute| {
        snapshot.space(&at.namespace).and_then(|space| space.api_rules.get(at.name.as_str()))
    };
    let lines = routes.iter().filter_map(|at| rule(at)).take(NAMES).flat_map(|rule| {
        let weakest = rule.rules.iter().map(|route| &route.access).min_by_key(|access| access.strength());
        [rule.meta.name.to_string(), weakest.map_or("unclear", |access| access.admits()).to_owned()]
    });
    let mut lines: Vec<String> = lines.collect();
    if others > 0 {
        lines.push(counted(others, "other route"));
    }
    let rules = if routes.is_empty() { "no APIRule".to_owned() } else { counted(routes.len(), "APIRule") };
    vec![
        PictureBox { head: "internet".into(), lines: vec!["any address".into()], ..PictureBox::default() },
        PictureBox { head: rules, lines, severity, is_unknown: false },
    ]
}

fn account(model: &Model, namespace: &str, name: &str, severity: Option<Severity>) -> PictureBox {
    let head = format!("ServiceAccount {name}");
    let Some(rights) = rights(model, &Who::account(namespace, name), namespace) else {
        let lines = vec!["permissions are not computed".into(), "open Access first".into()];
        return PictureBox { head, lines, severity, is_unknown: true };
    };
    PictureBox { head, is_unknown: rights.is_unknown, lines: rights.lines, severity }
}

struct Rights {
    lines: Vec<String>,
    is_unknown: bool,
}

/// Returns what a subject can do in a namespace; nothing where that would take longer than a key may wait.
fn rights(model: &Model, who: &Who, namespace: &str) -> Option<Rights> {
    let kept = model.grids.access.as_ref().map(|table| &table.access);
    let bindings = model.snapshot.count(Kind::RoleBinding) + model.snapshot.count(Kind::ClusterRoleBinding);
    let made = (kept.is_none() && bindings <= BINDINGS)
        .then(|| AccessIndex::of(&with_roles_of_files(model.snapshot.clone())));
    let access = kept.or(made.as_ref())?;
    let held = access.permission_of(who, namespace);
    let gaps = !access.gaps(who, namespace).is_empty();
    let word = |to: Capability| match held.reach(to) {
        CapabilityReach::Direct => Some(to.words().to_owned()),
        CapabilityReach::Indirect => Some(format!("{} (by a detour)", to.words())),
        CapabilityReach::Some => Some(format!("{} (some)", to.words())),
        CapabilityReach::No => None,
    };
    let mut lines: Vec<String> = Capability::ALL.into_iter().filter_map(word).collect();
    if lines.is_empty() {
        lines.push(if gaps { "unknown" } else { "no permission that matters" }.to_owned());
    } else if gaps {
        lines.push("and what could not be read".into());
    }
    Some(Rights { lines, is_unknown: gaps })
}

/// Returns what a Function has: plaintext credentials, and the Secrets of its variables and mounts.
fn holds(function: &Function, findings: &[Arc<Finding>]) -> PictureBox {
    let of = |env: &Env| match &env.value {
        EnvValue::Secret { name, .. } => Some(name.to_string()),
        EnvValue::Literal { .. } | EnvValue::ConfigMap { .. } | EnvValue::Field => None,
    };
    let mounts = function.secret_mounts.iter().map(|mount| mount.secret.clone());
    let mut names: Vec<String> = function.env.iter().filter_map(of).chain(mounts).collect();
    names.sort();
    names.dedup();
    let plaintext = findings.iter().any(|finding| finding.check == PLAINTEXT);
    let mut lines = if plaintext { vec!["a plaintext credential".to_owned()] } else { Vec::new() };
    lines.extend(some(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    if names.is_empty() {
        lines.push("mounts no Secret".into());
    }
    let head = if names.is_empty() { "what it has".to_owned() } else { counted(names.len(), "Secret") };
    PictureBox { head, lines, severity: severity_of(findings, &HOLDS), is_unknown: false }
}

/// Returns what an account opens: the pods that run as it, and what it may do.
#[must_use]
pub fn of_account(model: &Model, namespace: &str, name: &str) -> Radius {
    let space = model.snapshot.space(namespace);
    let pods = || {
        let all = space.into_iter().flat_map(|space| space.pods.values());
        all.filter(|pod| pod.service_account == *name && !pod.finished())
    };
    let mut functions: Vec<&str> = pods().filter_map(|pod| pod.function()).collect();
    functions.sort_unstable();
    functions.dedup();
    let mounted = pods().filter(|pod| pod.token_mounted).count();
    let findings: Vec<Arc<Finding>> = model
        .findings_of(namespace)
        .into_iter()
        .filter(|finding| {
            ACCOUNT.contains(&finding.check)
                || (finding.object.kind == Kind::ServiceAccount && finding.object.name == name)
        })
        .collect();
    let boxes = vec![
        PictureBox {
            head: counted(functions.len(), "Function"),
            lines: some(&functions),
            ..PictureBox::default()
        },
        PictureBox {
            head: "its token".into(),
            lines: vec![format!("mounted by {}", counted(mounted, "pod"))],
            severity: severity_of(&findings, &["api-token-mounted"]),
            is_unknown: false,
        },
        account(model, namespace, name, severity_of(&findings, &["default-account-has-rights"])),
    ];
    let title = format!("Blast radius of the account {namespace}/{name}");
    Radius { title, boxes, branches: Vec::new(), cuts: cuts(model, &findings) }
}

/// Returns what a subject of the Access screen may do.
#[must_use]
pub fn of_subject(model: &Model, subject: &Subject, namespace: &str) -> Radius {
    if subject.kind == "ServiceAccount" {
        return of_account(model, &subject.namespace, &subject.name);
    }
    let rights = rights(model, &Who::of(subject), namespace);
    let (lines, is_unknown) =
        rights.map_or((vec!["open Access first".into()], true), |one| (one.lines, one.is_unknown));
    let boxes = vec![
        PictureBox { head: format!("{} {}", subject.kind, subject.name), ..PictureBox::default() },
        PictureBox { head: format!("in {namespace}"), lines, severity: None, is_unknown },
    ];
    let title = format!("Blast radius of {} {}", subject.kind, subject.name);
    Radius { title, boxes, branches: Vec::new(), cuts: Vec::new() }
}

/// Returns what one token opens: every Service that accepts it.
#[must_use]
pub fn of_token(model: &Model, finding: &Finding) -> Option<Radius> {
    let space = model.snapshot.space(finding.home())?;
    let rule: &ApiRule = space.api_rules.get(finding.object.name.as_str())?;
    let path = finding.path.to_string();
    let routes = rule.rules.iter().filter_map(|route| Some((route, jwt(route)?)));
    let (_, jwt) = { routes }.min_by_key(|(route, _)| !path.starts_with(route.pointer.as_str()))?;
    let group = model.snapshot.tokens().accepting(&jwt.acceptance())?;
    let here = group.of(&space.name).map(|(service, _)| service);
    let elsewhere = group.elsewhere(&space.name);
    let mut all: Vec<String> =
        here.chain(elsewhere.services).map(|(namespace, service)| format!("{namespace}/{service}")).collect();
    all.sort();
    all.dedup();
    let issuers = jwt.issuers.iter().map(|one| one.issuer.clone()).take(NAMES).collect();
    let needs =
        if jwt.accepts_any() { "no audience or scope required" } else { "audience or scope required" };
    let more = if elsewhere.more { "+" } else { "" };
    let shared = all.len() > 1;
    let boxes = vec![
        PictureBox { head: "issuer".into(), lines: issuers, ..PictureBox::default() },
        PictureBox { head: "its token".into(), lines: vec![needs.into()], ..PictureBox::default() },
        PictureBox {
            head: format!("{}{more}", counted(all.len(), "Service")),
            lines: some(&all.iter().map(String::as_str).collect::<Vec<_>>()),
            severity: shared.then_some(finding.severity),
            is_unknown: false,
        },
    ];
    let branches = all.iter().skip(NAMES).take(BRANCHES).map(|name| (format!("{name} accepts it too"), None));
    let findings: Vec<Arc<Finding>> =
        model.findings_of(&space.name).into_iter().filter(|one| one.object == finding.object).collect();
    let title = format!("Blast radius of a token for {}/{}", space.name, rule.meta.name);
    Some(Radius { title, boxes, branches: branches.collect(), cuts: cuts(model, &findings) })
}

/// Returns the first fix of each finding, worst first, with how many of the findings it is about.
fn cuts(model: &Model, findings: &[Arc<Finding>]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for finding in findings {
        if all.len() == CUTS {
            break;
        }
        let title = model.fixes(finding).into_iter().next().map(|fix| fix.title);
        let cut = title.map(|title| format!("{title} ({} {})", finding.severity.short(), finding.name()));
        all.extend(cut.filter(|cut| !all.contains(cut)));
    }
    all
}

fn some(names: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = names.iter().take(NAMES).map(|name| (*name).to_owned()).collect();
    if names.len() > NAMES {
        lines.push(format!("and {} more", names.len() - NAMES));
    }
    lines
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", plural(count))
}
