//! Accepting a risk: a reason, an expiry date, and a preview of the lines before they are stored.

use crate::app::Code;
use crate::app::Effect;
use crate::app::Key;
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::state::accept::{AcceptField, Accepting};
use crate::checks::Finding;
use crate::model::parameters::Parameters;
use crate::verdicts::config::{Config, NewException};
use crate::verdicts::{Acceptance, Policy};
use std::sync::Arc;

/// The default number of days for which a risk is accepted.
const DAYS: u16 = 90;

/// Asks for the reason to accept the marked findings, or the selected one.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let chosen = model.chosen_findings();
    let (open, accepted): (Vec<Arc<Finding>>, Vec<Arc<Finding>>) =
        chosen.into_iter().partition(|finding| model.acceptance(finding).is_none());
    if let (true, Some(finding)) = (open.is_empty(), accepted.first()) {
        let place = model.acceptance(finding).map(|acceptance| acceptance.place.clone()).unwrap_or_default();
        model.say(format!("accepted in {place}; remove the lines there, and the finding counts again"));
        return Vec::new();
    }
    if open.is_empty() {
        model.say("select a finding first");
        return Vec::new();
    }
    model.overlay = Some(Overlay::Accept(Accepting {
        findings: open,
        field: AcceptField::Reason,
        reason: String::new(),
        expires: model.today.after(DAYS).to_string(),
        fault: String::new(),
    }));
    Vec::new()
}

pub fn press(model: &mut Model, mut dialog: Accepting, key: Key) -> Vec<Effect> {
    match key.code {
        Code::Esc => {
            model.say("cancelled: nothing was accepted");
            return Vec::new();
        }
        Code::Tab | Code::BackTab | Code::Up | Code::Down => {
            dialog.field = match dialog.field {
                AcceptField::Reason => AcceptField::Expires,
                AcceptField::Expires => AcceptField::Reason,
            };
        }
        Code::Backspace => drop(dialog.typed().pop()),
        Code::Char('u') if key.ctrl => dialog.typed().clear(),
        Code::Char(letter) if !key.ctrl && !key.alt => dialog.typed().push(letter),
        Code::Enter => return enter(model, dialog),
        _ => {}
    }
    model.overlay = Some(Overlay::Accept(dialog));
    Vec::new()
}

/// Moves from the reason to the expiry date, and from there stores the exception.
fn enter(model: &mut Model, mut dialog: Accepting) -> Vec<Effect> {
    dialog.fault = dialog.lacks(model.today).unwrap_or_default();
    if dialog.fault.is_empty() && dialog.field == AcceptField::Expires {
        return vec![Effect::Accept(Box::new(dialog.wish(&model.session.user)))];
    }
    dialog.field = if dialog.reason.trim().is_empty() { AcceptField::Reason } else { AcceptField::Expires };
    model.overlay = Some(Overlay::Accept(dialog));
    Vec::new()
}

/// Takes the result of storing: the verdicts follow the current configuration.
pub fn accepted(model: &mut Model, wish: &NewException, written: Result<Box<Config>, String>) {
    match written {
        Ok(config) => {
            let count = wish.findings.len();
            let what = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
            let shows = model.keys.key(crate::app::KeyAction::ToggleAccepted);
            model.say(format!("{what} accepted in {}; {shows} shows them", model.session.exceptions));
            model.marks.clear();
            let by_annotation = config.by_annotation.unwrap_or(model.report.policy().by_annotation);
            let policy = Policy { by_annotation, ..config.policy };
            // They come from the command line.
            let advisories = model.snapshot.parameters().advisories.clone();
            let parameters = Parameters { advisories, ..config.parameters };
            if model.snapshot.parameters() != &parameters {
                model.snapshot.set_parameters(parameters);
                model.report.mark_all(&model.snapshot);
            }
            model.report.follow(policy, &model.snapshot);
        }
        Err(why) => model.say(why),
    }
}

impl Model {
    /// Returns the exception of a finding that is shown although it was accepted.
    pub fn acceptance(&self, finding: &Finding) -> Option<&Acceptance> {
        if !self.settings.show_accepted {
            return None;
        }
        let all = self.report.space(finding.home())?.accepted();
        all.into_iter()
            .find(|one| std::ptr::eq(&raw const *one.finding, finding))
            .map(|accepted| &accepted.acceptance)
    }
}
