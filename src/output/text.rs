//! Text that is safe on a terminal: no control characters, no direction overrides, known widths.

use crate::checks::Severity;
use crate::model::letters::is_sly;
use unicode_width::UnicodeWidthStr;

/// Whether colours may be used; the words carry the meaning either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    Plain,
    Ansi,
}

impl Paint {
    /// The text in the colour of a severity.
    #[must_use]
    pub fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Critical => "1;31",
            Severity::High => "31",
            Severity::Medium => "33",
            Severity::Low => "36",
            Severity::Info => "2",
        };
        self.wrap(code, text)
    }

    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    #[must_use]
    pub fn sign(self, added: bool, text: &str) -> String {
        self.wrap(if added { "32" } else { "31" }, text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// Returns one line without terminal control sequences: names and hosts are untrusted text.
#[must_use]
pub fn clean(text: &str) -> String {
    let swap = |letter: char| match letter {
        '\n' | '\r' | '\t' => ' ',
        // Names that look equal must not become the same text, so nothing is left out.
        sly if is_sly(sly) => '\u{fffd}',
        letter => letter,
    };
    text.chars().map(swap).collect()
}

/// Maximum width of a cell that sets the column width: more than a namespace of 63, a slash and a name of 253
/// need.
pub const CELL: usize = 320;

/// Returns a name as a cell shows it: clean, and not longer than `CELL`.
#[must_use]
pub fn cell(text: &str) -> String {
    short(clean(text))
}

fn short(text: String) -> String {
    if text.chars().nth(CELL).is_none() {
        return text;
    }
    text.chars().take(CELL - 1).chain(['…']).collect()
}

/// Aligns columns by display width; the last one is not padded.
pub fn align(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    // The padding is bounded, because one long name would widen every row.
    let bounded =
        |(at, cell): (usize, &String)| if at + 1 < columns { short(cell.clone()) } else { cell.clone() };
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().enumerate().map(bounded).collect()).collect();
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let pad = |(at, cell): (usize, &String)| {
        let missing = widths.get(at).map_or(0, |width| width.saturating_sub(cell.width()));
        if at + 1 == columns { cell.clone() } else { format!("{cell}{}", " ".repeat(missing + 2)) }
    };
    rows.iter().map(|row| row.iter().enumerate().map(pad).collect()).collect()
}

/// Formats a table: aligned columns, with the first row as a styled header.
#[must_use]
pub fn lined(rows: &[Vec<String>], paint: Paint) -> String {
    let mut out = String::new();
    for (at, cells) in align(rows).into_iter().enumerate() {
        let line = cells.concat();
        out += &if at == 0 { paint.bold(line.trim_end()) } else { line.trim_end().to_owned() };
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_lose_their_power() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\nd"), "a\u{fffd}[31mb\u{fffd}c d");
    }

    #[test]
    fn invisible_characters_are_marked() {
        for letter in ['\u{200b}', '\u{feff}', '\u{2028}', '\u{ad}', '\u{e0041}', '\u{9b}'] {
            assert_eq!(clean(&format!("shop{letter}")), "shop\u{fffd}", "{letter:?}");
        }
    }

    #[test]
    fn a_long_name_widens_no_row_beyond_the_bound() {
        let rows = [vec!["x".repeat(65_536), "a".into()], vec!["b".into(), "y".repeat(65_536)]];
        let lines = align(&rows);
        assert!(lines.iter().all(|row| row[0].chars().count() == CELL + 2));
        assert!(lines[0][0].ends_with("…  "));
        assert_eq!(lines[1][1].len(), 65_536, "the last column is left as it is");
    }

    #[test]
    fn wide_letters_count_twice() {
        let rows = [vec!["日本".into(), "x".into()], vec!["abcd".into(), "y".into()]];
        assert_eq!(align(&rows)[0][0], "日本  ");
        assert_eq!(align(&rows)[1][0], "abcd  ");
    }
}
