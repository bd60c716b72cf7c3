//! The pictures: boxes beside each other where they fit, below each other where not, and a chart with its events.

use crate::app::state::picture::{History, Picture, PictureBox, Radius, ago, span};
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::dialog;
use crate::view::parts::{Canvas, finding, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The columns between two boxes, and the least and most of a box.
const GAP: u16 = 6;
const LEAST: usize = 12;
const WIDEST: usize = 48;
/// The rows of the chart.
const CHART: usize = 10;
const TEN: usize = 10;
const NOW: &str = "now";

pub fn draw(canvas: &mut Canvas<'_, '_>, picture: &Picture, area: Rect) {
    let lines = match picture {
        Picture::Radius(radius) => radius_height(radius, area.width),
        Picture::History(history) => CHART + history.events.len() + 2,
    };
    let (width, height) = (area.width.saturating_sub(4), text::cells(lines).saturating_add(4));
    let inner = dialog(canvas, area, picture.title(), width, height);
    let foot = Rect { y: inner.y + inner.height.saturating_sub(1), height: inner.height.min(1), ..inner };
    let body = Rect { height: inner.height.saturating_sub(1), ..inner };
    match picture {
        Picture::Radius(radius) => boxes(canvas, radius, body),
        Picture::History(history) => chart(canvas, history, body),
    }
    canvas.words(foot, "y copies this as text · s saves it as SVG · esc closes", Role::Hint);
}

/// Returns how many lines a picture needs at most.
fn radius_height(radius: &Radius, width: u16) -> usize {
    let room = usize::from(width.saturating_sub(22)).max(1);
    let row = |picture_box: &PictureBox| 1 + picture_box.lines.join(" · ").chars().count().div_ceil(room);
    let stacked: usize = radius.boxes.iter().map(row).sum();
    let beside = radius.boxes.iter().map(|one| one.lines.len()).max().unwrap_or(0) + 2;
    let cuts = if radius.cuts.is_empty() { 0 } else { radius.cuts.len() + 2 };
    stacked.max(beside) + 1 + radius.branches.len() + cuts
}

fn boxes(canvas: &mut Canvas<'_, '_>, radius: &Radius, area: Rect) {
    let wanted: Vec<u16> = radius.boxes.iter().map(|one| text::cells(width(one))).collect();
    let all: u16 = wanted.iter().sum::<u16>() + GAP * text::cells(wanted.len().saturating_sub(1));
    let lines = radius.boxes.iter().map(|one| one.lines.len()).max().unwrap_or(0);
    let tall = text::cells(lines.max(1)) + 2;
    let mut rest = if all <= area.width && tall + 2 <= area.height {
        beside(canvas, radius, &wanted, tall, area)
    } else {
        stacked(canvas, radius, area)
    };
    for (words, severity) in &radius.branches {
        let role = severity.map_or(Role::Muted, finding::role);
        let mark = severity.map_or_else(|| "    ".to_owned(), |one| format!("{:<4}", one.short()));
        let line = vec![
            canvas.span(format!("{mark} {} ", canvas.glyphs.arrow), role),
            canvas.span(words, Role::Text),
        ];
        rest = canvas.lines(rest, [Line::from(line)]);
    }
    if radius.cuts.is_empty() || rest.height < 3 {
        return;
    }
    rest = below(rest, 1);
    rest = canvas.lines(rest, [Line::from(canvas.span("Cut it at", Role::Muted))]);
    for (at, cut) in radius.cuts.iter().enumerate() {
        rest = canvas.lines(rest, [Line::from(canvas.span(format!("  {} {cut}", at + 1), Role::Accent))]);
    }
}

fn width(one: &PictureBox) -> usize {
    // A frame with its margin takes four columns, and one with a title in it six.
    let lines = one.lines.iter().map(|line| text::width(line)).max().unwrap_or(0) + 4;
    lines.max(text::width(&one.head) + 6).clamp(LEAST, WIDEST)
}

/// Paints the boxes in a row, with the severity of each link over its arrow.
fn beside(canvas: &mut Canvas<'_, '_>, radius: &Radius, widths: &[u16], tall: u16, area: Rect) -> Rect {
    let mut x = area.x;
    for (at, (one, width)) in radius.boxes.iter().zip(widths).enumerate() {
        if at > 0 {
            let role = one.severity.map_or(Role::Muted, finding::role);
            let gap = Rect { x, y: area.y + tall / 2, width: GAP, height: 1 };
            let over = Rect { y: gap.y.saturating_sub(1), ..gap };
            let word = one.severity.map_or("", |severity| severity.short());
            canvas.words(over, format!(" {word}"), role);
            canvas.words(gap, arrow(canvas, one), role);
            x += GAP;
        }
        let place = Rect { x, y: area.y, width: *width, height: tall };
        frame(canvas, one, place);
        x += width;
    }
    below(area, tall + 1)
}

/// Returns an arrow: double for a link with a finding, broken for one that could not be read.
fn arrow(canvas: &Canvas<'_, '_>, one: &PictureBox) -> String {
    let line = match (one.is_unknown, one.severity, canvas.glyphs.ascii) {
        (true, ..) => "- -",
        (_, Some(_), false) => "═══",
        (_, None, false) => "───",
        (_, Some(_), true) => "===",
        (_, None, true) => "---",
    };
    format!(" {line}{}", if canvas.glyphs.ascii { ">" } else { canvas.glyphs.arrow })
}

fn frame(canvas: &mut Canvas<'_, '_>, one: &PictureBox, area: Rect) {
    let mut rest = canvas.panel(area, &one.head, false);
    let role = if one.is_unknown { Role::Unknown } else { Role::Text };
    for line in &one.lines {
        rest = canvas.lines(rest, [Line::from(canvas.span(line, role))]);
    }
}

/// Paints the boxes as rows, where there is no room beside each other.
fn stacked(canvas: &mut Canvas<'_, '_>, radius: &Radius, area: Rect) -> Rect {
    let mut rest = area;
    for (at, one) in radius.boxes.iter().enumerate() {
        let role = one.severity.map_or(Role::Muted, finding::role);
        let mark = if at == 0 {
            "     ".to_owned()
        } else {
            format!("{:<4} ", one.severity.map_or("", |severity| severity.short()))
        };
        let lead = if at == 0 { "  ".to_owned() } else { format!("{} ", canvas.glyphs.arrow) };
        let head = if one.is_unknown { Role::Unknown } else { Role::Title };
        let spans = vec![canvas.span(format!("{mark}{lead}"), role), canvas.span(&one.head, head)];
        rest = canvas.lines(rest, [Line::from(spans)]);
        if !one.lines.is_empty() {
            rest = canvas.indented(rest, 9, &one.lines.join(" · "), Role::Muted);
        }
    }
    below(rest, 1)
}

fn chart(canvas: &mut Canvas<'_, '_>, history: &History, area: Rect) {
    let line = sampled(&history.line, usize::from(area.width.saturating_sub(6)).max(2));
    let rows = CHART.min(usize::from(area.height).saturating_sub(4)).max(2);
    let known = || line.iter().flatten().copied().map(usize::from);
    // Between tens around the scores, so that a change can be seen.
    let bottom = known().min().unwrap_or(0) / TEN * TEN;
    let top = (known().max().unwrap_or(0).div_ceil(TEN) * TEN).max(bottom + 2 * TEN);
    let step = (top - bottom).div_ceil(rows).max(1);
    let mut rest = area;
    for row in (0..rows).rev() {
        let low = bottom + row * step;
        let cells: String = line.iter().map(|score| cell(canvas, *score, (bottom, low), step)).collect();
        let is_labelled = row + 1 == rows || row == 0 || row == rows / 2;
        let value = if row + 1 == rows { low + step } else { low };
        let label = if is_labelled { value.to_string() } else { String::new() };
        let spans: Vec<Span<'static>> =
            vec![canvas.span(format!("{label:>4} "), Role::Muted), canvas.span(cells, Role::Accent)];
        rest = canvas.lines(rest, [Line::from(spans)]);
    }
    let since = format!("{} ago", span(history.hours));
    let gap = line.len().saturating_sub(text::width(&since) + NOW.len());
    let scale = format!("     {since}{}{NOW}", " ".repeat(gap));
    rest = canvas.lines(rest, [Line::from(canvas.span(scale, Role::Muted))]);
    rest = below(rest, 1);
    for (hours, what) in &history.events {
        let spans =
            vec![canvas.span(format!("{:>14}  ", ago(*hours)), Role::Muted), canvas.span(what, Role::Text)];
        rest = canvas.lines(rest, [Line::from(spans)]);
    }
}

/// Returns a line at as many points as there is room for, the last one kept.
fn sampled(line: &[Option<u8>], room: usize) -> Vec<Option<u8>> {
    if line.len() <= room {
        return line.to_vec();
    }
    let at = |column: usize| line.get(column * (line.len() - 1) / (room - 1)).copied().flatten();
    (0..room).map(at).collect()
}

/// Returns the part of a bar that lies in a row of the chart; a dot at the bottom where the coverage differed.
fn cell(
    canvas: &Canvas<'_, '_>,
    score: Option<u8>,
    (bottom, low): (usize, usize),
    step: usize,
) -> &'static str {
    let is_lowest = low == bottom;
    let Some(score) = score.map(usize::from) else {
        return if is_lowest { canvas.glyphs.dot } else { " " };
    };
    let last = canvas.glyphs.bars.len().saturating_sub(1);
    match score.saturating_sub(low) {
        0 if is_lowest => canvas.glyphs.bars.first().copied().unwrap_or(" "),
        0 => " ",
        above => {
            let level = (above * last).div_ceil(step.max(1)).min(last);
            canvas.glyphs.bars.get(level).copied().unwrap_or(" ")
        }
    }
}
