//! The worst attack paths in a namespace: the Function, and each link by its check.

use crate::app::model::Model;
use crate::view::parts::canvas::below;
use crate::view::parts::{Canvas, finding, path, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The maximum number of paths, and of lines for each.
const MOST: usize = 3;
const LINES: usize = 3;

/// Returns the number of lines that all paths would take.
pub fn height(canvas: &Canvas<'_, '_>, model: &Model, width: u16) -> u16 {
    let all = &model.lists.paths;
    let shown = all.iter().take(MOST).map(|attack_path| path::lines(canvas, attack_path, width, LINES).len());
    let lines = shown.sum::<usize>() + usize::from(all.len() > MOST);
    if all.is_empty() { 0 } else { text::cells(lines).saturating_add(2) }
}

/// Paints as many as fit completely, and the number of the others.
pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let all = &model.lists.paths;
    let mut lines: Vec<Line<'static>> = Vec::new();
    let (mut shown, room) = (0, usize::from(area.height).saturating_sub(2));
    for one in all.iter().take(MOST) {
        let next = path::lines(canvas, one, area.width, LINES);
        let last = usize::from(shown + 1 < all.len());
        if lines.len() + next.len() + last > room {
            break;
        }
        lines.extend(next);
        shown += 1;
    }
    if shown == 0 {
        return brief(canvas, model, below(area, 1));
    }
    if shown < all.len() {
        lines.push(Line::from(canvas.span(format!(" {} more", all.len() - shown), Role::Muted)));
    }
    let title = Line::from(vec![
        canvas.span("PATHS     ", Role::Muted),
        canvas.span(format!("{}, worst first", all.len()), Role::Text),
    ]);
    canvas.lines(area, [Line::default(), title].into_iter().chain(lines));
}

/// Paints the worst path in one line, where space is short.
pub fn brief(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    if let Some(one) = model.lists.paths.first() {
        let words = path::brief(canvas, one, true);
        canvas.words(area, words, finding::role(one.severity));
    }
}
