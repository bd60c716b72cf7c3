//! The attack paths of the cluster, where a large terminal leaves room for them: a chain for each Function, from
//! the internet to what is of worth.

use crate::app::model::Model;
use crate::verdicts::attack_path::AttackPath;
use crate::view::parts::{Canvas, finding, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The width from which a chain fits on a line.
const WIDE: u16 = 130;
/// Title, head and legend of the list above.
const AROUND: usize = 4;
/// Fewer lines than this, with the frame, are not worth it.
const LEAST: u16 = 5;
const WIDEST_NAME: usize = 34;
/// Before what cuts a path, behind its severity.
const INDENT: &str = "     ";

/// Returns the height that the list of namespaces leaves for chains; 0 if that is too little.
pub fn height(model: &Model, area: Rect) -> u16 {
    if area.width < WIDE || model.page.paths.is_empty() {
        return 0;
    }
    let taken = text::cells(model.lists.namespaces.len() + AROUND);
    let wanted = text::cells(model.page.paths.len() + model.page.path_cuts.len() + 2);
    let left = area.height.saturating_sub(taken).min(wanted);
    if left < LEAST { 0 } else { left }
}

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    if area.height == 0 {
        return;
    }
    let all = &model.page.paths;
    let cuts = &model.page.path_cuts;
    // A line with fixes below each of the first chains takes the room of others.
    let room = usize::from(area.height.saturating_sub(2));
    let count = room.saturating_sub(cuts.len().min(room / 2)).min(all.len());
    let part = if count < all.len() { format!(", {count} shown") } else { String::new() };
    let inner = canvas.panel(area, &format!("Attack paths {} · worst first{part}", all.len()), false);
    let shown = || all.iter().take(count);
    let names: Vec<String> =
        shown().map(|(namespace, path)| format!("{namespace}/{}", path.function)).collect();
    let width = names.iter().map(|name| text::width(name)).max().unwrap_or(0).min(WIDEST_NAME);
    let each = names.iter().zip(shown());
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (at, (name, (_, path))) in each.enumerate() {
        lines.push(line(canvas, name, width, path));
        if let Some(cut) = cuts.get(at).filter(|_| lines.len() + (count - at) <= room) {
            let cut = format!("{INDENT}cut it: {}", cut.words);
            lines.push(Line::from(canvas.span(cut, Role::Muted)));
        }
    }
    canvas.lines(inner, lines);
}

/// Returns the Function, and each link by what an attacker gains.
fn line(canvas: &Canvas<'_, '_>, name: &str, width: usize, path: &AttackPath) -> Line<'static> {
    let name = text::cut_middle(name, width, canvas.glyphs.ellipsis);
    let mut spans: Vec<Span<'static>> = vec![
        finding::word(canvas, path.severity),
        canvas.span(format!(" {} ", text::pad(&name, width)), Role::Text),
        canvas.span("internet", Role::Muted),
    ];
    for link in &path.links {
        spans.push(canvas.span(format!(" {} ", canvas.glyphs.arrow), Role::Muted));
        spans.push(canvas.span(link.words, finding::role(link.severity)));
    }
    Line::from(spans)
}
