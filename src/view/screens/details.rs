//! The details beside the YAML of an object: facts, related objects, events, logs.

use crate::app::model::{Geometry, Model};
use crate::app::state::details::{DetailRow, Details};
use crate::source::inspect::EventRecord;
use crate::view::parts::canvas::below;
use crate::view::parts::{Canvas, Position};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Paints the rows for a pane of the current screen.
pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, pane: usize, area: Rect) -> Geometry {
    let rows = model.details.as_ref().map(Details::rows).unwrap_or_default();
    let mut cursor = model.cursor(pane);
    cursor.show(usize::from(area.height), rows.len());
    let (shown, len) = (usize::from(area.height), rows.len());
    canvas.mark_position(Position { rows: area, top: cursor.top, shown, len, selected: None });
    let mut rest = area;
    for (at, row) in rows.iter().enumerate().skip(cursor.top).take(usize::from(area.height)) {
        let line = line(canvas, row);
        canvas.line(rest, line);
        if model.pane == pane && model.overlay.is_none() && at == cursor.row {
            canvas.select(Rect { height: 1, ..rest });
            canvas.cursor(rest.x, rest.y);
        }
        rest = below(rest, 1);
    }
    Geometry { rows: usize::from(area.height), top: area.y, ..Geometry::default() }
}

fn line(canvas: &Canvas<'_, '_>, row: &DetailRow) -> Line<'static> {
    let span = |text: String, role| canvas.span(text, role);
    Line::from(match row {
        DetailRow::Gap => Vec::new(),
        DetailRow::Heading(text) => vec![span(text.clone(), Role::Title)],
        DetailRow::Fact(name, value) => {
            vec![span(format!("{name:<15} "), Role::Muted), span(value.clone(), Role::Text)]
        }
        DetailRow::Link(role, object) => {
            vec![span(format!("{role:<15} "), Role::Muted), span(object.to_string(), Role::Link)]
        }
        DetailRow::Event(event) => return event_line(canvas, event),
        DetailRow::Log(text) => vec![span(text.clone(), Role::Text)],
        DetailRow::Note(text) => vec![span(text.clone(), Role::Unknown)],
    })
}

/// Time, reason, how often, what happened, and the object, whose name is the longest part and the least telling one.
fn event_line(canvas: &Canvas<'_, '_>, event: &EventRecord) -> Line<'static> {
    let role = if event.warning { Role::Warning } else { Role::Text };
    let times = if event.count > 1 { format!(" ×{}", event.count) } else { String::new() };
    Line::from(vec![
        canvas.span(format!("{} ", moment(&event.time)), Role::Muted),
        canvas.span(format!("{}{times} ", event.reason), role),
        canvas.span(format!("{} ", event.message), Role::Text),
        canvas.span(&event.about, Role::Muted),
    ])
}

/// Returns month, day and time of a timestamp, which is in UTC.
fn moment(time: &str) -> String {
    let short = time.get(5..19).map(|part| part.replace('T', " "));
    short.unwrap_or_else(|| time.to_owned())
}
