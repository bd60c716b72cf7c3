//! Where is it worst, why, and what helps most: namespaces, posture, the worst one's findings, first fixes.

use super::{findings, namespaces, split, stack};
use crate::app::model::{Geometry, Model};
use crate::checks::{self, Check, Severity, score};
use crate::view::parts::{Canvas, Column, finding};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;

const COLUMNS: [Column; 3] =
    [Column::left("SEV", 4), Column::left("FINDING", 0), Column::left("OBJECT", 22).from(60)];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    if model.zoomed {
        return if model.pane == 0 {
            namespaces::draw(canvas, model, area)
        } else {
            why(canvas, model, area, area.width >= 100)
        };
    }
    if area.width < 100 {
        return narrow(canvas, model, area);
    }
    let (left, right) = split(area, 38.max(area.width / 4));
    let below = (area.height * 2 / 5).max(7);
    let (top, bottom) = stack(left, below);
    let inner = canvas.panel(top, &namespaces::title(model), model.pane == 0);
    let (list, legend) = stack(inner, u16::from(inner.height > 9));
    let first = namespaces::table(canvas, model, list);
    canvas.words(legend, namespaces::LEGEND, Role::Muted);
    let second = why(canvas, model, bottom, true);
    let (top, bottom) = stack(right, below);
    let inner = canvas.panel(top, "Posture", false);
    posture(canvas, model, inner);
    let inner = canvas.panel(bottom, "Fix first", false);
    fix_first(canvas, model, inner);
    if model.pane == 0 { first } else { second }
}

fn narrow(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let counts = model.report.counts();
    let title = format!(
        "riskiest first · C {}  H {}  M {}  L {}",
        counts.of(Severity::Critical),
        counts.of(Severity::High),
        counts.of(Severity::Medium),
        counts.of(Severity::Low)
    );
    let (top, bottom) = stack(area, if area.height < 14 { 0 } else { 8 });
    let inner = canvas.rule(top, &title, model.pane == 0);
    let first = namespaces::table(canvas, model, inner);
    let second = why(canvas, model, bottom, false);
    if model.pane == 0 || bottom.height == 0 { first } else { second }
}

/// The findings of the selected namespace.
fn why(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect, wide: bool) -> Geometry {
    let row = model.lists.namespaces.get(model.cursor(0).row);
    let (name, score) = row.map_or(("", None), |row| (row.name.as_str(), row.score));
    let score = score.map_or_else(String::new, |score| format!(" · why {score}"));
    let inner = super::boxed(canvas, area, &format!("{name}{score}"), model.pane == 1, wide);
    let all = model.findings_here();
    if all.is_empty() && !name.is_empty() {
        let words = match row.and_then(|row| row.blind.as_ref()) {
            Some(why) => format!("Not seen: {why}"),
            None if row.is_some_and(|row| row.counts.unknown > 0) => format!(
                "No findings in what could be seen; {} verdicts are unknown (a).",
                row.map_or(0, |row| row.counts.unknown)
            ),
            None => "Every check passed.".to_owned(),
        };
        canvas.paragraph(inner, &words, Role::Muted);
    }
    findings::table(canvas, model, inner, &all, 1, &COLUMNS)
}

fn posture(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let counts = model.report.counts();
    let whole = score::of(&counts_of_namespaces(model));
    let mut rest = canvas.lines(
        area,
        [Line::from(finding::score(
            canvas,
            whole,
            counts.unknown > 0,
            usize::from(area.width).saturating_sub(6),
        ))],
    );
    rest = canvas.lines(rest, [Line::default()]);
    let most = Severity::ALL.into_iter().map(|severity| counts.of(severity)).max().unwrap_or(0).max(1);
    let room = usize::from(area.width).saturating_sub(12);
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        let count = counts.of(severity);
        let bar = canvas.glyphs.full.repeat((count * room).div_ceil(most));
        let spans = vec![
            finding::word(canvas, severity),
            canvas.span(format!("{count:>6} "), Role::Text),
            canvas.span(bar, finding::role(severity)),
        ];
        rest = canvas.lines(rest, [Line::from(spans)]);
    }
    rest = canvas.lines(rest, [Line::default()]);
    let platform = model.snapshot.platform();
    let version = platform.version.map(|version| format!(" {version}")).unwrap_or_default();
    rest = fact(canvas, rest, "Serverless ", &format!("{}{version}", platform.era));
    let (open, exposed) = exposure(model);
    rest = fact(canvas, rest, "Exposed    ", &format!("{exposed} routes, {open} open"));
    rest = canvas.lines(rest, [Line::default()]);
    let coverage = model.coverage();
    let role = if coverage.unknown > 0 { Role::Unknown } else { Role::Muted };
    let words =
        format!("Not evaluated  {} of {} verdicts", coverage.unknown, coverage.known + coverage.unknown);
    rest = canvas.paragraph(rest, &words, role);
    for (kind, (count, why)) in coverage.missing.iter().take(4) {
        let short = if why.contains("forbidden") { "403" } else { why.as_str() };
        rest = canvas.lines(
            rest,
            [Line::from(
                canvas.span(format!("  {:<20} {count:>4} {short}", kind.info().plural), Role::Unknown),
            )],
        );
    }
}

/// The mean namespace: findings summed, then shared by the namespaces that have any verdict.
fn counts_of_namespaces(model: &Model) -> checks::Counts {
    let mut sum = model.report.counts();
    let known = model.report.spaces().filter(|(_, space)| space.counts.passed > 0).count().max(1);
    sum.findings.iter_mut().for_each(|count| *count = count.div_ceil(known));
    sum
}

fn fact(canvas: &mut Canvas<'_, '_>, area: Rect, label: &str, value: &str) -> Rect {
    let line = Line::from(vec![canvas.span(label, Role::Muted), canvas.span(value, Role::Text)]);
    canvas.lines(area, [line])
}

fn exposure(model: &Model) -> (usize, usize) {
    let rules = model.snapshot.spaces().flat_map(|space| space.api_rules.values());
    let rules = rules.filter(|rule| !rule.is_refused());
    let (mut open, mut all) = (0, 0);
    for route in rules.flat_map(|rule| &rule.rules) {
        all += 1;
        open += usize::from(matches!(route.access, crate::model::apirule::Access::Open(_)));
    }
    (open, all)
}

/// Checks by what fixing them everywhere would remove.
fn fix_first(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let mut weight: BTreeMap<&str, (usize, checks::Counts)> = BTreeMap::new();
    for (_, space) in model.report.spaces() {
        for one in space.findings() {
            let entry = weight.entry(one.check).or_default();
            entry.0 += [100, 30, 8, 2, 0].get(one.severity as usize).copied().unwrap_or(0);
            entry.1.count(one.severity);
        }
    }
    let mut ranked: Vec<(&str, (usize, checks::Counts))> = weight.into_iter().collect();
    ranked.sort_by_key(|(id, (weight, _))| (std::cmp::Reverse(*weight), *id));
    let mut rest = area;
    for (at, (id, (_, counts))) in ranked.iter().take(usize::from(area.height)).enumerate() {
        let title = checks::find(id).map_or(*id, |check: &Check| check.title);
        let mut tail = finding::summary(canvas, counts);
        let used: usize = tail.iter().map(Span::width).sum();
        let room = usize::from(area.width).saturating_sub(used + 4);
        let title = crate::view::parts::text::cut(title, room, canvas.glyphs.ellipsis);
        let mut spans = vec![
            canvas.span(format!("{} ", at + 1), Role::Muted),
            canvas.span(crate::view::parts::text::pad(&title, room), Role::Text),
            Span::raw("  "),
        ];
        spans.append(&mut tail);
        rest = canvas.lines(rest, [Line::from(spans)]);
    }
}
