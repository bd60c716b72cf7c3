//! One subject: a namespace, a Function, an object, a finding.

use super::lists::{counts, families};
use super::paths;
use super::speech::{SpeechLines, spoken};
use crate::app::model::Model;
use crate::app::screen::source_view::Line;
use crate::app::state::details::{DetailRow, Details};
use crate::checks::{self, Confidence, Finding};
use crate::model::function::{EnvValue, Source};
use crate::model::{Feed, Kind, ObjectRef};
use crate::verdicts::score;
use crate::view::parts::route;
use crate::view::parts::text::field;

/// Adds the details of a finding, always in the same order: what, where, seen, why, fix.
pub(super) fn finding(model: &Model, finding: &Finding, lines: &mut SpeechLines) {
    let Some(check) = checks::find(finding.check) else { return };
    lines.label("Finding", &finding.message);
    lines.label("Severity", finding.severity.word());
    if finding.confidence != Confidence::Certain {
        lines.label("Confidence", finding.confidence.word());
    }
    lines.label("Check", finding.check);
    if let Some(accepted) = model.acceptance(finding) {
        lines.label("Accepted", &format!("{} ({})", accepted.reason, accepted.place));
    }
    lines.label("Note", &finding.note);
    lines.label("Object", &finding.object.to_string());
    let line = if finding.line > 0 { format!(", line {}", finding.line) } else { String::new() };
    lines.label("Field", &format!("{}{line}", field(&finding.path)));
    lines.label("Seen", &finding.evidence);
    lines.label("Why", check.why);
    let fixes = model.fixes(finding);
    if fixes.is_empty() {
        lines.say("There is no automatic fix; explain says what to do by hand");
    }
    if let Some(limits) = crate::app::fix::rights::limits(model, finding) {
        lines.say(&limits);
    }
    for (at, fix) in fixes.iter().enumerate() {
        lines.label(
            &format!("Fix {}", at + 1),
            &format!("{}, {}", fix.title, fix.risk.word().replace('-', " ")),
        );
    }
}

pub(super) fn namespace(model: &Model, name: &str, lines: &mut SpeechLines) {
    let Some(space) = model.snapshot.space(name) else {
        let why = model.snapshot.feeds().of(Kind::Namespace, name).why().to_owned();
        return lines.say(&format!("Namespace {name} could not be read: {why}"));
    };
    let own = model.report.space(name).map(|report| report.counts).unwrap_or_default();
    let known = score::of(&own).map_or_else(|| "not known".to_owned(), |score| format!("{score} of 100"));
    lines.label("Score", &known);
    lines.label("Findings", &counts(&own));
    if let Some(row) = model.lists.namespaces.iter().find(|row| row.name == name) {
        families(row, lines);
    }
    for mode in ["enforce", "warn", "audit"] {
        let key = format!("pod-security.kubernetes.io/{mode}");
        let level = space.namespace().and_then(|namespace| namespace.meta.labels.get(&key));
        lines.label(&format!("Pod Security {mode}"), level.map_or("no level", |level| level));
    }
    let guards = model.page.guardrails;
    let all = guards.pods;
    lines.label(
        "Pods",
        &format!("{all}, of which {} fit baseline and {} restricted", guards.baseline, guards.restricted),
    );
    if guards.refused > 0 {
        lines.say(&format!("{} pods would be refused when they are created again", guards.refused));
    }
    let functions = space.functions.len();
    lines.label("Incoming traffic", &format!("{} of {functions} Functions are restricted", guards.ingress));
    lines.label("Outgoing traffic", &format!("{} of {functions} Functions are restricted", guards.egress));
    for rule in space.api_rules.values() {
        let worst = model.page.worst_of_rule.get(rule.meta.name.as_str());
        let worst = worst.map_or_else(String::new, |worst| format!(", worst finding {}", worst.word()));
        lines.label("Route", &format!("{}, {}{worst}", rule.host, route::weakest(rule).0));
    }
    for one in &model.lists.paths {
        paths::path(&one.function, one, lines);
    }
    for report in &model.page.reports {
        lines.label("Other tools", &format!("{} {}", report.label, report.words));
    }
    for kind in Kind::watched().into_iter().filter(|kind| kind.info().namespaced()) {
        if let Feed::Forbidden(why) | Feed::Failed(why) = model.snapshot.feeds().of(kind, name) {
            lines.label("Not read", &format!("{}: {why}", kind.info().plural));
        }
    }
}

pub(super) fn function(model: &Model, namespace: &str, name: &str, lines: &mut SpeechLines) {
    let space = model.snapshot.space(namespace);
    let Some(function) = space.and_then(|space| space.functions.get(name)) else {
        return lines.say(&format!("Function {name} is not, or no longer, in {namespace}"));
    };
    if let Some(one) = &model.page.path {
        paths::path(&one.function, one, lines);
    }
    let running = function.condition("Running");
    lines.label(
        "Running",
        &running.map_or_else(
            || "unknown".into(),
            |condition| format!("{} {}", condition.status, condition.reason),
        ),
    );
    lines.label("Runtime", &function.runtime);
    lines.label("Image", &function.image_override);
    match &function.source {
        Source::Git(git) => lines.label("Source", &format!("git, {} at {}", git.url, git.reference)),
        Source::Inline { .. } => lines.label("Source", "inline"),
        Source::Missing => lines.label("Source", "none"),
    }
    let unpinned = function.dependencies.iter().filter(|dependency| !dependency.pinned).count();
    lines.label("Packages", &format!("{}, of which {unpinned} are not pinned", function.dependencies.len()));
    for env in &function.env {
        let from = match &env.value {
            EnvValue::Literal { length, .. } => format!("a text of {length} characters"),
            EnvValue::Secret { name, key } => format!("from Secret {name}, key {key}"),
            EnvValue::ConfigMap { name, key } => format!("from ConfigMap {name}, key {key}"),
            EnvValue::Field => "from a field of the pod".into(),
        };
        lines.label("Variable", &format!("{}, {from}", env.name));
    }
    for mount in &function.secret_mounts {
        lines.label("Mount", &format!("Secret {} at {}", mount.secret, mount.path));
    }
    exposed(model, namespace, name, lines);
    for report in &model.page.reports {
        lines.label("Other tools", &format!("{} {}", report.label, report.words));
    }
}

fn exposed(model: &Model, namespace: &str, name: &str, lines: &mut SpeechLines) {
    let mut any = false;
    for route in model.snapshot.exposure().routes(namespace, name) {
        let space = model.snapshot.space(&route.namespace);
        let Some(rule) = space.and_then(|space| space.api_rules.get(route.name.as_str())) else { continue };
        for one in &rule.rules {
            any = true;
            let how = if rule.is_refused() { "refused by the gateway" } else { route::asks(&one.access).0 };
            lines.label("Exposed", &format!("{}{}, {how}", rule.host, one.path));
        }
    }
    for way in model.snapshot.ways().to(namespace, name) {
        any = true;
        let host = if way.host.is_empty() { "any host" } else { &way.host };
        let words = format!("{host} through {} {}, without policies", way.kind.info().name, way.name);
        lines.label("Exposed", &words);
    }
    if !any {
        lines.label("Exposed", "no route leads here");
    }
}

pub(super) fn object(model: &Model, object: &ObjectRef, lines: &mut SpeechLines) {
    match model.source.as_ref().filter(|source| source.object == *object) {
        Some(source) => {
            lines.label("Lines", &source.lines.len().to_string());
            for one in &model.page.findings {
                lines.label("Finding", &super::lists::finding(model, one));
            }
        }
        None => lines.say("The object could not be read"),
    }
}

/// Returns what is known of the open object besides its text.
pub(super) fn about_rows(model: &Model) -> Vec<String> {
    let row = |row: &DetailRow| match row {
        DetailRow::Gap => None,
        DetailRow::Heading(text) | DetailRow::Note(text) => Some(text.clone()),
        DetailRow::Log(text) => Some(format!("log: {text}")),
        DetailRow::Fact(name, value) => Some(format!("{name}: {value}")),
        DetailRow::Link(role, object) => Some(format!("{role}: {object}")),
        DetailRow::Event(event) => {
            let kind = if event.warning { "warning" } else { "event" };
            let times = if event.count > 1 { format!(", {} times", event.count) } else { String::new() };
            Some(format!(
                "{kind} {} of {}{times}: {}, {}",
                event.reason, event.about, event.message, event.time
            ))
        }
    };
    let rows = model.details.as_ref().map(Details::rows).unwrap_or_default();
    // A gap keeps its number, so that a command opens the row that it names.
    rows.iter().map(|detail_row| row(detail_row).unwrap_or_else(|| "a blank line".into())).collect()
}

/// Returns the lines of the open text; a finding is read after the line that it is about.
pub(super) fn text_rows(model: &Model) -> Vec<String> {
    let Some(source) = &model.source else { return Vec::new() };
    let is_whole = source.is_whole();
    let text = |line: &Line| match line.number {
        0 => format!("the {} begins", line.text),
        _ if is_whole => spoken(&line.text),
        number => format!("line {number}, {}", spoken(&line.text)),
    };
    let mut rows: Vec<String> = source.lines.iter().map(text).collect();
    for one in &model.page.findings {
        if let Some(row) = source.place(one).and_then(|row| rows.get_mut(row)) {
            *row = format!("{row} (finding: {}, {})", one.severity.word(), one.name());
        }
    }
    rows
}
