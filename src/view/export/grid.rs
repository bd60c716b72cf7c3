//! A buffer as rows of cells, and of runs with the same style. Cells flow in; printable text with columns
//! and widths flows out, with wide characters counted once.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// The style of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

/// One character as it is drawn.
pub(super) struct Glyph {
    pub column: u16,
    pub width: u16,
    pub text: String,
    pub look: Look,
}

/// Neighbours with the same style; a wide character is a run of its own so that it cannot push others
/// aside.
pub(super) struct StyleRun {
    pub column: u16,
    pub width: u16,
    pub text: String,
    pub look: Look,
    wide: bool,
}

impl StyleRun {}

/// Returns the glyphs of each row, without the cells that wide characters cover.
pub(super) fn glyphs(buffer: &Buffer) -> Vec<Vec<Glyph>> {
    let columns = usize::from(buffer.area.width).max(1);
    let rows = buffer.content.chunks(columns).take(usize::from(buffer.area.height));
    rows.map(row).collect()
}

fn row(cells: &[Cell]) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(cells.len());
    let (mut at, mut left) = (0_u16, cells);
    while let Some((cell, _)) = left.split_first() {
        let text = printable(cell.symbol());
        let width = text.width().clamp(1, left.len());
        let cells = u16::try_from(width).unwrap_or(u16::MAX);
        let look = Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        glyphs.push(Glyph { column: at, width: cells, text, look });
        at = at.saturating_add(cells);
        left = left.get(width..).unwrap_or_default();
    }
    glyphs
}

/// Removes escape sequences and bidirectional control characters: no file may contain those of a cluster.
fn printable(symbol: &str) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown: String = symbol.chars().map(|c| if odd(c) { '\u{fffd}' } else { c }).collect();
    if shown.width() == 0 { " ".to_owned() } else { shown }
}

/// Returns the runs of each row.
pub(super) fn runs(buffer: &Buffer) -> Vec<Vec<StyleRun>> {
    glyphs(buffer).into_iter().map(join).collect()
}

fn join(glyphs: Vec<Glyph>) -> Vec<StyleRun> {
    let mut runs: Vec<StyleRun> = Vec::new();
    for glyph in glyphs {
        let wide = glyph.width > 1;
        match runs.last_mut() {
            Some(run) if run.look == glyph.look && !wide && !run.wide => {
                run.text.push_str(&glyph.text);
                run.width += glyph.width;
            }
            _ => {
                let Glyph { column, width, text, look } = glyph;
                runs.push(StyleRun { column, width, text, look, wide });
            }
        }
    }
    runs
}

/// Returns the background that most cells share.
pub(super) fn ground(buffer: &Buffer) -> Color {
    let mut counts: Vec<(Color, usize)> = Vec::new();
    for cell in &buffer.content {
        match counts.iter_mut().find(|(color, _)| *color == cell.bg) {
            Some((_, count)) => *count += 1,
            None => counts.push((cell.bg, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(Color::Reset, |(color, _)| color)
}
