//! The page of a check.

use crate::app::model::{Geometry, Model};
use crate::checks::{find, page};
use crate::view::parts::layout::boxed;
use crate::view::parts::markdown::{self, MarkdownPage};
use crate::view::parts::{Canvas, Position};
use ratatui::layout::Rect;

/// The maximum line width that is comfortable to read.
const READABLE: u16 = 100;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, id: &str, area: Rect) -> Geometry {
    let Some(check) = find(id) else {
        return model.geometry;
    };
    let rows = boxed(canvas, area, check.id, true, area.width >= 100);
    let inner = Rect { width: rows.width.min(READABLE), ..rows };
    let text = page::whole(check);
    let page = markdown::lines(canvas, &text, usize::from(inner.width));
    let (height, row) = (usize::from(inner.height), model.cursor(0).row);
    let (top, last) = if is_heading(&text, row) {
        (first(&page, row), last_row(&page, height).max(row))
    } else {
        (top(&page, row, height), last_row(&page, height))
    };
    canvas.mark_position(Position { rows, top, shown: height, len: page.lines.len(), selected: None });
    canvas.lines(inner, page.lines.into_iter().skip(top));
    Geometry { rows: height, top: inner.y, last_row: Some(last), ..Geometry::default() }
}

/// Whether a line of the page is a heading; one that was gone to is at the top, though the end of the page is left
/// behind: it is what the key led to.
fn is_heading(text: &str, row: usize) -> bool {
    text.lines().nth(row).is_some_and(|line| line.starts_with("## "))
}

/// Returns the first painted line of a line of the page.
fn first(page: &MarkdownPage, row: usize) -> usize {
    page.sources.partition_point(|source| *source < row)
}

/// Returns the first painted line where a line of the page is at the top; the end of the page is not left behind.
fn top(page: &MarkdownPage, row: usize, height: usize) -> usize {
    first(page, row).min(page.lines.len().saturating_sub(height))
}

/// Returns the line of the page at the top where its end is shown.
fn last_row(page: &MarkdownPage, height: usize) -> usize {
    let above = page.lines.len().saturating_sub(height).checked_sub(1);
    above.and_then(|above| page.sources.get(above)).map_or(0, |source| source + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::ALL;
    use crate::view::theme;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    #[test]
    fn every_page_can_be_read_to_its_end_and_its_headings_are_found_at_any_size() {
        let theme = theme::load("fnsec-dark").expect("a theme");
        let mut terminal = Terminal::new(TestBackend::new(10, 1)).expect("a terminal");
        let drawn = terminal.draw(|frame| {
            let canvas = Canvas::new(frame, &theme, false);
            for (check, width, height) in ALL
                .iter()
                .flat_map(|check| [(38, 8), (58, 11), (78, 20), (100, 50)].map(|(w, h)| (check, w, h)))
            {
                let text = page::whole(check);
                let page = markdown::lines(&canvas, &text, width);
                assert!(page.sources.is_sorted(), "{}", check.id);
                let end = top(&page, last_row(&page, height), height);
                assert!(end + height >= page.lines.len(), "{} at {width}", check.id);
                assert!(end == 0 || top(&page, last_row(&page, height) - 1, height) < end, "{}", check.id);
                let heading = text.lines().position(|line| line == "## Fix").expect("a heading");
                let at = top(&page, heading, height);
                let shown = page.lines.iter().skip(at).take(height).any(|line| line.to_string() == "Fix");
                assert!(shown, "{} at {width}", check.id);
            }
        });
        assert!(drawn.is_ok());
    }
}
