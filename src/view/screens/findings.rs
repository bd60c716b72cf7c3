//! All findings, worst first, with the details of the selected one beside or below.

use crate::app::KeyAction;
use crate::app::fix::rights;
use crate::app::model::{Geometry, Model};
use crate::app::rows::filter::Filter;
use crate::app::rows::since::standing;
use crate::app::screen::place::ScreenKind;
use crate::checks::Finding;
use crate::verdicts::baseline::Standing;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::parts::list;
use crate::view::parts::table::Cell;
use crate::view::parts::{Canvas, Column, finding};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Span;

const COLUMNS: [Column; 6] = [
    Column::left("SEV", 4),
    Column::left("CHECK", 30).from(140),
    Column::left("FINDING", 0),
    Column::left("OBJECT", 18).from(70).wide(100, 30).wide(130, 44).middle(),
    Column::left("NAMESPACE", 14),
    Column::right("FIX", 3).from(70),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let wide = area.width >= 150;
    let (list, detail) = match (model.zoomed, wide) {
        (true, _) => stack(area, 0),
        (false, true) => split(area, area.width / 3),
        // Over a network, what is below takes few lines.
        (false, false) => stack(area, (area.height / 2).min(if canvas.remote { 9 } else { 14 })),
    };
    let all = &model.lists.findings;
    let filter = model.filter(ScreenKind::Findings);
    let total = model.report.counts().total();
    let title = if filter.text.is_empty() {
        format!("Findings {}", all.len())
    } else {
        format!("Findings {} of {total} match \"{}\"", all.len(), filter.text)
    };
    let title = title + &since(model);
    let inner = boxed(canvas, list, &title, true, area.width >= 100);
    let geometry = table(canvas, model, inner, all, 0, &COLUMNS);
    if all.is_empty() {
        empty(canvas, model, inner);
    }
    if detail.height == 0 {
        return geometry;
    }
    let more = if canvas.remote {
        format!(" · {} shows more", model.keys.key(KeyAction::Open))
    } else {
        String::new()
    };
    let inner = boxed(canvas, detail, &format!("Why{more}"), false, area.width >= 100);
    if let Some(selected) = model.told_finding() {
        let titles = model.telling.titles();
        let limits = rights::limits(model, &selected);
        finding::below_list(canvas, inner, &selected, model.acceptance(&selected), (titles, limits));
    }
    geometry
}

/// Returns what changed since the baseline or the last visit.
fn since(model: &Model) -> String {
    let since = model.since.as_ref().and_then(|since| Some((since.counts?, &since.name)));
    since.map_or_else(String::new, |(counts, name)| format!(" · {} since {name}", counts.words()))
}

fn empty(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let filter = model.filter(ScreenKind::Findings);
    let coverage = model.coverage();
    let words = if filter.reads_standing() && model.since.is_none() {
        "Nothing matches: is: compares with the last visit of a cluster, or a baseline. Start with --baseline FILE. Esc clears the filter."
            .into()
    } else if !filter.text.is_empty() {
        nothing_matches(filter)
    } else if coverage.unknown > 0 {
        format!(
            "No findings in what could be read; {} verdicts are unknown. {} shows why.",
            coverage.unknown,
            model.keys.key(KeyAction::Coverage)
        )
    } else if coverage.known == 0 {
        "No check has run yet.".into()
    } else {
        "No findings: every check passed.".into()
    };
    canvas.paragraph(super::super::parts::canvas::below(area, 1), &words, Role::Muted);
}

/// Returns why a filter leaves a list empty.
#[must_use]
pub fn nothing_matches(filter: &Filter) -> String {
    match filter.fault() {
        Some(why) => format!("Nothing matches: {why}. Esc clears the filter."),
        None => format!("Nothing matches \"{}\". Esc clears the filter.", filter.text),
    }
}

/// Paints a table of findings for a pane of the current screen.
pub fn table(
    canvas: &mut Canvas<'_, '_>,
    model: &Model,
    area: Rect,
    all: &[impl AsRef<Finding>],
    pane: usize,
    columns: &'static [Column],
) -> Geometry {
    list::draw(canvas, model, pane, area, columns, all.len(), |canvas, row| {
        all.get(row).map(|one| cells(canvas, model, one.as_ref(), columns)).unwrap_or_default()
    })
}

fn cells(canvas: &Canvas<'_, '_>, model: &Model, one: &Finding, columns: &[Column]) -> Vec<Cell> {
    let accepted = model.acceptance(one).is_some();
    let mark = if model.marks.has(one) { canvas.glyphs.mark } else { "" };
    let message = |text: &str| {
        let (lead, role) = if accepted { ("accepted: ", Role::Muted) } else { ("", Role::Text) };
        let (word, strong) = match standing(model, one).filter(|_| !accepted) {
            Some(Standing::New) => ("new ", Role::Warning),
            Some(Standing::Worse) => ("worse ", Role::Warning),
            Some(Standing::Known) | None => ("", Role::Text),
        };
        vec![
            canvas.span(mark, Role::Marked),
            canvas.span(word, strong),
            canvas.span(format!("{lead}{text}"), role),
        ]
    };
    let cell = |column: &Column| match column.title {
        "SEV" if accepted => vec![canvas.span(one.severity.short(), Role::Muted)],
        "SEV" => vec![finding::word(canvas, one.severity)],
        "CHECK" => vec![canvas.span(one.check, Role::Muted)],
        "FINDING" => message(one.name()),
        "FIX" => vec![fix_mark(canvas, model, one)],
        "OBJECT" => vec![canvas.span(one.subject(), Role::Muted)],
        _ => vec![canvas.span(one.home(), Role::Muted)],
    };
    columns.iter().map(cell).collect()
}

/// Returns how many fixes there are: none is a dot, not counted yet is empty, 403 is one that may not be sent.
fn fix_mark(canvas: &Canvas<'_, '_>, model: &Model, one: &Finding) -> Span<'static> {
    match model.fix_marks.of(one) {
        None => canvas.span("", Role::Muted),
        Some(0) => canvas.span(canvas.glyphs.dot, Role::Muted),
        Some(_) if rights::refused(model, one).is_some() => canvas.span("403", Role::Unknown),
        Some(count) if model.session.why_not_write().is_some() => canvas.span(count.to_string(), Role::Muted),
        // Over a network, the colour of the frame beside it spares one more.
        Some(count) if canvas.remote => canvas.span(count.to_string(), Role::Accent),
        Some(count) => canvas.span(count.to_string(), Role::Ok),
    }
}
