//! Every visible Function: its runtime, its source, whether it runs, whether it is exposed.

use crate::app::model::{Geometry, Model};
use crate::app::screen::place::ScreenKind;
use crate::app::state::rows::FunctionRow;
use crate::model::function::{Function, Source};
use crate::model::{Feed, Kind};
use crate::view::parts::layout::boxed;
use crate::view::parts::list;
use crate::view::parts::table::Cell;
use crate::view::parts::{Canvas, Column, finding};
use crate::view::theme::Role;
use ratatui::layout::Rect;

const COLUMNS: [Column; 7] = [
    Column::left("FUNCTION", 0),
    Column::left("NAMESPACE", 16),
    Column::left("RUNTIME", 10).from(64),
    Column::left("SOURCE", 8).from(96),
    Column::left("RUNS", 8).from(76),
    Column::left("EXPOSED", 28).from(110),
    Column::left("FINDINGS", 14),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let all = &model.lists.functions;
    let filter = &model.filter(ScreenKind::Functions).text;
    let total = model.snapshot.count(Kind::Function);
    let title = if filter.is_empty() {
        format!("Functions {total}")
    } else {
        format!("Functions {} of {total} match \"{filter}\"", all.len())
    };
    let inner = boxed(canvas, area, &title, true, area.width >= 100);
    let geometry = list::draw(canvas, model, 0, inner, &COLUMNS, all.len(), |canvas, row| {
        all.get(row).map(|one| cells(canvas, model, one)).unwrap_or_default()
    });
    if all.is_empty() {
        let words = empty(model, filter);
        canvas.paragraph(super::super::parts::canvas::below(inner, 1), &words, Role::Muted);
    }
    geometry
}

fn empty(model: &Model, filter: &str) -> String {
    if !filter.is_empty() {
        return format!("Nothing matches \"{filter}\". Esc clears the filter.");
    }
    match model.snapshot.feeds().everywhere(Kind::Function) {
        Feed::NotServed => "Kyma Serverless is not installed here (functions.serverless.kyma-project.io). Namespace checks still work.".into(),
        Feed::Forbidden(why) => format!("Functions cannot be listed: {why}"),
        Feed::Opening(_) => "Listing Functions …".into(),
        Feed::Failed(why) | Feed::LoggedOut(why) => format!("Functions could not be listed: {why}"),
        Feed::Live | Feed::Stale(..) | Feed::NotAsked | Feed::Absent => format!("No Functions in the {} namespaces you can read.", model.lists.namespaces.len()),
    }
}

fn cells(canvas: &Canvas<'_, '_>, model: &Model, row: &FunctionRow) -> Vec<Cell> {
    let function = model.snapshot.space(&row.namespace).and_then(|space| space.functions.get(&row.name));
    let text = |words: &str, role| vec![canvas.span(words, role)];
    let mut cells = vec![text(&row.name, Role::Text), text(&row.namespace, Role::Muted)];
    let Some(function) = function else {
        cells.extend((0..4).map(|_| text("", Role::Text)));
        cells.push(finding::summary(canvas, &row.counts));
        return cells;
    };
    cells.push(text(&function.runtime, Role::Text));
    cells.push(text(source(function), Role::Muted));
    cells.push(runs(canvas, function));
    cells.push(text(&exposed(model, row), Role::Muted));
    cells.push(finding::summary(canvas, &row.counts));
    cells
}

pub fn source(function: &Function) -> &'static str {
    match function.source {
        Source::Inline { .. } => "inline",
        Source::Git(_) => "git",
        Source::Missing => "none",
    }
}

pub fn runs(canvas: &Canvas<'_, '_>, function: &Function) -> Cell {
    let condition = function.condition("Running");
    match condition.map(|running| running.status.as_str()) {
        Some("True") => vec![canvas.span("ready", Role::Ok)],
        Some("False") => vec![canvas.span("failed", Role::Error)],
        Some(_) => vec![canvas.span("waiting", Role::Warning)],
        None => vec![canvas.span("?", Role::Unknown)],
    }
}

fn exposed(model: &Model, row: &FunctionRow) -> String {
    let mut routes: Vec<String> = model
        .snapshot
        .exposure()
        .routes(&row.namespace, &row.name)
        .filter_map(|route| {
            let rule = model.snapshot.space(&route.namespace)?.api_rules.get(route.name.as_str())?;
            Some(rule.host.clone())
        })
        .collect();
    let ways = model.snapshot.ways().to(&row.namespace, &row.name);
    routes.extend(ways.map(|way| if way.host.is_empty() { "any host".into() } else { way.host.clone() }));
    match routes.as_slice() {
        [] => "·".into(),
        [one] => one.clone(),
        [one, rest @ ..] => format!("{one} +{}", rest.len()),
    }
}
