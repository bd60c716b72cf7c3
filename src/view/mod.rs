//! The view: the model flows in, painted cells and their measures flow out.
//!
//! ```text
//! ┌ identity ─────────────┐  chrome
//! │ tabs                  │
//! │ screen                │  screens/, built from parts/
//! │        overlays/      │
//! │ hints                 │
//! └ status ───────────────┘
//! ```

pub mod chrome;
pub mod export;
pub mod overlays;
pub mod parts;
pub mod screens;
pub mod theme;

use crate::app::model::{Geometry, Model};
use parts::Canvas;
use ratatui::Frame;
use ratatui::layout::Rect;
use theme::{Role, Theme};

/// Below this size only one list and a notice fit.
pub const SMALLEST: (u16, u16) = (40, 10);

/// Paints the whole screen; the model is only read.
pub fn draw(model: &Model, theme: &Theme, frame: &mut Frame<'_>) -> Geometry {
    let mut canvas = Canvas::new(frame, theme, model.settings.ascii);
    let area = canvas.area();
    if area.width < 10 || area.height < 3 {
        canvas.words(area, "fnsec", Role::Text);
        return model.geometry;
    }
    let inner = chrome::draw(&mut canvas, model, area);
    let geometry = screens::draw(&mut canvas, model, inner);
    overlays::draw(&mut canvas, model, area);
    geometry
}

/// Returns the centred area of a dialog with this size.
#[must_use]
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
