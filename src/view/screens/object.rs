//! One object as masked YAML, with the findings about it at their fields, and its details beside.

use super::{details, source};
use crate::app::fix::rights;
use crate::app::model::{Geometry, Model};
use crate::model::ObjectRef;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::parts::{Canvas, finding};
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, object: &ObjectRef, area: Rect) -> Geometry {
    let findings = &model.page.findings;
    let wide = area.width >= 100;
    let right = if wide && !model.zoomed { (area.width * 2 / 5).min(72) } else { 0 };
    let (left, right) = split(area, right);
    let title = match findings.len() {
        0 => format!("{object} · no findings"),
        1 => format!("{object} · 1 finding"),
        more => format!("{object} · {more} findings"),
    };
    if right.width == 0 && model.pane == 1 {
        let inner = boxed(canvas, left, &format!("{object} · details"), true, wide);
        return details::draw(canvas, model, 1, inner);
    }
    let inner = boxed(canvas, left, &title, model.pane == 0, wide);
    let geometry = source::draw(canvas, model, 0, findings, inner);
    if right.width == 0 {
        return geometry;
    }
    let selected = model.selected_finding();
    let (why, below) = match &selected {
        Some(_) => stack(right, right.height / 2),
        None => stack(right, right.height),
    };
    if let Some(selected) = selected {
        let inner = boxed(canvas, why, "Why", false, wide);
        let titles = model.telling.titles();
        let limits = rights::limits(model, &selected);
        finding::story(canvas, inner, &selected, model.acceptance(&selected), (titles, limits));
    }
    let inner = boxed(canvas, below, "Details", model.pane == 1, wide);
    let beside = details::draw(canvas, model, 1, inner);
    if model.pane == 1 { beside } else { geometry }
}
