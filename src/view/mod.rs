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
pub mod linear;
pub mod overlays;
pub mod parts;
pub mod screens;
pub mod theme;

use crate::app::model::{Geometry, Model};
use parts::Canvas;
use ratatui::Frame;
use theme::{Role, Theme};

/// Paints the whole screen; the model is only read.
pub fn draw(model: &Model, theme: &Theme, frame: &mut Frame<'_>) -> Geometry {
    let mut canvas = Canvas::new(frame, theme, model.settings.ascii);
    canvas.remote = model.settings.remote;
    let area = canvas.area();
    if area.width < 10 || area.height < 3 {
        canvas.words(area, "fnsec", Role::Text);
        return model.geometry;
    }
    let inner = chrome::draw(&mut canvas, model, area);
    let geometry = screens::draw(&mut canvas, model, inner);
    canvas.paint_positions();
    overlays::draw(&mut canvas, model, area);
    canvas.paint_positions();
    geometry
}
