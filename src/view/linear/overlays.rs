//! Questions and lists that are open above a screen.

use super::speech::SpeechLines;
use crate::app::fix::confirm::{Tier, summary};
use crate::app::model::Model;
use crate::app::overlay::coverage::{denied, in_words, permitted};
use crate::app::overlay::overlay_keys::choices;
use crate::app::overlay::{Overlay, Picker};
use crate::app::state::accept::{AcceptField, Accepting};
use crate::checks::{self, page};

/// How many choices of a picker are read.
const CHOICES: usize = 20;

/// Returns the lines of what is open; nothing if nothing is.
#[must_use]
pub fn question(model: &Model) -> Vec<String> {
    let mut lines = SpeechLines::default();
    match &model.overlay {
        Some(Overlay::Confirm(confirm)) => confirmation(model, &confirm.tier, &mut lines),
        Some(Overlay::Accept(dialog)) => accept(model, dialog, &mut lines),
        Some(Overlay::Picker(picker)) => choose(model, picker, &mut lines),
        Some(Overlay::Coverage { .. }) => coverage(model, &mut lines),
        Some(Overlay::Links { check, .. }) => {
            for link in checks::find(check).map(page::links).unwrap_or_default() {
                lines.label("Link", link);
            }
        }
        Some(Overlay::Picture(picture)) => {
            for line in picture.text() {
                match line.split_once(": ") {
                    Some((label, value)) => lines.label(label, value),
                    None => lines.say(&line),
                }
            }
        }
        Some(Overlay::Trouble(trouble)) => {
            lines.label("Failed", &trouble.what);
            lines.label("Reason", &trouble.why);
            lines.say(&trouble.next);
        }
        Some(Overlay::Leave) => {
            lines.say("The edited change was not applied, saved or copied. Type yes to discard it, or no");
        }
        None
        | Some(
            Overlay::Help { .. } | Overlay::Palette { .. } | Overlay::Filter { .. } | Overlay::Search { .. },
        ) => {}
    }
    lines.done()
}

fn coverage(model: &Model, lines: &mut SpeechLines) {
    let coverage = model.coverage();
    lines.label("Verdicts", &format!("{} known, {} unknown", coverage.known, coverage.unknown));
    for line in permitted(model) {
        lines.label("You may", &line);
    }
    for (kind, _) in denied(model) {
        lines.label("The role that would show it", &in_words(kind));
    }
    for (kind, (count, why)) in &coverage.missing {
        lines.label("Not read", &format!("{}, {count} verdicts unknown: {why}", kind.info().plural));
    }
    if !denied(model).is_empty() {
        lines.say("Type copy-rights to print a role that would allow reading everything");
    }
    if coverage.unknown == 0 {
        lines.say("Everything that the checks need could be read");
    }
}

fn confirmation(model: &Model, tier: &Tier, lines: &mut SpeechLines) {
    if let Some(plan) = model.fix.as_ref().and_then(|fixing| fixing.plan.as_ref()) {
        lines.label("Apply", &format!("{} to {}", plan.title, model.session.context));
        lines.label("Objects", &summary(plan));
        for step in &plan.steps {
            lines.label("Request", &format!("{} {}", step.write(&plan.vault).verb(), step.target));
        }
    }
    match tier {
        Tier::Yes => lines.say("Type yes to apply, or no to send nothing"),
        Tier::Type { word, why } => {
            lines.say(&format!("Because {why}, type \"{word}\" to apply, or no to send nothing"));
        }
    }
}

fn accept(model: &Model, dialog: &Accepting, lines: &mut SpeechLines) {
    lines.say(&dialog.fault);
    match dialog.field {
        AcceptField::Reason => {
            for finding in &dialog.findings {
                lines.label("Accept", &finding.message);
            }
            lines.label("Stored in", &model.session.exceptions);
            lines.say("Type the reason for accepting the risk, or cancel");
        }
        AcceptField::Expires => {
            lines.say("Type the last day of the exception, or an empty line to keep this one, or cancel");
            lines.label("Last day", &dialog.expires);
        }
    }
}

fn choose(model: &Model, picker: &Picker, lines: &mut SpeechLines) {
    let all = choices(model, picker);
    for (at, choice) in all.iter().enumerate().take(CHOICES) {
        lines.label(&format!("Choice {}", at + 1), choice);
    }
    if all.len() > CHOICES {
        lines.say(&format!("There are {} more choices", all.len() - CHOICES));
    }
    lines.say(&format!("{}: type a number, or a part of a name, or cancel", picker.pick.title()));
}
