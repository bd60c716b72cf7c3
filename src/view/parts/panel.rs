//! Framed panels. Neighbours share one rule: a panel grows over the frame of the one beside it.

use super::canvas::inset;
use super::{Canvas, text};
use crate::view::theme::Role;
use ratatui::buffer::Cell;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::Span;
use ratatui::widgets::{Block, Widget};
use std::ops::Range;

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Canvas<'_, '_> {
    /// Paints a framed panel with a title; returns its inner area.
    pub fn panel(&mut self, area: Rect, title: &str, focused: bool) -> Rect {
        if area.width < 4 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let area = joined(area, &self.panels);
        let focus = self.style(Role::BorderFocus);
        let edge = if focused { focus } else { self.style(Role::Border) };
        let mark = if focused { format!("{} ", self.glyphs.pointer) } else { String::new() };
        let limit = usize::from(area.width).saturating_sub(6);
        let title = text::cut(
            &self.glyphs.plain(&text::clean(&format!("{mark}{title}"))),
            limit,
            self.glyphs.ellipsis,
        );
        let role = if focused { Role::Title } else { Role::Muted };
        let title = Span::styled(format!(" {title} "), self.style(role));
        let set = if self.glyphs.ascii { ASCII_BORDER } else { border::PLAIN };
        let block = Block::bordered().border_set(set).border_style(edge).title(title);
        let block = block.merge_borders(MergeStrategy::Exact);
        let inner = block.inner(area);
        let shared = if focused { Vec::new() } else { self.in_style(area, inner, focus) };
        block.render(area, self.buffer());
        for at in shared {
            if let Some(cell) = self.buffer().cell_mut(at).filter(|cell| is_rule(cell)) {
                cell.set_style(focus);
            }
        }
        self.panels.push(area);
        inset(inner, 1)
    }

    /// The cells of a frame that already have a style: the rule that a focused neighbour shares keeps it.
    fn in_style(&mut self, area: Rect, inner: Rect, style: Style) -> Vec<(u16, u16)> {
        let all = area.positions().filter(|at| !inner.contains(*at)).map(|at| (at.x, at.y));
        let buffer = self.buffer();
        let is_in = |at: &(u16, u16)| buffer.cell(*at).is_some_and(|cell| is_rule(cell) && has(cell, style));
        all.filter(is_in).collect()
    }
}

fn has(cell: &Cell, style: Style) -> bool {
    style.fg.is_none_or(|color| cell.fg == color) && cell.modifier.contains(style.add_modifier)
}

pub(super) fn is_rule(cell: &Cell) -> bool {
    let is_box = |letter: char| ('\u{2500}'..'\u{2580}').contains(&letter);
    cell.symbol().chars().all(|letter| is_box(letter) || matches!(letter, '+' | '|' | '-'))
}

/// The area of a panel, with the nearest edges of the panels that lie along a whole side of it.
fn joined(area: Rect, panels: &[Rect]) -> Rect {
    let rows = |one: &&Rect| one.top() < area.bottom() && one.bottom() > area.top();
    let columns = |one: &&Rect| one.left() < area.right() && one.right() > area.left();
    let tall = |beside: Vec<&Rect>| {
        covers(area.top()..area.bottom(), beside.iter().map(|one| one.top()..one.bottom()))
    };
    let broad = |beside: Vec<&Rect>| {
        covers(area.left()..area.right(), beside.iter().map(|one| one.left()..one.right()))
    };
    let left = tall(panels.iter().filter(rows).filter(|one| one.right() == area.left()).collect());
    let right = tall(panels.iter().filter(rows).filter(|one| one.left() == area.right()).collect());
    let above = broad(panels.iter().filter(columns).filter(|one| one.bottom() == area.top()).collect());
    let below = broad(panels.iter().filter(columns).filter(|panel| panel.top() == area.bottom()).collect());
    Rect {
        x: area.x - u16::from(left),
        y: area.y - u16::from(above),
        width: area.width + u16::from(left) + u16::from(right),
        height: area.height + u16::from(above) + u16::from(below),
    }
}

/// Whether spans cover a range without a gap.
fn covers(whole: Range<u16>, spans: impl Iterator<Item = Range<u16>>) -> bool {
    let mut spans: Vec<Range<u16>> = spans.collect();
    spans.sort_by_key(|span| span.start);
    let end =
        spans.iter().fold(whole.start, |end, span| if span.start <= end { end.max(span.end) } else { end });
    end >= whole.end
}
