//! Two namespaces, pod by pod: what connects, on which ports, and by which policies.

use super::{boxed, stack};
use crate::app::model::{Geometry, Model};
use crate::app::what_if::shown;
use crate::engine::network::{Pair, Side};
use crate::view::parts::canvas::below;
use crate::view::parts::table::Cell;
use crate::view::parts::{Canvas, Column, Table};
use crate::view::theme::Role;
use ratatui::layout::Rect;

const COLUMNS: [Column; 4] = [
    Column::left("FROM", 0),
    Column::left("TO", 0),
    Column::left("VERDICT", 8),
    Column::left("PORTS", 26).from(70),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, from: &str, to: &str, area: Rect) -> Geometry {
    let (list, detail) = stack(area, (area.height / 3).clamp(4, 10));
    let left_out = shown(model).map_or(0, |reach| reach.pairs.left_out);
    let more = if left_out > 0 { format!(" · {left_out} more pairs not shown") } else { String::new() };
    let title = format!("{from} → {to} · pods that policies can tell apart{more}");
    let inner = boxed(canvas, list, &title, true, area.width >= 100);
    let pairs = shown(model).map_or(&[][..], |reach| &reach.pairs.rows);
    let cursor = model.cursor(0);
    let focused = model.overlay.is_none();
    let table = Table { columns: &COLUMNS, selected: cursor.row, top: cursor.top, focused, header: true };
    let rows = table.rows(inner);
    let mut window = cursor.clone();
    window.show(rows, pairs.len());
    let table = Table { top: window.top, ..table };
    table.draw(canvas, inner, pairs.len(), |canvas, row| {
        pairs.get(row).map(|pair| cells(canvas, pair)).unwrap_or_default()
    });
    if pairs.is_empty() {
        canvas.paragraph(below(inner, 1), "There are no two pods here to connect.", Role::Muted);
    }
    let inner_detail = boxed(canvas, detail, "Why", false, area.width >= 100);
    if let Some(pair) = pairs.get(cursor.row) {
        why(canvas, pair, inner_detail);
    }
    Geometry { rows, top: inner.y + 1 }
}

fn named(name: &str, count: usize) -> String {
    if count > 1 { format!("{name} +{}", count - 1) } else { name.to_owned() }
}

fn cells(canvas: &Canvas<'_, '_>, pair: &Pair) -> Vec<Cell> {
    let (sure, possible) = (pair.answer.sure(), pair.answer.possible());
    let (word, role) = match (sure.is_none(), possible.is_none()) {
        (false, _) if sure.is_all() => ("open", Role::SevHigh),
        (false, _) => ("some", Role::SevMedium),
        (true, true) => ("closed", Role::Ok),
        (true, false) => ("unknown", Role::Unknown),
    };
    vec![
        vec![canvas.span(named(&pair.from, pair.from_count), Role::Text)],
        vec![canvas.span(named(&pair.to, pair.to_count), Role::Text)],
        vec![canvas.span(word, role)],
        vec![canvas.span(sure.to_string(), Role::Muted)],
    ]
}

fn why(canvas: &mut Canvas<'_, '_>, pair: &Pair, area: Rect) {
    let mut rest = area;
    for (head, side) in [("leaves", &pair.answer.egress), ("enters", &pair.answer.ingress)] {
        rest = canvas.paragraph(rest, &format!("{head}  {}", words(side)), Role::Text);
    }
    for why in &pair.answer.why {
        rest = canvas.paragraph(rest, &format!("not known: {why}"), Role::Unknown);
    }
    for note in &pair.answer.notes {
        rest = canvas.paragraph(rest, note, Role::Muted);
    }
}

fn words(side: &Side) -> String {
    if !side.isolated {
        return "freely: no policy selects the pod".into();
    }
    let all: Vec<&str> = side.policies.iter().map(|name| &**name).collect();
    let admits: Vec<String> =
        side.admits.iter().map(|(name, ports, _)| format!("{name} admits {ports}")).collect();
    let admits = if admits.is_empty() { "none admits it".to_owned() } else { admits.join("; ") };
    format!("isolated by {}; {admits}", all.join(", "))
}
