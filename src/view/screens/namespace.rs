//! One namespace: its guardrails, its Functions, its findings and the details of the selected one.

use super::{findings, namespace_paths as paths};
use crate::app::KeyAction;
use crate::app::fix::rights;
use crate::app::model::{Geometry, Model};
use crate::app::rows::lists::ENFORCE;
use crate::app::state::page::{Guardrails, ReportRow};
use crate::model::{Feed, Kind, Space};
use crate::verdicts::score;
use crate::view::parts::canvas::below;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::parts::list;
use crate::view::parts::{Canvas, Column, external_reports, finding, route, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

const COLUMNS: [Column; 4] = [
    Column::left("SEV", 4),
    Column::left("FINDING", 0),
    Column::left("OBJECT", 16).from(60).wide(88, 32).wide(96, 36).wide(112, 0).middle(),
    Column::right("FIX", 3).from(60),
];
const FUNCTIONS: [Column; 4] = [
    Column::left("FUNCTION", 0),
    Column::left("RUNTIME", 9).from(48),
    Column::left("RUNS", 6),
    Column::left("FINDINGS", 11),
];

/// Returns the width of the findings: three fifths, and at least what their titles need beside the posture.
fn findings_width(whole: u16) -> u16 {
    /// The width that a title, an object and the frame need.
    const TITLES: u16 = 77;
    /// The width that the posture needs.
    const POSTURE: u16 = 43;
    (whole * 3 / 5).max(TITLES).min(whole.saturating_sub(POSTURE))
}

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, name: &str, area: Rect) -> Geometry {
    let Some(space) = model.snapshot.space(name) else {
        let feed = model.snapshot.feeds().of(Kind::Namespace, name);
        canvas.paragraph(area, &format!("Namespace {name} could not be read: {}.", feed.why()), Role::Muted);
        return model.geometry;
    };
    if model.zoomed {
        return zoomed(canvas, model, space, area);
    }
    if area.width < 100 {
        return narrow(canvas, model, name, space, area);
    }
    if canvas.remote {
        return stacked(canvas, model, name, space, area);
    }
    let (left, right) = split(area, findings_width(area.width));
    let wanted = paths::height(canvas, model, left.width.saturating_sub(4));
    // The attack paths take space from the Functions, which keep a few rows.
    let (top, bottom) = stack(left, (area.height / 2).saturating_sub(wanted).max(8));
    let inner = canvas.panel(top, &headline(model, name, top.width), false);
    let rest = rails(canvas, model, space, inner);
    paths::draw(canvas, model, rest);
    let inner = canvas.panel(bottom, &format!("Functions {}", space.functions.len()), model.pane == 1);
    let second = functions(canvas, model, space, inner);
    let (top, bottom) = stack(right, (area.height / 2).min(18));
    let first = list(canvas, model, top, true);
    let inner = canvas.panel(bottom, "Why", false);
    story(canvas, model, inner);
    if model.pane == 0 { first } else { second }
}

/// Paints the list with the focus at full width, over a network: terminals move whole rows only, and each row of a list
/// that scrolls beside something else is sent again.
fn stacked(canvas: &mut Canvas<'_, '_>, model: &Model, name: &str, space: &Space, area: Rect) -> Geometry {
    let (top, bottom) = stack(area, area.height / 2);
    let (left, right) = split(bottom, findings_width(area.width));
    let geometry = zoomed(canvas, model, space, top);
    let inner = canvas.panel(left, &headline(model, name, left.width), false);
    let rest = rails(canvas, model, space, inner);
    paths::draw(canvas, model, rest);
    let more = format!("Why · {} shows more", model.keys.key(KeyAction::Open));
    let inner = canvas.panel(right, if model.pane == 0 { &more } else { "Why" }, false);
    story(canvas, model, inner);
    geometry
}

/// Paints the focused pane alone.
fn zoomed(canvas: &mut Canvas<'_, '_>, model: &Model, space: &Space, area: Rect) -> Geometry {
    let wide = area.width >= 100;
    if model.pane == 0 {
        return list(canvas, model, area, wide);
    }
    let title = format!("Functions {}", space.functions.len());
    let title = with_other(canvas, model, title, "findings");
    let inner = boxed(canvas, area, &title, true, wide);
    functions(canvas, model, space, inner)
}

/// Adds to a title what the other list is, where it is not on screen.
fn with_other(canvas: &Canvas<'_, '_>, model: &Model, title: String, other: &str) -> String {
    let is_alone = canvas.remote && canvas.area().width >= 100 && !model.zoomed;
    if !is_alone {
        return title;
    }
    format!(
        "{title} · {} shows {} {other}",
        model.keys.key(KeyAction::NextPane),
        model.rows(1 - model.pane.min(1))
    )
}

fn narrow(canvas: &mut Canvas<'_, '_>, model: &Model, name: &str, space: &Space, area: Rect) -> Geometry {
    let (top, bottom) = stack(area, area.height * 3 / 5);
    let inner = canvas.rule(top, &headline(model, name, area.width), false);
    paths::brief(canvas, model, inner);
    let taken = u16::from(!model.lists.paths.is_empty());
    rails(canvas, model, space, below(inner, taken));
    if model.pane == 1 {
        let inner = canvas.rule(bottom, &format!("Functions {}", space.functions.len()), true);
        return functions(canvas, model, space, inner);
    }
    list(canvas, model, bottom, false)
}

/// Returns the heading; the trend is left out where it does not fit.
fn headline(model: &Model, name: &str, width: u16) -> String {
    let counts = model.report.space(name).map(|report| report.counts).unwrap_or_default();
    let score = score::of(&counts).map_or_else(|| "--".to_owned(), |score| score.to_string());
    let unknown = if counts.unknown > 0 { format!(" · {} unknown", counts.unknown) } else { String::new() };
    let head = format!("{name} · {score}/100{unknown}");
    let change = model.trending.space(&model.report, name, 0).change;
    let whole = change.map(|change| format!("{head} · {}", change.words()));
    whole.filter(|whole| text::width(whole) + 6 <= usize::from(width)).unwrap_or(head)
}

fn list(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect, wide: bool) -> Geometry {
    let all = &model.page.findings;
    let title = with_other(canvas, model, format!("Findings {}", all.len()), "Functions");
    let inner = boxed(canvas, area, &title, model.pane == 0, wide);
    if all.is_empty() {
        canvas.paragraph(
            below(inner, 1),
            &format!(
                "No findings in what could be read. {} shows what is missing.",
                model.keys.key(KeyAction::Coverage)
            ),
            Role::Muted,
        );
    }
    let (list, passed) = stack(inner, if model.settings.show_passed { inner.height / 3 } else { 0 });
    passed_checks(canvas, model, passed);
    findings::table(canvas, model, list, all, 0, &COLUMNS)
}

fn passed_checks(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let report = model.detail_of().and_then(|name| model.report.space(&name));
    let Some(report) = report else { return };
    let passed = crate::checks::ALL
        .iter()
        .zip(&report.verdicts)
        .filter(|(_, verdict)| **verdict == Some(crate::checks::Verdict::Pass));
    let lines: Vec<Line<'static>> = passed
        .map(|(check, _)| {
            Line::from(vec![canvas.span("ok   ", Role::Ok), canvas.span(check.id, Role::Muted)])
        })
        .collect();
    canvas.lines(area, lines);
}

fn story(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    if let Some(selected) = model.told_finding() {
        let titles = model.telling.titles();
        let limits = rights::limits(model, &selected);
        finding::below_list(canvas, area, &selected, model.acceptance(&selected), (titles, limits));
    }
}

/// Paints the Pod Security levels, the network default, and what could not be read.
fn rails(canvas: &mut Canvas<'_, '_>, model: &Model, space: &Space, area: Rect) -> Rect {
    let rest = ladder(canvas, model, space, area);
    let rest = canvas.lines(rest, [Line::default()]);
    let rest = network(canvas, model, space, rest);
    let rest = routes(canvas, model, space, rest);
    let rest = draw_reports(canvas, model, rest);
    let unseen: Vec<String> = Kind::watched()
        .into_iter()
        .filter(|kind| {
            kind.info().namespaced() && !matches!(kind.info().reach, crate::model::kind::KindScope::Only(..))
        })
        .filter_map(|kind| match model.snapshot.feeds().of(kind, &space.name) {
            Feed::Live | Feed::Stale(..) | Feed::NotServed => None,
            Feed::Opening(_)
            | Feed::Failed(_)
            | Feed::LoggedOut(_)
            | Feed::Forbidden(_)
            | Feed::NotAsked
            | Feed::Absent => Some(kind.info().plural.to_owned()),
        })
        .collect();
    if unseen.is_empty() {
        return rest;
    }
    canvas.paragraph(rest, &format!("not read  {}", unseen.join(", ")), Role::Unknown)
}

/// Paints the results of other tools for its Functions.
fn draw_reports(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Rect {
    let line = |row: &ReportRow| {
        let words = format!("{} {}", row.label, row.words);
        let label = canvas.span("OTHERS    ", Role::Muted);
        Line::from(vec![label, canvas.span(words, external_reports::role(row))])
    };
    let lines: Vec<Line<'static>> = model.page.reports.iter().map(line).collect();
    canvas.lines(area, lines)
}

/// Paints three modes by three levels, and how many pods would satisfy each.
fn ladder(canvas: &mut Canvas<'_, '_>, model: &Model, space: &Space, area: Rect) -> Rect {
    let labels = space.namespace().map(|namespace| &namespace.meta.labels);
    let mut lines = vec![Line::from(canvas.span(
        format!("{:<8}{:>11}{:>9}{:>11}", "POD SEC.", "privileged", "baseline", "restricted"),
        Role::Muted,
    ))];
    for mode in ["enforce", "warn", "audit"] {
        let level = labels.and_then(|labels| labels.get(&ENFORCE.replace("enforce", mode)));
        let cell = |name: &str, width: usize| {
            let mark = if level == Some(name) { canvas.glyphs.filled } else { canvas.glyphs.dot };
            text::pad_left(mark, width)
        };
        let row =
            format!("{mode:<8}{}{}{}", cell("privileged", 11), cell("baseline", 9), cell("restricted", 11));
        let note = if labels.is_none() { "  not seen" } else { "" };
        lines.push(Line::from(vec![canvas.span(row, Role::Text), canvas.span(note, Role::Unknown)]));
    }
    let Guardrails { pods: all, baseline, restricted, refused, .. } = model.page.guardrails;
    if all > 0 {
        let row = format!(
            "{:<8}{:>11}{:>9}{:>11}",
            "pods fit",
            format!("{all}/{all}"),
            format!("{baseline}/{all}"),
            format!("{restricted}/{all}")
        );
        lines.push(Line::from(canvas.span(row, Role::Text)));
    }
    let rest = canvas.lines(area, lines);
    if refused == 0 {
        return rest;
    }
    canvas.paragraph(rest, &format!("  {refused} pods would be refused on recreation"), Role::Warning)
}

fn network(canvas: &mut Canvas<'_, '_>, model: &Model, space: &Space, area: Rect) -> Rect {
    let (functions, isolated) = (space.functions.len(), model.page.guardrails);
    let row = |label: &str, count: usize| {
        let role = if functions == 0 || count == functions { Role::Text } else { Role::Warning };
        Line::from(vec![
            canvas.span(format!("{label:<10}"), Role::Muted),
            canvas.span(format!("{count} of {functions} Functions restricted"), role),
        ])
    };
    let lines = [row("INGRESS", isolated.ingress), row("EGRESS", isolated.egress)];
    canvas.lines(area, lines)
}

/// Paints each APIRule with whom its weakest rule admits, and the worst finding about it: nothing is green that
/// has one.
fn routes(canvas: &mut Canvas<'_, '_>, model: &Model, space: &Space, area: Rect) -> Rect {
    /// The width of a host, of which narrow screens show the first part.
    const HOST: usize = 9;
    let mut lines = Vec::new();
    if !space.api_rules.is_empty() {
        lines.push(Line::from(canvas.span("ROUTES", Role::Muted)));
    }
    for rule in space.api_rules.values() {
        let worst = model.page.worst_of_rule.get(rule.meta.name.as_str()).copied();
        let (words, role) = route::weakest(rule);
        let role = if worst.is_some() && role == Role::Ok { Role::Text } else { role };
        let mark =
            worst.map_or_else(|| canvas.span("    ", Role::Muted), |worst| finding::word(canvas, worst));
        let domain =
            if area.width < 60 { rule.host.split('.').next().unwrap_or_default() } else { &rule.host };
        let width = if area.width < 60 { HOST } else { usize::from(area.width / 2) };
        let host = canvas.span_within(domain, Role::Text, width);
        let gap = Span::raw(" ".repeat(HOST.saturating_sub(host.width()) + 1));
        let spans = vec![mark, Span::raw(" "), host, gap, canvas.span(words, role)];
        lines.push(Line::from(spans));
    }
    canvas.lines(area, lines)
}

fn functions(canvas: &mut Canvas<'_, '_>, model: &Model, space: &Space, area: Rect) -> Geometry {
    let all: Vec<_> = space.functions.values().collect();
    let report = model.report.space(&space.name);
    list::draw(canvas, model, 1, area, &FUNCTIONS, all.len(), |canvas, row| {
        let Some(function) = all.get(row) else { return Vec::new() };
        let counts = report
            .and_then(|report| report.by_function.get(function.meta.name.as_str()))
            .copied()
            .unwrap_or_default();
        vec![
            vec![canvas.span(&function.meta.name, Role::Text)],
            vec![canvas.span(&function.runtime, Role::Muted)],
            super::functions::runs(canvas, function),
            finding::summary(canvas, &counts),
        ]
    })
}
