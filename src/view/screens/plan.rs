//! A guided plan: the changes that help one namespace (or all) most, one after the other, until none is
//! left.

use crate::app::fix::suggestions;
use crate::app::model::{Geometry, Model};
use crate::fix::Cause;
use crate::view::parts::canvas::below;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::parts::list;
use crate::view::parts::{Canvas, Column, finding, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Below this width, the place comes before the change.
const NARROW: u16 = 70;

const COLUMNS: [Column; 5] = [
    Column::right("STEP", 4),
    Column::left("CHANGE", 0),
    Column::left("WHERE", 28).from(NARROW),
    Column::left("CLEARS", 14),
    Column::left("RISK", 9).from(60),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, of: &str, area: Rect) -> Geometry {
    let wide = area.width >= 150;
    let (list, detail) = match (model.zoomed, wide) {
        (true, _) => stack(area, 0),
        (false, true) => split(area, area.width / 3),
        (false, false) => stack(area, (area.height / 2).min(14)),
    };
    let inner = boxed(canvas, list, &title(model, of), true, area.width >= 100);
    let all = suggestions::of(model, of);
    let geometry = table(canvas, model, of, inner);
    if all.is_empty() {
        canvas.paragraph(below(inner, 1), nothing(model, of), Role::Muted);
    }
    if detail.height > 0 {
        let inner = boxed(canvas, detail, "This step", false, area.width >= 100);
        if let Some(cause) = all.get(model.cursor(0).row) {
            step(canvas, cause, inner);
        }
    }
    geometry
}

fn title(model: &Model, of: &str) -> String {
    let steps = suggestions::of(model, of).len();
    let whom = if of.is_empty() { "the whole cluster" } else { of };
    format!("Guided plan for {whom} · {steps} step{} · best first", if steps == 1 { "" } else { "s" })
}

fn nothing(model: &Model, of: &str) -> &'static str {
    if suggestions::is_current(model, of) {
        "No proposed change resolves a remaining finding."
    } else {
        "Ranking the changes …"
    }
}

fn table(canvas: &mut Canvas<'_, '_>, model: &Model, of: &str, area: Rect) -> Geometry {
    let all = suggestions::of(model, of);
    // The plan of a namespace names it in its title.
    let prefix = format!("{of}/");
    let place = |cause: &Cause| {
        let whole = cause.place();
        whole.strip_prefix(&prefix).map_or_else(|| whole.clone(), str::to_owned)
    };
    let clears = |canvas: &Canvas<'_, '_>, cause: &Cause| finding::summary(canvas, &cause.counts);
    let mut columns = COLUMNS;
    // Places and counts take what the longest of them needs, and leave the rest to the change.
    let widths = [
        ("WHERE", all.iter().map(|cause| text::width(&place(cause))).max()),
        ("CLEARS", all.iter().map(|cause| clears(canvas, cause).iter().map(Span::width).sum()).max()),
    ];
    for (title, longest) in widths {
        if let Some(column) = columns.iter_mut().find(|column| column.title == title) {
            column.width = text::cells(longest.unwrap_or(0)).clamp(text::cells(title.len()), column.width);
        }
    }
    list::draw(canvas, model, 0, area, &columns, all.len(), |canvas, row| {
        let Some(cause) = all.get(row) else { return Vec::new() };
        let lead = if area.width < NARROW {
            format!("{} {} ", place(cause), canvas.glyphs.dot)
        } else {
            String::new()
        };
        vec![
            vec![canvas.span((row + 1).to_string(), Role::Muted)],
            vec![canvas.span(lead, Role::Muted), canvas.span(&cause.title, Role::Text)],
            vec![canvas.span(place(cause), Role::Muted)],
            clears(canvas, cause),
            vec![canvas.span(cause.risk.word().replace('-', " "), Role::Muted)],
        ]
    })
}

/// Paints the findings that the selected step resolves, and how to continue.
fn step(canvas: &mut Canvas<'_, '_>, cause: &Cause, area: Rect) {
    let (area, foot) = stack(area, 1);
    let mut rest = canvas.paragraph(area, &format!("{} in {}", cause.title, cause.place()), Role::Title);
    rest = canvas.paragraph(rest, &format!("clears {}", cause.cleared()), Role::Text);
    rest = below(rest, 1);
    for one in &cause.clears {
        if rest.height == 0 {
            break;
        }
        let spans =
            vec![finding::word(canvas, one.severity), canvas.span(format!(" {}", one.title()), Role::Text)];
        rest = canvas.lines(rest, [Line::from(spans)]);
    }
    canvas.words(foot, "enter preview · the plan is recomputed after each change", Role::Hint);
}
