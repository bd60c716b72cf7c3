//! Lines that answer an open question: a confirmation, a choice, an input of a fix, a reason.

use super::Linear;
use super::speak::say;
use crate::app::Code;
use crate::app::Place;
use crate::app::fix::Stage;
use crate::app::fix::confirm::{DEAF_MS, Tier};
use crate::app::overlay::Overlay;
use crate::app::overlay::overlay_keys::choices;
use crate::app::state::accept::AcceptField;
use std::time::Duration;

/// Whether a line takes a question back.
fn is_no(line: &str) -> bool {
    matches!(line.to_lowercase().as_str(), "no" | "n" | "cancel" | "back")
}

fn is_yes(line: &str) -> bool {
    matches!(line.to_lowercase().as_str(), "yes" | "y")
}

impl Linear {
    /// Takes the line as an answer, if something was asked; returns whether it was.
    pub(super) async fn answer(&mut self, line: &str) -> bool {
        match self.model.overlay.clone() {
            Some(Overlay::Confirm(confirm)) => self.confirm(&confirm.tier, confirm.since, line).await,
            Some(Overlay::Leave) => {
                let key = if is_yes(line) { Some('y') } else { is_no(line).then_some('n') };
                match key {
                    Some(key) => self.key(Code::Char(key)).await,
                    None => self.read_page(0),
                }
            }
            Some(Overlay::Accept(_)) if line.eq_ignore_ascii_case("cancel") => self.key(Code::Esc).await,
            Some(Overlay::Accept(dialog)) => {
                if dialog.field == AcceptField::Reason || !line.is_empty() {
                    self.type_over(line).await;
                }
                self.key(Code::Enter).await;
            }
            Some(Overlay::Picker(_)) => self.pick(line).await,
            Some(_) => return false,
            None => return self.answer_fix(line).await,
        }
        true
    }

    /// Confirms as the keys would: with yes, or with a name that is typed letter by letter. The moments in which a
    /// question is deaf are waited for.
    async fn confirm(&mut self, tier: &Tier, since: u64, line: &str) {
        if is_no(line) {
            return self.key(Code::Esc).await;
        }
        let deaf = since.saturating_add(DEAF_MS).saturating_sub(self.now());
        tokio::time::sleep(Duration::from_millis(deaf)).await;
        match tier {
            Tier::Yes if is_yes(line) => self.key(Code::Char('y')).await,
            Tier::Yes => self.read_page(0),
            Tier::Type { .. } => {
                self.type_text(line).await;
                self.key(Code::Enter).await;
                if !matches!(self.model.overlay, Some(Overlay::Confirm(_))) {
                    return;
                }
                for _ in line.chars() {
                    self.key(Code::Backspace).await;
                }
                say("That is not the text that was asked for.");
                self.read_page(0);
            }
        }
    }

    /// Chooses by number, or by a part of a name that leaves one choice.
    async fn pick(&mut self, line: &str) {
        if line.is_empty() || is_no(line) {
            return self.key(Code::Esc).await;
        }
        if let Some(down) = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
            for _ in 0..down.min(10_000) {
                self.key(Code::Down).await;
            }
            return self.key(Code::Enter).await;
        }
        self.type_over(line).await;
        let Some(Overlay::Picker(picker)) = self.model.overlay.clone() else { return };
        let all = choices(&self.model, &picker);
        let exact =
            all.first().is_some_and(|first| first == line || first.split('/').next_back() == Some(line));
        if all.len() == 1 || exact {
            return self.key(Code::Enter).await;
        }
        self.read_page(0);
    }

    /// Answers a choice or a question of the fix on screen.
    async fn answer_fix(&mut self, line: &str) -> bool {
        let stage = self.model.fix.as_ref().filter(|_| self.model.place == Place::Fix);
        match stage.map(|fixing| fixing.stage.clone()) {
            Some(Stage::Answer(_)) if line.eq_ignore_ascii_case("back") => self.key(Code::Esc).await,
            Some(Stage::Answer(at)) if is_no(line) => {
                // Each leads to the question before, and from the first one out of the fix.
                for _ in 0..=at {
                    self.key(Code::Esc).await;
                }
            }
            Some(Stage::Answer(_)) => {
                if !line.is_empty() {
                    self.type_over(line).await;
                }
                self.key(Code::Enter).await;
            }
            Some(Stage::Choose) => match line.chars().next() {
                Some(digit @ '1'..='9') if line.len() == 1 => self.key(Code::Char(digit)).await,
                _ => return false,
            },
            _ => return false,
        }
        true
    }
}
