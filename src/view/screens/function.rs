//! One Function: its source with findings inline, the facts about it, and what it inherits.

use super::{findings, source};
use crate::app::fix::rights;
use crate::app::model::{Geometry, Model};
use crate::app::state::page::ReportRow;
use crate::checks::prelude::plural;
use crate::model::code::ContactedHost;
use crate::model::event::Subscription;
use crate::model::function::{EnvValue, Function, Git, Source};
use crate::view::parts::canvas::below;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::parts::{Canvas, Column, external_reports, finding, path, route, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

const COLUMNS: [Column; 3] =
    [Column::left("SEV", 4), Column::left("FINDING", 0), Column::right("FIX", 3).from(56)];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, namespace: &str, name: &str, area: Rect) -> Geometry {
    let function = model.snapshot.space(namespace).and_then(|space| space.functions.get(name));
    let Some(function) = function else {
        let words = format!("Function {name} is not (or no longer) in {namespace}. esc goes back.");
        canvas.paragraph(area, &words, Role::Muted);
        return model.geometry;
    };
    let all = &model.page.findings;
    let title = format!(
        "{namespace} {} {name} · {} · {}",
        canvas.glyphs.arrow,
        function.runtime,
        function.source.word()
    );
    if model.zoomed {
        let inner = boxed(canvas, area, &title, true, area.width >= 100);
        return if model.pane == 1 {
            source::draw(canvas, model, 1, all, inner)
        } else {
            findings::table(canvas, model, inner, all, 0, &COLUMNS)
        };
    }
    let others = &model.page.reports;
    if area.width < 100 {
        let more = u16::from(!others.is_empty());
        let (top, bottom) =
            stack(area, text::cells(all.len()).saturating_add(2).max(4).min(area.height / 3) + more);
        let inner = canvas.rule(top, &title, model.pane == 1);
        let second = source::draw(canvas, model, 1, all, inner);
        let inner = canvas.rule(bottom, &format!("Findings {}", all.len()), model.pane == 0);
        let inner = chain(canvas, model, inner);
        let inner = draw_reports(canvas, others, inner);
        let first = findings::table(canvas, model, inner, all, 0, &COLUMNS);
        return if model.pane == 0 { first } else { second };
    }
    let (left, right) = split(area, (area.width * 2 / 5).clamp(56, 72));
    let (code, why) = stack(left, (area.height * 2 / 5).min(14));
    let inner = boxed(canvas, code, &title, model.pane == 1, true);
    let second = source::draw(canvas, model, 1, all, inner);
    let inner = canvas.panel(why, "Why", false);
    if let Some(selected) = model.selected_finding() {
        let titles = model.telling.titles();
        let limits = rights::limits(model, &selected);
        finding::story(canvas, inner, &selected, model.acceptance(&selected), (titles, limits));
    }
    let half = (area.height / 2).max(8);
    // Rows for other tools' results may use space of the findings below, if these with frame and heading do
    // not need it.
    let spare = half.saturating_sub(text::cells(all.len()).saturating_add(3));
    let (top, bottom) = stack(right, half.saturating_sub(spare.min(text::cells(others.len()))));
    let inner = canvas.panel(top, "Function facts", false);
    facts(canvas, model, function, inner);
    let inner =
        canvas.panel(bottom, &format!("Findings {} · including its namespace", all.len()), model.pane == 0);
    let first = findings::table(canvas, model, inner, all, 0, &COLUMNS);
    if model.pane == 0 { first } else { second }
}

/// Paints the attack path in one line, where space for facts is short.
fn chain(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Rect {
    let path = model.page.path.as_ref().filter(|_| area.height > 4);
    let Some(path) = path else { return area };
    let words = path::brief(canvas, path, false);
    canvas.words(area, words, finding::role(path.severity));
    below(area, 1)
}

/// Paints the results of other tools in one line, for the same reason.
fn draw_reports(canvas: &mut Canvas<'_, '_>, others: &[ReportRow], area: Rect) -> Rect {
    let line = external_reports::line(others).filter(|_| area.height > 3);
    let Some(line) = line else { return area };
    canvas.words(area, line, Role::Muted);
    below(area, 1)
}

/// A label, what is said, and its colour.
type Fact = (String, String, Role);

fn fact(label: &str, value: impl Into<String>, role: Role) -> Fact {
    (label.to_owned(), value.into(), role)
}

fn facts(canvas: &mut Canvas<'_, '_>, model: &Model, function: &Function, area: Rect) {
    let (namespace, name) = (&function.meta.namespace, &function.meta.name);
    let mut rows: Vec<Fact> = path_rows(canvas, model, area);
    rows.extend(runtime_rows(function));
    rows.extend(pod_rows(model, function));
    rows.push(dependencies(function));
    rows.extend(calls(function).into_iter().map(|(label, words, role)| fact(label, words, role)));
    for env in &function.env {
        rows.push(fact("Env", format!("{} {}", env.name, origin(&env.value)), Role::Text));
    }
    for mount in &function.secret_mounts {
        rows.push(fact("Mounts", format!("Secret {} at {}", mount.secret, mount.path), Role::Text));
    }
    routes(model, namespace, name, &mut rows);
    events(model, namespace, name, &mut rows);
    let reports = model.page.reports.iter();
    rows.extend(
        reports.map(|report| (report.label.clone(), report.words.clone(), external_reports::role(report))),
    );
    let lines = fact_lines(canvas, &rows, area);
    canvas.lines(area, lines);
}

/// Returns a line for each fact, and more for those that do not fit while lines are left.
fn fact_lines(canvas: &Canvas<'_, '_>, rows: &[Fact], area: Rect) -> Vec<Line<'static>> {
    const LABEL: usize = 10;
    let mut left = usize::from(area.height).saturating_sub(rows.len());
    let mut lines = Vec::new();
    for (label, value, role) in rows {
        // Masked as a whole first: a part of a credential is not recognised as one.
        let whole = canvas.span(value, *role);
        let parts = text::wrap(&whole.content, usize::from(area.width).saturating_sub(LABEL));
        let label = canvas.span(format!("{label:<LABEL$}"), Role::Muted);
        let more = parts.len().saturating_sub(1);
        if more == 0 || more > left {
            lines.push(Line::from(vec![label, whole]));
            continue;
        }
        left -= more;
        let mut label = Some(label);
        lines.extend(parts.into_iter().map(|part| {
            let label = label.take().unwrap_or_else(|| Span::raw(" ".repeat(LABEL)));
            Line::from(vec![label, canvas.span(part, *role)])
        }));
    }
    lines
}

/// The worst attack path through the Function, a link in each row.
fn path_rows(canvas: &Canvas<'_, '_>, model: &Model, area: Rect) -> Vec<Fact> {
    let Some(path) = &model.page.path else { return Vec::new() };
    let links = path.links.iter().enumerate().map(|(at, link)| {
        let label = if at == 0 { format!("Path {}", path.severity.short()) } else { String::new() };
        let (words, role) = path::link(canvas, at, link, area.width >= 60);
        (label, words, role)
    });
    links.collect()
}

/// State, runtime, image and repository.
fn runtime_rows(function: &Function) -> Vec<Fact> {
    let running = function.condition("Running");
    let status = running.map_or_else(|| "unknown".into(), |one| format!("{} {}", one.status, one.reason));
    let image = if function.image_override.is_empty() {
        fact("Image", "default", Role::Ok)
    } else {
        fact("Image", function.image_override.to_string(), Role::Warning)
    };
    let mut rows = vec![
        fact("Status", status, Role::Text),
        fact("Runtime", function.runtime.to_string(), Role::Text),
        image,
    ];
    if let Source::Git(git) = &function.source {
        let Git { url, reference, secret, .. } = &**git;
        rows.push(fact("Git", format!("{url} @ {reference}"), Role::Text));
        let with =
            secret.as_ref().map_or_else(|| "no credentials".into(), |name| format!("with Secret {name}"));
        rows.push(fact("", with, Role::Muted));
    }
    rows
}

fn pod_rows(model: &Model, function: &Function) -> Vec<Fact> {
    let space = model.snapshot.space(&function.meta.namespace);
    let pods: Vec<_> = space
        .into_iter()
        .flat_map(|space| space.pods.values())
        .filter(|pod| pod.function() == Some(&function.meta.name))
        .collect();
    let ready = pods.iter().filter(|pod| pod.ready).count();
    let mut rows = vec![fact("Pods", format!("{ready} of {} ready", pods.len()), Role::Text)];
    if let Some(pod) = pods.first() {
        let token = if pod.token_mounted { "token mounted" } else { "no token" };
        rows.push(fact("Runs as", format!("ServiceAccount {}, {token}", pod.service_account), Role::Text));
        let sidecar = if pods.iter().all(|pod| pod.sidecar) { "yes" } else { "no" };
        rows.push(fact("Sidecar", sidecar, Role::Text));
    }
    rows
}

fn dependencies(function: &Function) -> Fact {
    let count = function.dependencies.len();
    let loose = function.dependencies.iter().filter(|dependency| !dependency.pinned).count();
    fact("Depends", format!("{count} package{}, {loose} not pinned", plural(count)), Role::Text)
}

/// Returns whom the code talks to, or why that is not known.
fn calls(function: &Function) -> Vec<(&'static str, String, Role)> {
    let mut rows = Vec::new();
    if let Some(why) = function.code.obstacle() {
        let words = format!("not analysed from line {}: {}", why.line, why.reason.text());
        rows.push(("Code", words, Role::Unknown));
    }
    let Some(uses) = function.code.uses() else { return rows };
    let mut hosts: Vec<String> = uses.endpoints.iter().map(ContactedHost::text).collect();
    hosts.dedup();
    if !hosts.is_empty() {
        rows.push(("Calls", hosts.join(", "), Role::Text));
    }
    let events: Vec<&str> = uses.events.iter().map(|event| event.name.as_str()).collect();
    if !events.is_empty() {
        rows.push(("Emits", events.join(", "), Role::Text));
    }
    rows
}

fn origin(value: &EnvValue) -> String {
    match value {
        EnvValue::Literal { length, .. } => format!("= {length} characters"),
        EnvValue::Secret { name, key } => format!("from Secret {name}/{key}"),
        EnvValue::ConfigMap { name, key } => format!("from ConfigMap {name}/{key}"),
        EnvValue::Field => "from a field reference".into(),
    }
}

/// Adds the events that start the Function.
fn events(model: &Model, namespace: &str, name: &str, rows: &mut Vec<(String, String, Role)>) {
    let Some(space) = model.snapshot.space(namespace) else { return };
    if let Some(why) = super::reach::unread(model, namespace) {
        rows.push(("Events".into(), why, Role::Unknown));
    }
    let leads = |subscription: &&Arc<Subscription>| {
        subscription.service().is_some_and(|service| space.functions_of(service).iter().any(|of| of == name))
    };
    for one in space.subscriptions.values().filter(leads) {
        rows.push(("Events".into(), format!("{} by {}", one.events(), one.meta.name), Role::Text));
    }
}

#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn routes(model: &Model, namespace: &str, name: &str, rows: &mut Vec<(String, String, Role)>) {
    let exposure = model.snapshot.exposure();
    let mut any = false;
    for route in exposure.routes(namespace, name) {
        let rule =
            model.snapshot.space(&route.namespace).and_then(|space| space.api_rules.get(route.name.as_str()));
        let Some(rule) = rule else { continue };
        for one in &rule.rules {
            any = true;
            let refused = rule.is_refused();
            let (how, role) =
                if refused { ("refused by the gateway", Role::Muted) } else { route::asks(&one.access) };
            rows.push(("Exposed".into(), format!("{how} · {}{}", rule.host, one.path), role));
        }
    }
    for way in model.snapshot.ways().to(namespace, name) {
        any = true;
        let host = if way.host.is_empty() { "any host" } else { &way.host };
        let words = format!("{host} via {} {}, without policies", way.kind.info().name, way.name);
        rows.push(("Exposed".into(), words, Role::SevHigh));
    }
    if !any {
        rows.push(("Exposed".into(), "no route leads here".into(), Role::Text));
    }
}
