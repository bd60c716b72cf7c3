//! Effects in the linear mode: each is performed to its end before the next line is read.

use super::Linear;
use super::speak::say;
use crate::app::Effect;
use crate::app::Msg;
use crate::app::config::Clipboard;
use crate::app::fix::Stage;
use crate::app::update;
use crate::engine::credentials::masked;
use crate::run::connected::connected;
use crate::run::{act, editor, progress};
use crate::source::memory;
use crate::source::{Opening, SourceRequest, connect};
use crate::term::clipboard::{self, ClipboardWays, CopyMethod, CopyOutcome, Surroundings};
use std::time::Duration;

/// How long a change may take to arrive; its outcome is known before.
const PATIENCE: Duration = Duration::from_secs(20);

/// Stores a line that was typed.
fn remember(entry: &memory::MemoryEntry) -> Vec<Effect> {
    if let Err(why) = memory::add(entry) {
        say(&format!("Could not keep the history: {why}."));
    }
    Vec::new()
}

impl Linear {
    /// Performs one effect; returns those that follow from it.
    pub(super) async fn perform(&mut self, effect: Effect) -> Vec<Effect> {
        let msg = match effect {
            Effect::Quit => {
                self.ended = true;
                return Vec::new();
            }
            // These concern a screen that is painted.
            Effect::Suspend
            | Effect::CopyScreen
            | Effect::SavePicture
            | Effect::Mouse(_)
            | Effect::Theme(_)
            | Effect::Fade(_) => {
                return Vec::new();
            }
            Effect::Lesson(lesson) => {
                progress::write(lesson);
                return Vec::new();
            }
            Effect::CopyTwin => {
                self.copy(crate::view::linear::page(&self.model).join("\n"), "screen").await;
                return Vec::new();
            }
            Effect::Remember(entry) => return remember(&entry),
            Effect::Copy { text, what } => {
                self.copy(text, &what).await;
                return Vec::new();
            }
            Effect::EditOutside(text) => Some(Msg::EditedOutside(editor::edit(&text))),
            Effect::Arm(_) => {
                self.performer.perform(effect);
                return Vec::new();
            }
            Effect::Relist => {
                self.relist();
                self.list().await;
                return Vec::new();
            }
            Effect::Switch(context) => {
                let wanted =
                    SourceRequest { context: Some(context), opening: Opening::Switch, ..self.wanted.clone() };
                return self.connect(wanted).await;
            }
            Effect::LogIn => {
                let wanted = SourceRequest { opening: Opening::LogIn, ..self.wanted.clone() };
                return self.connect(wanted).await;
            }
            Effect::Apply { .. } => {
                say("The change is being sent.");
                let answer = self.performer.tools().answer(effect).await;
                let mut effects = answer.map_or_else(Vec::new, |msg| update(&mut self.model, msg));
                effects.extend(self.arrival().await);
                return effects;
            }
            other => self.performer.tools().answer(other).await,
        };
        self.model.now = self.now();
        msg.map_or_else(Vec::new, |msg| update(&mut self.model, msg))
    }

    /// Waits after a write until the watch reports it.
    async fn arrival(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.model.fix.as_ref().is_some_and(|fixing| fixing.stage == Stage::Waiting) {
            let Ok(Some(news)) = tokio::time::timeout(PATIENCE, self.news.recv()).await else { break };
            self.changed = true;
            effects.extend(update(&mut self.model, Msg::News(news)));
            self.judge();
        }
        effects
    }

    /// Copies by a way that sends no escape sequence; otherwise the text is read line by line.
    async fn copy(&mut self, text: String, what: &str) {
        // A credential may span lines, so the text is masked before it is cut into them.
        let text = masked(&text).into_owned();
        let setting = self.resolved.config.clipboard;
        let around = Surroundings::read();
        let silent = around.ways().into_iter().find(|way| *way != CopyMethod::Terminal);
        let permitted = match (act::permitted(setting), silent) {
            (ClipboardWays::All, Some(way)) => ClipboardWays::Only(way),
            (ClipboardWays::Only(way), _) if way != CopyMethod::Terminal => ClipboardWays::Only(way),
            _ => ClipboardWays::None,
        };
        if permitted != ClipboardWays::None && setting != Clipboard::Off {
            let copied = text.clone();
            let went = tokio::task::spawn_blocking(move || clipboard::copy(&copied, around, permitted)).await;
            if let Ok(CopyOutcome::Done(how)) = went {
                return say(&format!("Copy of {what}: {how}"));
            }
        }
        say(&format!("The copy of {what} has {} lines.", text.lines().count()));
        for (line, number) in text.lines().zip(1..) {
            say(&format!("Line {number}: {}", crate::view::linear::spoken(line)));
        }
    }

    async fn connect(&mut self, wanted: SourceRequest) -> Vec<Effect> {
        let connection = match connect::connect(&wanted, self.model.today).await {
            Ok(connection) => connection,
            Err(trouble) => return update(&mut self.model, Msg::Refused(trouble)),
        };
        self.performer.tools().leave(&self.model);
        self.wanted = wanted;
        let production = &self.resolved.config.production;
        let session = connected(&connection, self.performer.exceptions(), production);
        self.performer = self.performer.again(&connection, session.armed);
        self.fallback.clone_from(&connection.scope.fallback);
        let effects = update(&mut self.model, Msg::Connected(Box::new(session)));
        self.relist();
        self.performer.identify();
        self.list().await;
        self.say_where();
        effects
    }
}
