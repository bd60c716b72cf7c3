//! The screen as text with ANSI colours, for `cat` and for terminals in documentation.

use super::grid::{Look, StyleRun, runs};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

const ATTRIBUTES: &[(Modifier, &str)] = &[
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
    (Modifier::HIDDEN, "8"),
    (Modifier::CROSSED_OUT, "9"),
];

/// Returns the buffer with its colours; every line starts and ends with the terminal's defaults.
#[must_use]
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in runs(buffer) {
        line(&mut out, &row);
        out.push('\n');
    }
    out
}

fn line(out: &mut String, row: &[StyleRun]) {
    let blank = |run: &&StyleRun| codes(run.look).is_empty() && run.text.trim().is_empty();
    let kept = row.len() - row.iter().rev().take_while(blank).count();
    for (nth, run) in row.iter().take(kept).enumerate() {
        let codes = codes(run.look);
        let last = nth + 1 == kept;
        if codes.is_empty() {
            out.push_str(if last { run.text.trim_end() } else { &run.text });
        } else {
            out.extend(["\u{1b}[", &codes.join(";"), "m", &run.text, "\u{1b}[0m"]);
        }
    }
}

fn codes(look: Look) -> Vec<String> {
    let set = ATTRIBUTES.iter().filter(|(modifier, _)| look.modifier.contains(*modifier));
    let mut codes: Vec<String> = set.map(|(_, code)| (*code).to_owned()).collect();
    codes.extend(color(look.fg, 30));
    codes.extend(color(look.bg, 40));
    codes
}

fn color(color: Color, base: u8) -> Option<String> {
    let named = |nth: u8| Some(if nth < 8 { base + nth } else { base + 52 + nth }.to_string());
    match color {
        Color::Reset => None,
        Color::Rgb(r, g, b) => Some(format!("{};2;{r};{g};{b}", base + 8)),
        Color::Indexed(index) => Some(format!("{};5;{index}", base + 8)),
        other => super::color::sixteen(other).and_then(named),
    }
}
