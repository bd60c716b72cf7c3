//! One object as masked YAML, with the findings about it at their fields.

use super::source;
use crate::app::model::{Geometry, Model};
use crate::model::ObjectRef;
use crate::view::parts::layout::{boxed, split};
use crate::view::parts::{Canvas, finding};
use crate::view::theme::Role;
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
    let inner = boxed(canvas, left, &title, true, wide);
    let geometry = source::draw(canvas, model, 0, findings, inner);
    if right.width > 0 {
        let inner = canvas.panel(right, "Why", false);
        match model.selected_finding() {
            Some(selected) => {
                let titles = model.telling.titles();
                finding::story(canvas, inner, &selected, model.acceptance(&selected), titles);
            }
            None => {
                canvas.paragraph(inner, "No findings for this object.", Role::Muted);
            }
        }
    }
    geometry
}
