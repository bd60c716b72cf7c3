//! What checks of the source share: the flows of a rule flow in, findings with their way and severity flow out.

use super::exposure::callers::{self, WeakestCaller};
use super::finding::FlowStep;
use super::prelude::*;
use super::reword::Reword;
use crate::engine::code::{CodeEdit, Environment};
use crate::model::code::{Analysis, Certainty, CodeRule, CodeStep, Flow, Language, Reason};
use crate::model::function::EnvValue;
use std::collections::BTreeMap;

/// What a check reads that reports places of the code, whoever calls it.
pub const PLAIN: &[Reads] = &[Reads::Kind(Kind::Function), Reads::Code];

/// What a check reads whose severity depends on who can call.
pub const READS: &[Reads] = &[
    Reads::Kind(Kind::Function),
    Reads::Code,
    callers::READS[0],
    callers::READS[1],
    callers::READS[2],
    callers::READS[3],
];

/// The message of a flow.
pub type Says = fn(&Flow) -> String;

/// Returns the path of a Function's source, or of the repository that contains it.
#[must_use]
pub fn source_text(function: &Function) -> &'static str {
    match (&*function.version, function.is_git()) {
        (_, true) => function.pointers_of_files().0,
        ("v1alpha1", false) => "/spec/source",
        (_, false) => "/spec/source/inline/source",
    }
}

/// Returns the flows of some rules as findings with the check's own severity.
#[must_use]
pub fn places(check: &'static Check, scope: &Scope<'_>, rules: &[CodeRule], says: Says) -> Vec<Finding> {
    each(check, scope, rules, says, |finding, _, _| finding)
}

/// Returns the flows of some rules as findings whose severity depends on who can call the Function.
#[must_use]
pub fn by_caller(check: &'static Check, scope: &Scope<'_>, rules: &[CodeRule], says: Says) -> Vec<Finding> {
    each(check, scope, rules, says, |finding, function, flow| {
        let is_checked = function.code.analysis().is_some_and(|analysis| analysis.handler.checks_caller);
        grade(check, finding, &callers::of(scope, function), is_checked, flow.certainty)
    })
}

/// Returns the message of a flow of the caller's data.
#[must_use]
pub fn reaches(flow: &Flow) -> String {
    match &flow.source {
        Some(source) => format!("{} from the caller reaches {}", named(source), flow.sink.name),
        None => format!("{} takes data of the caller", flow.sink.name),
    }
}

/// Returns the name of a step, for the subject of a sentence.
#[must_use]
pub fn named(step: &CodeStep) -> &str {
    if step.name.is_empty() { "a value" } else { &step.name }
}

/// Returns the fix that changes the source at the place of a finding, if one is known.
#[must_use]
pub fn rewrite(
    scope: &Scope<'_>,
    finding: &Finding,
    rule: CodeRule,
    title: &str,
    risk: Risk,
    costs: &str,
) -> Vec<Fix> {
    // Files in git are changed there.
    let function = scope.space.functions.get(finding.object.name.as_str()).filter(|one| !one.is_git());
    let Some(function) = function else { return Vec::new() };
    let is_known =
        |flow: &Flow| flow.changeable && (flow.sink.line, flow.sink.column) == (finding.line, finding.column);
    if !function.code.flows(rule).any(is_known) {
        return Vec::new();
    }
    let language = Language::of(&function.runtime);
    let from_secrets = function.env.iter().filter_map(|env| match &env.value {
        EnvValue::Secret { key, .. } if Environment::is_secret(&env.name, key) => Some(env.name.to_string()),
        _ => None,
    });
    let edit = CodeEdit {
        language,
        rule,
        line: finding.line,
        column: finding.column,
        variables: from_secrets.collect(),
        folders: function.secret_mounts.iter().map(|mount| mount.path.clone()).collect(),
    };
    let path = source_text(function);
    let edit = Edit::modify(function_ref(function), Vec::new())
        .note(path, "only this place changes; the rest of the text stays unchanged")
        .rewrite(path, Reword::Code(edit));
    vec![Fix::new(title, risk).costs(costs).edit(edit)]
}

fn each(
    check: &'static Check,
    scope: &Scope<'_>,
    rules: &[CodeRule],
    says: Says,
    graded: impl Fn(Finding, &Function, &Flow) -> Finding,
) -> Vec<Finding> {
    let mut all = Vec::new();
    for function in scope.space.functions.values() {
        let Some(analysis) = function.code.analysis() else { continue };
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for flow in analysis.flows.iter().filter(|flow| rules.contains(&flow.rule)) {
            let key = key(flow);
            let count = seen.entry(key.clone()).and_modify(|count| *count += 1).or_insert(1);
            let finding = finding(check, function, analysis, flow, says(flow)).key(format!("{key} #{count}"));
            all.push(graded(finding, function, flow));
        }
    }
    all
}

/// The identity of a flow wherever its lines move.
fn key(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("", |source| &source.name);
    format!("{} {source} > {}", flow.rule.id(), flow.sink.name)
}

fn finding(
    check: &'static Check,
    function: &Function,
    analysis: &Analysis,
    flow: &Flow,
    says: String,
) -> Finding {
    let certainty = certainty(analysis, flow);
    let finding = Finding::new(check, function_ref(function))
        .at(source_text(function))
        .line(flow.sink.line, flow.sink.column)
        .with_evidence(evidence(flow))
        .says(says)
        .follows(steps(flow).map(step).collect());
    match certainty {
        None => finding,
        Some(why) => {
            Finding { note: format!("possible: {why}").into(), ..finding }.sure(Confidence::Possible)
        }
    }
}

/// Returns why a flow is not certain. A handler that checks its caller may contact what that caller names.
fn certainty(analysis: &Analysis, flow: &Flow) -> Option<&'static str> {
    match flow.certainty {
        Certainty::Possible(reason) => Some(reason.text()),
        Certainty::Certain
            if flow.rule == CodeRule::ServerSideRequestForgery && analysis.handler.checks_caller =>
        {
            Some("the code checks its caller, which may be trusted to name the host")
        }
        Certainty::Certain => None,
    }
}

fn steps(flow: &Flow) -> impl Iterator<Item = &CodeStep> {
    flow.source.iter().chain(&flow.steps).chain([&flow.sink])
}

fn step(step: &CodeStep) -> FlowStep {
    FlowStep { line: step.line, column: step.column, text: step.text().into() }
}

/// Returns `event.data.host (line 4) to child_process.exec (line 7)`.
fn evidence(flow: &Flow) -> String {
    let sink = format!("{} (line {})", flow.sink.name, flow.sink.line);
    match &flow.source {
        Some(source) => format!("{} (line {}) to {sink}", named(source), source.line),
        None => sink,
    }
}

/// Sets the severity by who can call; a flow that is only possible is never raised.
fn grade(
    check: &'static Check,
    finding: Finding,
    caller: &WeakestCaller,
    is_checked: bool,
    certainty: Certainty,
) -> Finding {
    let own = check.severity;
    let is_certain = finding.confidence == Confidence::Certain;
    let weak = matches!(certainty, Certainty::Possible(Reason::FixedHost | Reason::LogReader));
    let (severity, why) = match caller {
        WeakestCaller::Anyone(_) if is_checked => (own, Some("the code checks its caller itself".to_owned())),
        WeakestCaller::Anyone(way) if is_certain => {
            (raised(own), Some(format!("anyone may call through {way}")))
        }
        WeakestCaller::Anyone(_)
        | WeakestCaller::AnyToken(_)
        | WeakestCaller::Authenticated(_)
        | WeakestCaller::Unknown => (own, None),
        WeakestCaller::Events(way) => (lowered(own), Some(format!("only events of {way} lead here"))),
        WeakestCaller::Inside => (lowered(own), Some("no route from outside leads here".to_owned())),
    };
    let severity = if weak { lowered(severity) } else { severity };
    let mut notes = Vec::new();
    if let Some(why) = why {
        notes.push(match severity.cmp(&own) {
            std::cmp::Ordering::Less => format!("raised from {own}: {why}"),
            std::cmp::Ordering::Equal => format!("not raised: {why}"),
            std::cmp::Ordering::Greater => format!("lowered from {own}: {why}"),
        });
    }
    if !finding.note.is_empty() {
        notes.push(finding.note.to_string());
    }
    let note = notes.join("; ");
    finding.graded(severity, note)
}

const fn raised(severity: Severity) -> Severity {
    match severity {
        Critical | High => Critical,
        Medium => High,
        Low => Medium,
        Info => Low,
    }
}

const fn lowered(severity: Severity) -> Severity {
    match severity {
        Critical => High,
        High => Medium,
        Medium => Low,
        Low | Info => Info,
    }
}
