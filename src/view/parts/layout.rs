//! Areas of a screen, and the frames around them.

use super::Canvas;
use ratatui::layout::Rect;

/// Splits an area into left and right, with a fixed width for the right one.
#[must_use]
pub fn split(area: Rect, right: u16) -> (Rect, Rect) {
    let right = right.min(area.width);
    let left = area.width - right;
    (Rect { width: left, ..area }, Rect { x: area.x + left, width: right, ..area })
}

/// Splits an area into top and bottom, with a fixed height for the bottom one.
#[must_use]
pub fn stack(area: Rect, bottom: u16) -> (Rect, Rect) {
    let bottom = bottom.min(area.height);
    let top = area.height - bottom;
    (Rect { height: top, ..area }, Rect { y: area.y + top, height: bottom, ..area })
}

/// Returns the centred area of a dialog with this size.
#[must_use]
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// Paints a panel where there is space for frames, else a titled rule.
pub fn boxed(canvas: &mut Canvas<'_, '_>, area: Rect, title: &str, focused: bool, wide: bool) -> Rect {
    if wide { canvas.panel(area, title, focused) } else { canvas.rule(area, title, focused) }
}
