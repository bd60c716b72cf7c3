//! A chain of findings, each link by the check that found it.

use super::canvas::Canvas;
use super::{finding, text};
use crate::verdicts::attack_path::{AttackPath, Link};
use crate::view::theme::Role;
use ratatui::text::{Line, Span};

/// Returns a link: the arrow that leads to it, its check, and its text where there is space.
#[must_use]
#[expect(clippy::similar_names, reason = "the names that the field uses")]
pub fn link(canvas: &Canvas<'_, '_>, at: usize, link: &Link, wordy: bool) -> (String, Role) {
    let arrow = if at == 0 { String::new() } else { format!("{} ", canvas.glyphs.arrow) };
    let words = if wordy { format!(": {}", link.words) } else { String::new() };
    (format!("{arrow}{}{words}", link.check), finding::role(link.severity))
}

/// Returns `path CRIT pay: unauthenticated-route → api-token-mounted`; the Function only where it is not
/// obvious.
#[must_use]
pub fn brief(canvas: &Canvas<'_, '_>, path: &AttackPath, named: bool) -> String {
    let checks: Vec<&str> = path.links.iter().map(|link| link.check).collect();
    let arrow = format!(" {} ", canvas.glyphs.arrow);
    let name = if named { format!(" {}", path.function) } else { String::new() };
    format!("path {}{name}: {}", path.severity.short(), checks.join(&arrow))
}

/// Returns `CRIT pay  unauthenticated-route → api-token-mounted`, each link unbroken as long as there are
/// lines.
pub fn lines(canvas: &Canvas<'_, '_>, path: &AttackPath, width: u16, most: usize) -> Vec<Line<'static>> {
    const INDENT: usize = 1;
    let head =
        vec![finding::word(canvas, path.severity), canvas.span(format!(" {} ", path.function), Role::Text)];
    let mut used: usize = head.iter().map(Span::width).sum();
    let mut lines: Vec<Vec<Span<'static>>> = vec![head];
    for (at, one) in path.links.iter().enumerate() {
        let (words, role) = link(canvas, at, one, false);
        let wide = text::width(&words) + 1;
        if used + wide > usize::from(width) && lines.len() < most {
            lines.push(vec![Span::raw(" ".repeat(INDENT - 1))]);
            used = INDENT - 1;
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.extend([Span::raw(" "), canvas.span(&words, role)]);
        }
    }
    lines.into_iter().map(Line::from).collect()
}
