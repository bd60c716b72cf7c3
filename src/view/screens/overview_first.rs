//! The changes that resolve most for their risk: a narrow panel, or a table at full width.

use crate::app::fix::suggestions::{self, PANE};
use crate::app::model::{Geometry, Model};
use crate::checks::Severity;
use crate::fix::Cause;
use crate::view::parts::list;
use crate::view::parts::{Canvas, Column, Position, finding, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

const COLUMNS: [Column; 3] =
    [Column::left("CHANGE", 0), Column::left("CLEARS", 14), Column::left("RISK", 9).from(60)];
/// Panels narrower than this use letters for the resolved findings.
const WORDY: u16 = 56;

pub fn title(model: &Model) -> String {
    match suggestions::of(model, "").len() {
        0 => "Fix first".into(),
        count => format!("Fix first {count}"),
    }
}

/// Paints one line per entry.
pub fn table(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let all = suggestions::of(model, "");
    if all.is_empty() {
        return nothing(canvas, model, area);
    }
    list::draw(canvas, model, PANE, area, &COLUMNS, all.len(), |canvas, row| {
        let Some(cause) = all.get(row) else { return Vec::new() };
        let place = format!("{} {} ", cause.place(), canvas.glyphs.dot);
        vec![
            vec![canvas.span(place, Role::Muted), canvas.span(&cause.title, Role::Text)],
            finding::summary(canvas, &cause.counts),
            vec![canvas.span(risk(cause), Role::Muted)],
        ]
    })
}

/// Paints two lines per entry: the change, then its place and the findings that it resolves.
pub fn beside(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let (all, mut cursor) = (suggestions::of(model, ""), model.cursor(PANE));
    if all.is_empty() {
        return nothing(canvas, model, area);
    }
    let rows = usize::from(area.height / 2).max(1);
    cursor.show(rows, all.len());
    let focused = model.pane == PANE && model.overlay.is_none();
    let (shown, len) = (rows, all.len());
    let selected = (model.pane == PANE).then_some(cursor.row);
    canvas.mark_position(Position { rows: area, top: cursor.top, shown, len, selected });
    let mut rest = area;
    for (row, cause) in all.iter().enumerate().skip(cursor.top).take(rows) {
        let chosen = focused && row == cursor.row;
        let mark = if chosen { canvas.glyphs.pointer } else { " " };
        let head = vec![canvas.span(format!("{mark} "), Role::Accent), canvas.span(&cause.title, Role::Text)];
        let top = rest;
        rest = canvas.lines(rest, [Line::from(head), tail(canvas, cause, area.width)]);
        if chosen {
            canvas.choose(top);
            canvas.cursor(top.x, top.y);
        }
    }
    Geometry { rows, top: area.y, ..Geometry::default() }
}

/// Returns `  payments/refund H1 M2 may break`; the place is shortened first.
fn tail(canvas: &Canvas<'_, '_>, cause: &Cause, width: u16) -> Line<'static> {
    let wordy = width >= WORDY;
    let clears = if wordy {
        let worst = cause.counts.worst().unwrap_or(Severity::Info);
        vec![canvas.span(format!("clears {}", cause.cleared()), finding::role(worst))]
    } else {
        finding::summary(canvas, &cause.counts)
    };
    let between = if wordy { format!(" {} ", canvas.glyphs.dot) } else { " ".into() };
    let end = canvas.span(format!("{between}{}", risk(cause)), Role::Muted);
    let used: usize = clears.iter().chain([&end]).map(Span::width).sum::<usize>();
    let room = usize::from(width).saturating_sub(used + 3).max(8);
    let place = text::cut_middle(&cause.place(), room, canvas.glyphs.ellipsis);
    let head = [Span::raw("  "), canvas.span(format!("{place} "), Role::Muted)];
    Line::from(head.into_iter().chain(clears).chain([end]).collect::<Vec<_>>())
}

fn risk(cause: &Cause) -> String {
    cause.risk.word().replace('-', " ")
}

fn nothing(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let report = &model.report;
    let told = model.causing.generation == Some(report.generation);
    let words = if told && report.counts().unknown > 0 {
        "No proposed change resolves a known finding; unknown verdicts may change that."
    } else if told {
        "No proposed change resolves a finding."
    } else if report.is_settled() && report.spaces().next().is_some() {
        "Ranking the changes …"
    } else {
        "Available once all checks have run."
    };
    canvas.paragraph(area, words, Role::Muted);
    Geometry {
        rows: usize::from(area.height).max(1) / suggestions::height(model),
        top: area.y,
        ..Geometry::default()
    }
}
