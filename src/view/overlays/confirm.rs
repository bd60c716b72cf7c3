//! Questions before an action, and messages that must be seen.

use crate::app::fix::confirm::{Confirm, Tier, summary};
use crate::app::model::Model;
use crate::app::state::connection::Env;
use crate::source::Trouble;
use crate::view::parts::Canvas;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::{dialog, prompt};
use crate::view::theme::Role;
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, question: &Confirm, area: Rect) {
    let prod = model.session.env == Env::Prod;
    let title = if prod { "Apply to PRODUCTION" } else { "Apply" };
    let inner = dialog(canvas, area, title, 68, 12);
    let Some(plan) = model.fix.as_ref().and_then(|fixing| fixing.plan.as_ref()) else {
        return;
    };
    let mut rest =
        canvas.paragraph(inner, &format!("{} · {}", model.session.context, plan.title), Role::Title);
    rest = canvas.paragraph(rest, &summary(plan), Role::Text);
    for step in plan.steps.iter().take(4) {
        rest = canvas.paragraph(
            rest,
            &format!("{} {}", step.write(&plan.vault).verb(), step.target),
            Role::Muted,
        );
    }
    rest = below(rest, 1);
    match &question.tier {
        Tier::Yes => {
            canvas.words(rest, "y apply · n or esc cancel", Role::Key);
        }
        Tier::Type { word, why } => {
            rest = canvas.paragraph(
                rest,
                &format!("Because {why}, type \"{word}\" and press enter:"),
                Role::Warning,
            );
            prompt(canvas, rest, &question.typed);
            canvas.words(below(rest, 1), "enter works once it matches · esc cancel", Role::Hint);
        }
    }
}

pub fn trouble(canvas: &mut Canvas<'_, '_>, trouble: &Trouble, area: Rect) {
    let inner = dialog(canvas, area, "Something went wrong", 72, 12);
    let rest = canvas.paragraph(inner, &trouble.what, Role::Title);
    let rest = canvas.paragraph(rest, &trouble.why, Role::Error);
    let rest = canvas.paragraph(below(rest, 1), &trouble.next, Role::Text);
    canvas.words(below(rest, 1), "esc closes", Role::Hint);
}

pub fn leave(canvas: &mut Canvas<'_, '_>, area: Rect) {
    let inner = dialog(canvas, area, "Discard the edit?", 56, 6);
    let rest = canvas.paragraph(inner, "The edited change was not applied, saved or copied.", Role::Text);
    canvas.words(below(rest, 1), "y discard · n or esc keep editing", Role::Key);
}
