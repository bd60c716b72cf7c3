//! Every visible Function: its runtime, its source, whether it runs, whether it is exposed.

use super::findings::nothing_matches;
use crate::app::model::{Geometry, Model};
use crate::app::rows::addresses;
use crate::app::rows::filter::Filter;
use crate::app::screen::place::ScreenKind;
use crate::app::state::rows::FunctionRow;
use crate::model::function::Function;
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
    Column::left("EXPOSED", 28).from(110).wide(150, 56),
    Column::left("FINDINGS", 14),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let all = &model.lists.functions;
    let filter = model.filter(ScreenKind::Functions);
    let total = model.snapshot.count(Kind::Function);
    let title = if filter.text.is_empty() {
        format!("Functions {total}")
    } else {
        format!("Functions {} of {total} match \"{}\"", all.len(), filter.text)
    };
    let inner = boxed(canvas, area, &title, true, area.width >= 100);
    let geometry = list::draw(canvas, model, 0, inner, &COLUMNS, all.len(), |canvas, row| {
        all.get(row).map(|function_row| cells(canvas, model, function_row)).unwrap_or_default()
    });
    if all.is_empty() {
        let words = empty(model, filter);
        canvas.paragraph(super::super::parts::canvas::below(inner, 1), &words, Role::Muted);
    }
    geometry
}

fn empty(model: &Model, filter: &Filter) -> String {
    if !filter.text.is_empty() {
        return nothing_matches(filter);
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
    cells.push(text(function.source.word(), Role::Muted));
    cells.push(runs(canvas, function));
    cells.push(text(&exposed(model, row), Role::Muted));
    cells.push(finding::summary(canvas, &row.counts));
    cells
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
    let mut all = addresses::of(model, &row.namespace, &row.name);
    match (all.next(), all.count()) {
        (None, _) => "·".into(),
        (Some(one), 0) => one.to_owned(),
        (Some(one), more) => format!("{one} +{more}"),
    }
}
