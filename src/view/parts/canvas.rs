//! Where screens paint: cells, roles and glyphs together, so that screens name only meanings.

use super::glyphs::Glyphs;
use super::text;
use crate::view::theme::{Role, Theme};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// A full block, and one that leaves an edge.
const FULL: &str = "█";
const EDGED: &str = "■";
/// The width of the mark of a selected row, with the gap behind it.
const MARK: u16 = 2;

pub struct Canvas<'a, 'f> {
    frame: &'a mut Frame<'f>,
    theme: &'a Theme,
    pub glyphs: Glyphs,
    /// Whether to repaint as few cells as possible for a key.
    pub remote: bool,
    /// The panels of the layer that is being painted.
    pub(super) panels: Vec<Rect>,
    /// What does not fit on it.
    pub(super) positions: Vec<Position>,
}

/// What is shown of something longer.
#[derive(Debug, Clone, Copy)]
pub struct Position {
    /// Where the rows are painted, without a header.
    pub rows: Rect,
    pub top: usize,
    /// How many are on screen.
    pub shown: usize,
    pub len: usize,
    pub selected: Option<usize>,
}

impl<'a, 'f> Canvas<'a, 'f> {
    pub fn new(frame: &'a mut Frame<'f>, theme: &'a Theme, ascii: bool) -> Self {
        let mut canvas = Self {
            frame,
            theme,
            glyphs: Glyphs::set(ascii),
            remote: false,
            panels: Vec::new(),
            positions: Vec::new(),
        };
        let area = canvas.area();
        let ground = canvas.style(Role::Text);
        canvas.buffer().set_style(area, ground);
        canvas
    }

    #[must_use]
    pub fn area(&self) -> Rect {
        self.frame.area()
    }

    pub fn buffer(&mut self) -> &mut Buffer {
        self.frame.buffer_mut()
    }

    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Returns text in a role; control characters are made visible.
    pub fn span(&self, words: impl AsRef<str>, role: Role) -> Span<'static> {
        Span::styled(self.glyphs.plain(&text::clean(words.as_ref())), self.style(role))
    }

    /// Returns text in a role, cut in its middle to a width. It is cleaned as a whole first: a part of a credential
    /// is not recognised as one.
    pub fn span_within(&self, words: impl AsRef<str>, role: Role, width: usize) -> Span<'static> {
        let whole = self.span(words, role);
        Span::styled(text::cut_middle(&whole.content, width, self.glyphs.ellipsis), whole.style)
    }

    /// Paints a line at the top of an area, cut to its width.
    pub fn line(&mut self, area: Rect, line: Line<'_>) {
        if area.width == 0 || area.height == 0 {
            return;
        }
        let limit = usize::from(area.width);
        if line.width() > limit {
            let cut = self.shortened(line, limit);
            self.buffer().set_line(area.x, area.y, &cut, area.width);
        } else {
            self.buffer().set_line(area.x, area.y, &line, area.width);
        }
    }

    fn shortened(&self, line: Line<'_>, limit: usize) -> Line<'static> {
        let mut left = limit;
        let mut spans = Vec::new();
        for span in line.spans {
            if left == 0 {
                break;
            }
            let fits = text::cut(&span.content, left, self.glyphs.ellipsis);
            left -= text::width(&fits).min(left);
            spans.push(Span::styled(fits, span.style));
        }
        Line::from(spans)
    }

    pub fn words(&mut self, area: Rect, words: impl AsRef<str>, role: Role) {
        let span = self.span(words, role);
        self.line(area, Line::from(span));
    }

    /// Paints lines from the top of an area, as many as fit; returns the rest of the area.
    pub fn lines(&mut self, area: Rect, lines: impl IntoIterator<Item = Line<'static>>) -> Rect {
        let mut rest = area;
        for line in lines {
            if rest.height == 0 {
                break;
            }
            self.line(rest, line);
            rest = below(rest, 1);
        }
        rest
    }

    /// Paints text wrapped into an area; returns the rest of it.
    pub fn paragraph(&mut self, area: Rect, words: &str, role: Role) -> Rect {
        let words = text::clean(words);
        let lines = text::wrap(&words, usize::from(area.width));
        let lines: Vec<Line<'static>> =
            lines.into_iter().map(|line| Line::from(self.span(line, role))).collect();
        self.lines(area, lines)
    }

    /// Paints a paragraph with an indent on every line.
    pub fn indented(&mut self, area: Rect, indent: u16, words: &str, role: Role) -> Rect {
        let indent = indent.min(area.width);
        let beside = Rect { x: area.x + indent, width: area.width - indent, ..area };
        let left = self.paragraph(beside, words, role);
        below(area, area.height - left.height)
    }

    /// Paints the selection over a row; roles below keep their colour.
    pub fn select(&mut self, area: Rect) {
        let style = self.style(Role::Selection);
        let row = Rect { height: area.height.min(1), ..area };
        self.buffer().set_style(row, style);
        if style.add_modifier.contains(Modifier::REVERSED) {
            self.outline(row);
        }
    }

    /// Paints the selection over a row of a list with the focus: its mark as light on dark, and the row. Over a network
    /// the mark is enough: two rows in other colours would be sent for each key.
    pub fn choose(&mut self, area: Rect) {
        if !self.remote {
            self.select(area);
        }
        let mark = Rect { height: area.height.min(1), width: area.width.min(MARK), ..area };
        self.buffer().set_style(mark, Style::new().add_modifier(Modifier::REVERSED));
    }

    /// Gives full blocks an edge: reversed, they would look like the empty background.
    fn outline(&mut self, area: Rect) {
        for position in area.intersection(self.area()).positions() {
            let cell = self.buffer().cell_mut(position);
            if let Some(cell) = cell.filter(|cell| cell.symbol() == FULL) {
                cell.set_symbol(EDGED);
            }
        }
    }

    /// Paints a titled rule across the area; returns the area below it.
    pub fn rule(&mut self, area: Rect, title: &str, focused: bool) -> Rect {
        if area.height == 0 {
            return area;
        }
        let role = if focused { Role::BorderFocus } else { Role::Border };
        let limit = usize::from(area.width).saturating_sub(6);
        let title = text::cut(&text::clean(title), limit, self.glyphs.ellipsis);
        let head = format!("{} ", self.glyphs.rule.repeat(2));
        let tail = usize::from(area.width).saturating_sub(text::width(&title) + text::width(&head) + 1);
        let spans = vec![
            self.span(head, role),
            self.span(&title, if focused { Role::Title } else { Role::Muted }),
            self.span(format!(" {}", self.glyphs.rule.repeat(tail)), role),
        ];
        self.line(area, Line::from(spans));
        below(area, 1)
    }

    /// Clears an area to the background, for an overlay; its panels join none of those below.
    pub fn clear(&mut self, area: Rect) {
        self.panels.clear();
        let style = self.style(Role::Text);
        let area = area.intersection(self.area());
        for position in area.positions() {
            if let Some(cell) = self.buffer().cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Places the real cursor, for typing and for screen readers.
    pub fn cursor(&mut self, x: u16, y: u16) {
        if self.area().contains((x, y).into()) {
            self.frame.set_cursor_position((x, y));
        }
    }

    pub fn widget(&mut self, widget: impl Widget, area: Rect) {
        widget.render(area, self.frame.buffer_mut());
    }
}

/// Returns the area without its first rows.
#[must_use]
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Returns the area with a margin left and right.
#[must_use]
pub fn inset(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width / 2);
    Rect { x: area.x + columns, width: area.width - 2 * columns, ..area }
}

#[cfg(test)]
mod tests {
    use super::{Canvas, Role};
    use crate::view::theme;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::layout::Rect;

    #[test]
    fn a_bar_in_a_reversed_selection_can_be_told_from_blanks() {
        for (name, expected) in [("mono", "a ■■░ b"), ("fnsec-dark", "a ██░ b")] {
            let theme = theme::load(name).expect("a theme");
            let mut terminal = Terminal::new(TestBackend::new(7, 1)).expect("a terminal");
            let frame = terminal.draw(|frame| {
                let mut canvas = Canvas::new(frame, &theme, false);
                canvas.words(Rect::new(0, 0, 7, 1), "a ██░ b", Role::Text);
                canvas.select(Rect::new(0, 0, 7, 1));
            });
            let frame = frame.expect("painted");
            let text: String = frame.buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(text, expected, "{name}");
        }
    }
}
