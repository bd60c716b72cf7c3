//! Tables: columns of fixed or flexible width, one line per row, without wrapping.

use super::canvas::{Canvas, below};
use super::text;
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// How often a column may change its width.
const STEPS: usize = 3;
/// No table is that wide.
const NEVER: (u16, u16) = (u16::MAX, 0);

/// A column; a width of 0 takes the remaining space.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub title: &'static str,
    pub width: u16,
    pub align: Align,
    /// The table width below which the column is hidden.
    pub from: u16,
    /// The table widths from which it has another width, in ascending order; unused ones are beyond any table.
    pub wide: [(u16, u16); STEPS],
    /// Whether a text that does not fit is cut in its middle, since its ends distinguish it.
    pub middle: bool,
    /// Whether the spans are parts of which as many are shown as fit whole.
    pub whole: bool,
}

impl Column {
    #[must_use]
    pub const fn left(title: &'static str, width: u16) -> Self {
        Self { title, width, align: Align::Left, from: 0, wide: [NEVER; STEPS], middle: false, whole: false }
    }

    #[must_use]
    pub const fn right(title: &'static str, width: u16) -> Self {
        Self { title, width, align: Align::Right, from: 0, wide: [NEVER; STEPS], middle: false, whole: false }
    }

    #[must_use]
    pub const fn from(self, from: u16) -> Self {
        Self { from, ..self }
    }

    /// Gives it another width in tables of at least `from` columns; the widest tables come last.
    #[must_use]
    pub const fn wide(self, from: u16, width: u16) -> Self {
        let wide = match self.wide {
            [NEVER, second, third] => [(from, width), second, third],
            [first, NEVER, third] => [first, (from, width), third],
            [first, second, _] => [first, second, (from, width)],
        };
        Self { wide, ..self }
    }

    #[must_use]
    pub const fn middle(self) -> Self {
        Self { middle: true, ..self }
    }

    #[must_use]
    pub const fn whole(self) -> Self {
        Self { whole: true, ..self }
    }

    /// Returns its width in a table; 0 if it takes the remaining space.
    const fn width_in(&self, whole: u16) -> u16 {
        match self.wide {
            [.., (from, width)] if whole >= from => width,
            [_, (from, width), _] if whole >= from => width,
            [(from, width), ..] if whole >= from => width,
            _ => self.width,
        }
    }
}

/// The content of a cell: spans, joined.
pub type Cell = Vec<Span<'static>>;

pub struct Table<'a> {
    pub columns: &'a [Column],
    pub selected: usize,
    pub top: usize,
    pub focused: bool,
    pub header: bool,
    /// The title of the column by which the rows are sorted, and whether they are reversed.
    pub sorted: Option<(&'static str, bool)>,
}

impl Table<'_> {
    /// Returns how many rows fit into an area.
    #[must_use]
    pub fn rows(&self, area: Rect) -> usize {
        usize::from(area.height).saturating_sub(usize::from(self.header))
    }

    /// Paints the visible rows; `cells` is called only for those.
    pub fn draw(
        &self,
        canvas: &mut Canvas<'_, '_>,
        area: Rect,
        len: usize,
        mut cells: impl FnMut(&Canvas<'_, '_>, usize) -> Vec<Cell>,
    ) {
        let widths = self.widths(area.width);
        let mut rest = area;
        if self.header && area.height > 0 {
            let titles = self.columns.iter().map(|column| vec![self.title(canvas, column)]).collect();
            let line = self.line(canvas, titles, &widths, " ");
            canvas.line(rest, line);
            rest = below(rest, 1);
        }
        let visible = usize::from(rest.height);
        let top = self.top.min(len.saturating_sub(visible));
        for row in (top..len).take(visible) {
            let chosen = row == self.selected;
            let mark = if chosen { canvas.glyphs.pointer } else { " " };
            let line = self.line(canvas, cells(canvas, row), &widths, mark);
            canvas.line(rest, line);
            if chosen && self.focused {
                canvas.choose(rest);
                canvas.cursor(rest.x, rest.y);
            }
            rest = below(rest, 1);
        }
    }

    /// The title of a column; the one that sorts the rows is marked.
    fn title(&self, canvas: &Canvas<'_, '_>, column: &Column) -> Span<'static> {
        match self.sorted {
            Some((title, reversed)) if title == column.title => {
                let mark = if reversed { canvas.glyphs.reversed } else { canvas.glyphs.sorted };
                canvas.span(format!("{title}{mark}"), Role::Accent)
            }
            _ => canvas.span(column.title, Role::Muted),
        }
    }

    /// Returns the title of each visible column with the screen columns it takes.
    #[must_use]
    pub fn places(&self, area: Rect) -> Vec<(&'static str, u16, u16)> {
        let mut places = Vec::new();
        let mut at = area.x + 2;
        for (column, width) in
            self.columns.iter().zip(self.widths(area.width)).filter(|(_, width)| *width > 0)
        {
            places.push((column.title, at, at + width));
            at += width + 1;
        }
        places
    }

    fn line(&self, canvas: &Canvas<'_, '_>, cells: Vec<Cell>, widths: &[u16], mark: &str) -> Line<'static> {
        // The gap behind the mark has its style, so that moving the selection sends one colour less.
        let mut spans = vec![canvas.span(format!("{mark} "), Role::Accent)];
        for ((column, width), cell) in self.columns.iter().zip(widths).zip(cells) {
            if *width == 0 {
                continue;
            }
            if spans.len() > 1 {
                spans.push(Span::raw(" "));
            }
            spans.extend(fitted(cell, usize::from(*width), *column, canvas.glyphs.ellipsis));
        }
        Line::from(spans)
    }

    /// Returns the width of each column; 0 for hidden ones.
    fn widths(&self, whole: u16) -> Vec<u16> {
        let shown = |column: &&Column| whole >= column.from;
        let fixed: u16 = self.columns.iter().filter(shown).map(|column| column.width_in(whole) + 1).sum();
        let flexible =
            self.columns.iter().filter(|column| shown(column) && column.width_in(whole) == 0).count();
        let flexible = text::cells(flexible);
        let left = whole.saturating_sub(fixed + 1);
        let each = left.checked_div(flexible).unwrap_or(0);
        let width = |column: &Column| match (whole >= column.from, column.width_in(whole)) {
            (false, _) => 0,
            (true, 0) => each,
            (true, width) => width,
        };
        self.columns.iter().map(width).collect()
    }
}

/// Returns the first part, and as many others as fit whole with what is between them.
fn whole_parts(mut cell: Cell, width: usize) -> Cell {
    let mut used = 0;
    let fitting = cell.iter().take_while(|span| {
        used += span.width();
        used <= width
    });
    let mut count = fitting.count().max(1);
    // What is between two parts is not shown after the last one.
    let is_between = |span: &Span<'_>| !span.content.chars().any(char::is_alphanumeric);
    if count < cell.len() && count > 1 && cell.get(count - 1).is_some_and(is_between) {
        count -= 1;
    }
    cell.truncate(count);
    cell
}

/// Cuts or pads a cell to exactly this width.
fn fitted(cell: Cell, width: usize, column: Column, mark: &str) -> Vec<Span<'static>> {
    let mut left = width;
    let mut spans = Vec::new();
    let cell = if column.whole { whole_parts(cell, width) } else { cell };
    for span in cell {
        let cut = if column.middle { text::cut_middle } else { text::cut };
        let fits = cut(&span.content, left, mark);
        left -= text::width(&fits).min(left);
        spans.push(Span::styled(fits, span.style));
    }
    let gap = Span::raw(" ".repeat(left));
    match column.align {
        Align::Left => spans.push(gap),
        Align::Right => spans.insert(0, gap),
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::style::Modifier;

    /// Returns which cells of the selected row are reversed, and how many have its background.
    fn selected(remote: bool) -> (Vec<u16>, usize) {
        let theme = theme::load("fnsec-dark").expect("a theme");
        let mut terminal = Terminal::new(TestBackend::new(30, 3)).expect("a terminal");
        let paint = |frame: &mut ratatui::Frame<'_>| {
            let mut canvas = Canvas::new(frame, &theme, false);
            canvas.remote = remote;
            let columns = &[Column::left("SEV", 4), Column::left("FINDING", 0)];
            let table = Table { columns, selected: 0, top: 0, focused: true, header: true, sorted: None };
            table.draw(&mut canvas, Rect::new(0, 0, 30, 3), 2, |_, _| vec![vec!["CRIT".into()]]);
        };
        terminal.draw(paint).expect("drawn");
        let buffer = terminal.backend().buffer();
        let row = || (0..30).map(|x| (x, &buffer[(x, 1)]));
        let reversed = row().filter(|(_, cell)| cell.modifier.contains(Modifier::REVERSED));
        (reversed.map(|(x, _)| x).collect(), row().filter(|(_, cell)| cell.bg != buffer[(0, 2)].bg).count())
    }

    #[test]
    fn parts_are_shown_whole_and_the_first_one_is_cut_only_if_it_does_not_fit_alone() {
        let column = Column::left("WORST", 0).whole();
        let shown = |width: usize| {
            let cell: Cell = vec!["one".into(), " · ".into(), "three".into(), " · ".into(), "six".into()];
            fitted(cell, width, column, "…").iter().map(|span| &*span.content).collect::<String>()
        };
        assert_eq!(shown(20), "one · three · six   ");
        assert_eq!(shown(16), "one · three     ");
        assert_eq!(shown(10), "one       ");
        assert_eq!(shown(2), "o…");
    }

    #[test]
    fn a_selected_row_has_a_mark_as_light_on_dark_and_near_a_colour_of_its_own() {
        assert_eq!(selected(false), (vec![0, 1], 30));
        assert_eq!(selected(true), (vec![0, 1], 0));
    }
}
