//! The screen as a drawing that keeps its text: searchable, scalable, without fonts of its own.

use super::color::{escape, ground, hex, pair};
use super::grid::{StyleRun, runs};
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

// Tenths of a pixel, so that no rounding differs between machines.
const CELL: usize = 84;
const LINE: usize = 18;
const EDGE: usize = 12;
const LINES: Modifier = Modifier::UNDERLINED.union(Modifier::CROSSED_OUT);
const FONT: &str =
    "ui-monospace,'JetBrains Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace";

/// Returns the buffer as an SVG document with a title for screen readers.
#[must_use]
pub fn svg(buffer: &Buffer, title: &str) -> String {
    let paper = ground(super::grid::ground(buffer));
    let width = tenths(usize::from(buffer.area.width) * CELL + EDGE * 20);
    let height = usize::from(buffer.area.height) * LINE + EDGE * 2;
    let title = escape(title);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
         <g font-family=\"{FONT}\" font-size=\"14\" xml:space=\"preserve\">\n",
        hex(paper)
    );
    let rows = runs(buffer);
    for (nth, row) in rows.iter().enumerate() {
        let painted = row.iter().filter(|run| pair(run.look).1 != paper);
        out.extend(painted.map(|run| rect(run, nth)));
    }
    for (nth, row) in rows.iter().enumerate() {
        let inked = row.iter().filter(|run| inked(run));
        out.extend(inked.map(|run| letters(run, nth)));
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Whether a run needs text; blanks do not, unless they are underlined.
fn inked(run: &StyleRun) -> bool {
    let shown = !run.text.trim().is_empty() || run.look.modifier.intersects(LINES);
    shown && !run.look.modifier.contains(Modifier::HIDDEN)
}

fn rect(run: &StyleRun, row: usize) -> String {
    let (x, width) = (tenths(left(run.column)), tenths(usize::from(run.width) * CELL));
    let y = row * LINE + EDGE;
    let fill = hex(pair(run.look).1);
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{LINE}\" fill=\"{fill}\"/>\n")
}

fn letters(run: &StyleRun, row: usize) -> String {
    let (lead, tail, text) = trimmed(run);
    let x = left(run.column) + lead * CELL;
    let width = tenths(usize::from(run.width).saturating_sub(lead + tail) * CELL);
    let (x, y) = (tenths(x), row * LINE + EDGE + 13);
    let (fill, looks, text) = (hex(pair(run.look).0), looks(run), escape(text));
    format!(
        "<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" \
         fill=\"{fill}\"{looks}>{text}</text>\n"
    )
}

/// Trims blanks at the ends of a text, about which viewers disagree; only underlined blanks stay.
fn trimmed(run: &StyleRun) -> (usize, usize, &str) {
    if run.look.modifier.intersects(LINES) {
        return (0, 0, &run.text);
    }
    let rest = run.text.trim_start_matches(' ');
    let text = rest.trim_end_matches(' ');
    (run.text.len() - rest.len(), rest.len() - text.len(), text)
}

fn looks(run: &StyleRun) -> String {
    let has = |modifier| run.look.modifier.contains(modifier);
    let line = match (has(Modifier::UNDERLINED), has(Modifier::CROSSED_OUT)) {
        (true, true) => " text-decoration=\"underline line-through\"",
        (true, false) => " text-decoration=\"underline\"",
        (false, true) => " text-decoration=\"line-through\"",
        (false, false) => "",
    };
    let weights = [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " fill-opacity=\"0.7\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
    ];
    let set = weights.iter().filter(|(modifier, _)| has(*modifier));
    set.map(|(_, attribute)| *attribute).chain([line]).collect()
}

fn left(column: u16) -> usize {
    usize::from(column) * CELL + EDGE * 10
}

fn tenths(value: usize) -> String {
    format!("{}.{}", value / 10, value % 10)
}
