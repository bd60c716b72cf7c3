//! A text with findings at their lines: a Function's source, or the YAML of any other object.

use crate::app::model::{Geometry, Model};
use crate::app::screen::source_view::{Line as SourceLine, SourceView};
use crate::checks::Finding;
use crate::view::parts::code::{self, TextLanguage};
use crate::view::parts::{Canvas, Position, finding, fold, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

/// The number of columns before the text of a line: the mark and the number.
const MARGIN: usize = 11;

/// Paints the text for a pane of the current screen; returns its measures.
pub fn draw(
    canvas: &mut Canvas<'_, '_>,
    model: &Model,
    pane: usize,
    findings: &[Arc<Finding>],
    area: Rect,
) -> Geometry {
    let geometry = Geometry { rows: usize::from(area.height), top: area.y, ..Geometry::default() };
    let Some(source) = &model.source else {
        canvas.words(area, "reading the source …", Role::Muted);
        return geometry;
    };
    let mut rest = area;
    if let Some(why) = &source.why {
        rest = canvas.paragraph(rest, why, Role::Muted);
    }
    let placed: Vec<(usize, &Finding)> =
        findings.iter().filter_map(|one| Some((source.place(one)?, &**one))).collect();
    let selected = model.selected_finding().filter(|one| placed.iter().any(|(_, known)| **known == **one));
    let width = usize::from(area.width);
    let steps = selected.as_deref().map_or_else(Vec::new, |finding| steps(source, finding));
    let text = Text { source, placed, steps, wrap: model.settings.wrap, width };
    let cursor = model.cursor(pane);
    let top = text.top(canvas, cursor.top, cursor.row, usize::from(rest.height));
    let (rows, mut shown) = (rest, 0);
    for row in top..source.lines.len() {
        if rest.height == 0 {
            break;
        }
        shown += 1;
        if model.pane == pane && row == cursor.row {
            let below = canvas.lines(rest, text.lines(canvas, row));
            canvas.select(rest);
            canvas.cursor(rest.x, rest.y);
            rest = below;
        } else {
            rest = canvas.lines(rest, text.lines(canvas, row));
        }
    }
    canvas.mark_position(Position { rows, top, shown, len: source.lines.len(), selected: None });
    geometry
}

struct Text<'a> {
    source: &'a SourceView,
    /// Findings, each with its row.
    placed: Vec<(usize, &'a Finding)>,
    /// The steps to the selected finding, each with its row and its column.
    steps: Vec<(usize, u32, String)>,
    wrap: bool,
    width: usize,
}

impl Text<'_> {
    /// Returns the first row on screen, so that the selected row and the findings below it are visible.
    fn top(&self, canvas: &Canvas<'_, '_>, from: usize, selected: usize, height: usize) -> usize {
        let last = self.source.lines.len().saturating_sub(1);
        let (mut top, selected) = (from.min(last), selected.min(last));
        let mut heights: std::collections::VecDeque<usize> =
            (top..=selected).map(|row| self.lines(canvas, row).len()).collect();
        let mut sum: usize = heights.iter().sum();
        while sum > height && top < selected {
            sum -= heights.pop_front().unwrap_or(0);
            top += 1;
        }
        top
    }

    /// Returns the screen lines of one row of the text: the line, wrapped if wanted, and its findings.
    fn lines(&self, canvas: &Canvas<'_, '_>, row: usize) -> Vec<Line<'static>> {
        let Some(line) = self.source.lines.get(row) else { return Vec::new() };
        let here: Vec<&Finding> =
            self.placed.iter().filter(|(at, _)| *at == row).map(|(_, one)| *one).collect();
        let painted = paint(canvas, self.source, line, &here);
        let mut lines = if self.wrap { fold(painted, self.width, MARGIN) } else { vec![painted] };
        for (_, column, words) in self.steps.iter().filter(|(at, ..)| *at == row) {
            lines.extend(note(canvas, *column, words, Role::Muted, self.width));
        }
        for one in here {
            let role = finding::role(one.severity);
            lines.extend(note(canvas, one.column, &one.message, role, self.width));
        }
        lines
    }
}

fn paint(
    canvas: &Canvas<'_, '_>,
    source: &SourceView,
    line: &SourceLine,
    here: &[&Finding],
) -> Line<'static> {
    if line.number == 0 {
        return Line::from(
            canvas.span(format!("{} {}", canvas.glyphs.rule.repeat(2), line.text), Role::Muted),
        );
    }
    let mark = match here.first() {
        Some(one) => finding::word(canvas, one.severity),
        None => Span::raw("    "),
    };
    let language = if source.is_whole() {
        TextLanguage::Yaml
    } else if source.yaml.contains("runtime: python") {
        TextLanguage::Python
    } else {
        TextLanguage::JavaScript
    };
    let mut spans = vec![mark, canvas.span(format!("{:>5}  ", line.number), Role::Muted)];
    spans.extend(code::line(canvas, &line.text, language).spans);
    Line::from(spans)
}

/// Returns the steps before the last one, which the finding itself is shown at: `1/3 reads event.data from the caller`.
fn steps(source: &SourceView, one: &Finding) -> Vec<(usize, u32, String)> {
    let (rows, count) = (source.steps(one), one.flow.len());
    let known = if rows.len() == count { count.saturating_sub(1) } else { 0 };
    let each = rows.into_iter().zip(&one.flow).zip(1..).take(known);
    each.map(|((row, step), at)| (row, step.column, format!("{at}/{count} {}", step.text))).collect()
}

/// Returns words as lines below a line of the text: below the place they are about, unless that leaves too little
/// room for them.
fn note(canvas: &Canvas<'_, '_>, column: u32, words: &str, role: Role, width: usize) -> Vec<Line<'static>> {
    const WORDS: usize = 44;
    let most = width.saturating_sub(MARGIN + WORDS);
    let column = usize::try_from(column.saturating_sub(1)).unwrap_or(0).min(most);
    let indent = " ".repeat(MARGIN + column);
    // Masked as a whole first: a part of a credential is not recognised as one.
    let whole = canvas.span(words, role).content;
    let words = text::wrap(&whole, width.saturating_sub(MARGIN + column + 3));
    let line = |(at, words): (usize, String)| {
        let lead = if at == 0 { format!("{} ", canvas.glyphs.branch) } else { "   ".into() };
        Line::from(vec![Span::raw(indent.clone()), canvas.span(lead, role), canvas.span(words, role)])
    };
    words.into_iter().enumerate().map(line).collect()
}
