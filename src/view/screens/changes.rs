//! Changes that were made from here, newest first, and undo.

use crate::app::KeyAction;
use crate::app::model::{Geometry, Model};
use crate::app::screen::journal::undone;
use crate::fix::{Receipt, WriteResult};
use crate::view::parts::layout::{boxed, stack};
use crate::view::parts::list;
use crate::view::parts::table::Cell;
use crate::view::parts::{Canvas, Column, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;

const COLUMNS: [Column; 6] = [
    Column::left("TIME", 19),
    Column::left("RESULT", 8),
    Column::left("CHANGE", 0),
    Column::left("OBJECT", 30).from(70).middle(),
    Column::left("CONTEXT", 16).from(100),
    Column::left("BY", 16).from(130),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let (list, detail) = stack(area, (area.height / 2).min(14));
    let inner = boxed(canvas, list, &format!("Changes {}", model.journal.len()), true, area.width >= 100);
    let cursor = model.cursor(0);
    let geometry = list::draw(canvas, model, 0, inner, &COLUMNS, model.journal.len(), |canvas, row| {
        model.journal.get(row).map(|one| cells(canvas, model, one)).unwrap_or_default()
    });
    if model.journal.is_empty() {
        let words = "No changes yet. Every change that fnsec sends is recorded here and can be undone.";
        canvas.paragraph(super::super::parts::canvas::below(inner, 1), words, Role::Muted);
    }
    let inner = boxed(canvas, detail, "What was changed", false, area.width >= 100);
    if let Some(receipt) = model.journal.get(cursor.row) {
        story(canvas, model, receipt, inner);
    }
    geometry
}

fn cells(canvas: &Canvas<'_, '_>, model: &Model, one: &Receipt) -> Vec<Cell> {
    let result = match &one.result {
        WriteResult::Applied if undone(&model.journal, one) => canvas.span("undone", Role::Muted),
        WriteResult::Applied => canvas.span("applied", Role::Ok),
        WriteResult::Sent | WriteResult::Unknown(_) => canvas.span("unknown", Role::Warning),
        WriteResult::Failed(_) => canvas.span("failed", Role::Error),
    };
    let time = one.time.get(..19).unwrap_or(&one.time).replace('T', " ");
    vec![
        vec![canvas.span(time, Role::Muted)],
        vec![result],
        vec![canvas.span(&one.title, Role::Text)],
        vec![canvas.span(one.object.short(), Role::Muted)],
        vec![canvas.span(&one.context, Role::Muted)],
        vec![canvas.span(&one.user, Role::Muted)],
    ]
}

fn story(canvas: &mut Canvas<'_, '_>, model: &Model, one: &Receipt, area: Rect) {
    let mut rest = canvas.paragraph(area, &format!("{} {} ({})", one.verb, one.object, one.id), Role::Text);
    match &one.result {
        WriteResult::Failed(why) => rest = canvas.paragraph(rest, why, Role::Error),
        WriteResult::Unknown(why) => rest = canvas.paragraph(rest, why, Role::Warning),
        WriteResult::Sent => rest = canvas.paragraph(rest, "No outcome was recorded.", Role::Warning),
        WriteResult::Applied => {}
    }
    for revert in &one.reverts {
        let show = |value: &Option<serde_json::Value>| {
            value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string)
        };
        let words = format!(
            "{}: {} {} {}",
            text::field(&revert.path),
            show(&revert.was),
            canvas.glyphs.arrow,
            show(&revert.wrote)
        );
        rest = canvas.paragraph(rest, &words, Role::Muted);
    }
    for warning in &one.warnings {
        rest = canvas.paragraph(rest, &format!("! {warning}"), Role::Warning);
    }
    let undo = model.keys.key(KeyAction::Undo);
    let words = if one.is_open() {
        format!(
            "The outcome is unknown. {undo} compares it with the current object; \"fnsec changes --keep\" with its id records that it stays."
        )
    } else if !one.applied() {
        "Nothing to undo: the change was never applied.".to_owned()
    } else if undone(&model.journal, one) {
        "Undone.".to_owned()
    } else {
        format!("{undo} previews the undo; nothing is sent before you confirm.")
    };
    canvas.paragraph(rest, &words, Role::Hint);
}
