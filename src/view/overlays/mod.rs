//! Overlays on a screen, one file each.

mod accept;
mod confirm;
mod coverage;
mod help;
mod links;
mod pick;
mod picture;
mod which_key;

use super::parts::Canvas;
use crate::app::Overlay;
use crate::app::model::Model;
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    match &model.overlay {
        None => {
            if let Some(prefix) = model.prefix {
                which_key::draw(canvas, model, prefix, area);
            }
        }
        Some(Overlay::Help { query, cursor }) => help::draw(canvas, model, query, cursor.row, area),
        Some(Overlay::Palette { query, cursor }) => pick::palette(canvas, model, query, cursor.row, area),
        Some(Overlay::Picker(picker)) => pick::picker(canvas, model, picker, area),
        Some(Overlay::Coverage { cursor }) => coverage::draw(canvas, model, cursor.row, area),
        Some(Overlay::Accept(dialog)) => accept::draw(canvas, model, dialog, area),
        Some(Overlay::Links { check, cursor }) => links::draw(canvas, check, cursor.row, area),
        Some(Overlay::Filter { .. }) => pick::filter(canvas, model, area),
        Some(Overlay::Search { .. }) => pick::search(canvas, model, area),
        Some(Overlay::Confirm(question)) => confirm::draw(canvas, model, question, area),
        Some(Overlay::Trouble(trouble)) => confirm::trouble(canvas, trouble, area),
        Some(Overlay::Picture(shown)) => picture::draw(canvas, shown, area),
        Some(Overlay::Leave) => confirm::leave(canvas, area),
    }
}
