//! The screen as plain text.

use super::grid::glyphs;
use ratatui::buffer::Buffer;

/// Returns the characters of a buffer, line by line, without trailing blanks.
#[must_use]
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in glyphs(buffer) {
        let line: String = row.into_iter().map(|glyph| glyph.text).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
