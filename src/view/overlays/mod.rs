//! Overlays on a screen, one file each.

mod accept;
mod confirm;
mod coverage;
mod help;
mod keys;
mod links;
mod pick;
mod picture;
mod which_key;

pub use keys::words as keys;

use super::parts::Canvas;
use crate::app::Overlay;
use crate::app::model::Model;
use ratatui::layout::Rect;

/// The lines at the bottom that say which keys a dialog has, on screens that have room for them.
const FOOT: u16 = 2;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let whole = area;
    let foot = if area.height >= 12 && model.settings.hints { FOOT } else { 0 };
    let area = Rect { height: area.height - foot, ..area };
    match &model.overlay {
        None => {
            if let Some(prefix) = model.prefix {
                which_key::draw(canvas, model, prefix, whole);
            }
        }
        Some(Overlay::Help { query, cursor }) => help::draw(canvas, model, query, cursor.row, area),
        Some(Overlay::Palette { query, cursor }) => pick::palette(canvas, model, query, cursor.row, area),
        Some(Overlay::Picker(picker)) => pick::picker(canvas, model, picker, area),
        Some(Overlay::Coverage { cursor }) => coverage::draw(canvas, model, cursor.row, area),
        Some(Overlay::Accept(dialog)) => accept::draw(canvas, model, dialog, area),
        Some(Overlay::Links { check, cursor }) => links::draw(canvas, check, cursor.row, area),
        Some(Overlay::Filter { .. }) => pick::filter(canvas, model, whole),
        Some(Overlay::Search { .. }) => pick::search(canvas, model, whole),
        Some(Overlay::Confirm(question)) => confirm::draw(canvas, model, question, area),
        Some(Overlay::Trouble(trouble)) => confirm::trouble(canvas, trouble, area),
        Some(Overlay::Picture(shown)) => picture::draw(canvas, shown, area),
        Some(Overlay::Leave) => confirm::leave(canvas, area),
    }
}
