//! Source lines with the findings drawn where they stand.

use crate::app::model::{Geometry, Model};
use crate::app::source_view::{Line as SourceLine, SourceView};
use crate::checks::Finding;
use crate::view::parts::canvas::below;
use crate::view::parts::{Canvas, code, finding};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

/// Paints the source pane; returns what it measured.
pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, findings: &[Arc<Finding>], area: Rect) -> Geometry {
    let geometry = Geometry { rows: usize::from(area.height), top: area.y };
    let Some(source) = &model.source else {
        canvas.words(area, "reading the source …", Role::Muted);
        return geometry;
    };
    let mut rest = area;
    if let Some(why) = &source.why {
        rest = canvas.paragraph(rest, why, Role::Muted);
    }
    let cursor = model.cursor(1);
    let top = cursor.top.min(source.lines.len().saturating_sub(1));
    let focused = model.pane == 1;
    for (row, line) in source.lines.iter().enumerate().skip(top) {
        if rest.height == 0 {
            break;
        }
        let here: Vec<&Finding> = at(findings, line);
        paint(canvas, source, line, &here, rest);
        if focused && row == cursor.row {
            canvas.select(rest);
            canvas.cursor(rest.x, rest.y);
        }
        rest = below(rest, 1);
        for one in here {
            rest = canvas.lines(rest, [note(canvas, one)]);
        }
    }
    geometry
}

/// Findings whose line this is.
fn at<'a>(findings: &'a [Arc<Finding>], line: &SourceLine) -> Vec<&'a Finding> {
    let here = findings.iter().filter(|one| one.line > 0 && one.line == line.number && one.path == line.path);
    here.map(AsRef::as_ref).collect()
}

fn paint(canvas: &mut Canvas<'_, '_>, source: &SourceView, line: &SourceLine, here: &[&Finding], area: Rect) {
    if line.number == 0 {
        canvas.words(area, format!("{} {}", canvas.glyphs.rule.repeat(2), line.text), Role::Muted);
        return;
    }
    let mark = match here.first() {
        Some(one) => finding::word(canvas, one.severity),
        None => Span::raw("    "),
    };
    let python = source.yaml.contains("runtime: python");
    let mut spans = vec![mark, canvas.span(format!("{:>5}  ", line.number), Role::Muted)];
    spans.extend(code::line(canvas, &line.text, python).spans);
    canvas.line(area, Line::from(spans));
}

fn note(canvas: &Canvas<'_, '_>, one: &Finding) -> Line<'static> {
    let indent =
        " ".repeat(11 + usize::from(u16::try_from(one.column.saturating_sub(1).min(40)).unwrap_or(0)));
    Line::from(vec![
        Span::raw(indent),
        canvas.span(format!("{} ", canvas.glyphs.branch), finding::role(one.severity)),
        canvas.span(&one.message, finding::role(one.severity)),
    ])
}
