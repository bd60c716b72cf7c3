//! Accepting a risk: what is accepted, why, until when, and the lines that will be stored.

use crate::app::model::Model;
use crate::app::state::accept::{AcceptField, Accepting};
use crate::view::parts::Canvas;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::{dialog, prompt};
use crate::view::theme::Role;
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, dialog_: &Accepting, area: Rect) {
    let count = dialog_.findings.len();
    let title = if count == 1 { "Accept the risk".to_owned() } else { format!("Accept {count} risks") };
    let inner = dialog(canvas, area, &title, 84, 22);
    let mut rest = inner;
    for finding in dialog_.findings.iter().take(2) {
        rest =
            canvas.paragraph(rest, &format!("{} {}", finding.severity.short(), finding.message), Role::Text);
    }
    if count > 2 {
        rest = canvas.paragraph(rest, &format!("and {} more", count - 2), Role::Muted);
    }
    for (field, label, typed) in [
        (AcceptField::Reason, "Why is the risk acceptable?", &dialog_.reason),
        (
            AcceptField::Expires,
            "Expires (empty: never). After that date the finding counts again.",
            &dialog_.expires,
        ),
    ] {
        let focused = dialog_.field == field;
        canvas.words(rest, label, if focused { Role::Title } else { Role::Muted });
        rest = below(rest, 1);
        if focused {
            prompt(canvas, rest, typed);
        } else {
            canvas.words(rest, format!("> {typed}"), Role::Text);
        }
        rest = below(rest, 1);
    }
    if !dialog_.fault.is_empty() {
        rest = canvas.paragraph(rest, &dialog_.fault, Role::Error);
    }
    let (lines, foot) = crate::view::parts::layout::stack(rest, 1);
    let into = format!("Added to {}:", model.session.exceptions);
    let mut lines = canvas.paragraph(lines, &into, Role::Muted);
    for line in dialog_.wish(&model.session.user).text().lines() {
        if lines.height == 0 {
            break;
        }
        canvas.words(lines, format!("  {line}"), Role::DiffAdd);
        lines = below(lines, 1);
    }
    let enter = if dialog_.field == AcceptField::Expires { "enter save" } else { "enter next" };
    canvas.words(foot, format!("{enter} · tab other field · esc cancel"), Role::Hint);
}
