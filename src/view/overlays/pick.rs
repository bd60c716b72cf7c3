//! Lists to choose from by typing: the palette, pickers, and the line of a filter.

use crate::app::KeyAction;
use crate::app::model::Model;
use crate::app::overlay::overlay_keys::choices;
use crate::app::overlay::palette;
use crate::app::overlay::{Pick, Picker};
use crate::app::rows::filter::SYNTAX;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::{dialog, prompt};
use crate::view::parts::{Canvas, Position, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub fn palette(canvas: &mut Canvas<'_, '_>, model: &Model, query: &str, row: usize, area: Rect) {
    let items = palette::matching(model, query);
    let inner = dialog(canvas, area, "Command", 64, 20);
    prompt(canvas, inner, query);
    let rows: Vec<(String, String)> = items.into_iter().map(|item| (item.title, item.keys)).collect();
    list(canvas, below(inner, 2), &rows, row);
}

pub fn picker(canvas: &mut Canvas<'_, '_>, model: &Model, picker: &Picker, area: Rect) {
    let width = match picker.pick {
        Pick::WhatIf | Pick::Policy | Pick::Subject | Pick::Function => 96,
        Pick::Namespace | Pick::Granted | Pick::Context | Pick::Point | Pick::Order => 56,
    };
    let inner = dialog(canvas, area, picker.pick.title(), width, 18);
    prompt(canvas, inner, &picker.query);
    let rows: Vec<(String, String)> =
        choices(model, picker).into_iter().map(|name| (name, String::new())).collect();
    if rows.is_empty() {
        let words = match picker.pick {
            _ if picker.query.is_empty() => "nothing to choose from",
            Pick::Namespace => "no match; enter takes the namespace as typed",
            _ => "no match",
        };
        canvas.words(below(inner, 2), words, Role::Muted);
    }
    list(canvas, below(inner, 2), &rows, picker.cursor.row);
}

/// The width of the keys beside commands.
const KEYS: usize = 12;

fn list(canvas: &mut Canvas<'_, '_>, area: Rect, rows: &[(String, String)], selected: usize) {
    let height = usize::from(area.height).max(1);
    let top = selected.saturating_sub(height - 1);
    canvas.mark_position(Position { rows: area, top, shown: height, len: rows.len(), selected: None });
    // Keys are beside commands only.
    let keys_width = if rows.iter().all(|(_, keys)| keys.is_empty()) { 0 } else { KEYS };
    let mut rest = area;
    for (at, (title, keys)) in rows.iter().enumerate().skip(top).take(height) {
        let mark = if at == selected { canvas.glyphs.pointer } else { " " };
        let room = usize::from(rest.width).saturating_sub(keys_width + 2);
        let title = canvas.span_within(title, Role::Text, room);
        let gap = " ".repeat(room.saturating_sub(title.width()));
        let line = Line::from(vec![
            canvas.span(format!("{mark} "), Role::Text),
            title,
            canvas.span(format!("{gap}{keys:>keys_width$}"), Role::Key),
        ]);
        canvas.line(rest, line);
        if at == selected {
            canvas.select(rest);
        }
        rest = below(rest, 1);
    }
}

/// Paints the search on the last line, over the status.
pub fn search(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let line = Rect { y: area.y + area.height.saturating_sub(1), height: 1, ..area };
    let hint = Rect { y: area.y + area.height.saturating_sub(2), height: 1, ..area };
    canvas.clear(line);
    prompt(canvas, line, model.search.as_ref().map_or("", |search| &search.text));
    if area.height > 12 {
        canvas.clear(hint);
        let (next, back) = (model.keys.key(KeyAction::NextMatch), model.keys.key(KeyAction::PreviousMatch));
        let words = format!(" search · enter keep · {next} and {back} go on · esc cancel");
        canvas.words(hint, words, Role::Hint);
    }
}

/// Paints the filter on the last line, over the status.
pub fn filter(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let line = Rect { y: area.y + area.height.saturating_sub(1), height: 1, ..area };
    let hint = Rect { y: area.y + area.height.saturating_sub(2), height: 1, ..area };
    canvas.clear(line);
    let filter = model.filter(model.filtered());
    prompt(canvas, line, &filter.text);
    if let Some(why) = filter.fault() {
        canvas.clear(hint);
        canvas.words(hint, format!(" {why} · esc cancel"), Role::Warning);
    } else if area.height > 12 {
        canvas.clear(hint);
        canvas.words(hint, syntax(usize::from(hint.width)), Role::Hint);
    }
}

/// Returns the keys, and as many whole parts of the syntax as fit.
fn syntax(width: usize) -> String {
    let mut line = " enter keep · esc cancel · up history".to_owned();
    for part in SYNTAX {
        let longer = format!("{line} · {part}");
        if text::width(&longer) > width {
            break;
        }
        line = longer;
    }
    line
}
