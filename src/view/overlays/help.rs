//! Every key, with a search.

use crate::app::input::keymap::{KEYMAP, On};
use crate::view::parts::Canvas;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::{dialog, prompt};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub fn draw(canvas: &mut Canvas<'_, '_>, query: &str, row: usize, area: Rect) {
    let inner = dialog(canvas, area, "Keys · type to search · esc", 72, area.height.saturating_sub(2));
    prompt(canvas, inner, query);
    let wanted = query.to_lowercase();
    let lines: Vec<Line<'static>> = KEYMAP
        .iter()
        .filter(|binding| {
            wanted.is_empty()
                || binding.help.to_lowercase().contains(&wanted)
                || binding.keys.to_lowercase().contains(&wanted)
        })
        .map(|binding| {
            let keys =
                binding.keys.split(' ').map(|keys| keys.replace(',', " ")).collect::<Vec<_>>().join(" or ");
            let place = match binding.on {
                On::Map => "map",
                On::Anywhere | On::Lists | On::Rows => "",
                On::Findings => "on a finding",
                On::Fix => "in a fix",
                On::Changes => "in Changes",
            };
            Line::from(vec![
                canvas.span(format!("{keys:<18} "), Role::Key),
                canvas.span(format!("{:<34}", binding.help), Role::Text),
                canvas.span(place, Role::Muted),
            ])
        })
        .collect();
    let list = below(inner, 2);
    let top = row.min(lines.len().saturating_sub(usize::from(list.height)));
    canvas.lines(list, lines.into_iter().skip(top));
}
