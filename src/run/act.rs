//! How the loop performs effects: at once where they concern the terminal, in the background where a
//! network answers.

use super::{Explorer, SessionEnd, answer, editor, perform, progress, signals};
use crate::app::Effect;
use crate::app::Msg;
use crate::app::config::Clipboard;
use crate::app::update;
use crate::source::memory;
use crate::term::clipboard::{ClipboardWays, CopyMethod};
use crate::term::events::Events;
use std::collections::VecDeque;

/// Returns the ways to copy that a setting permits.
pub(super) fn permitted(setting: Clipboard) -> ClipboardWays {
    match setting {
        Clipboard::Auto => ClipboardWays::All,
        Clipboard::Tmux => ClipboardWays::Only(CopyMethod::Tmux),
        Clipboard::Desktop => ClipboardWays::Only(CopyMethod::Desktop),
        Clipboard::Terminal => ClipboardWays::Only(CopyMethod::Terminal),
        Clipboard::Off => ClipboardWays::None,
    }
}

impl Explorer {
    /// Performs all effects, and those that follow from them.
    pub(super) async fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            for msg in self.act(effect).await {
                waiting.extend(update(&mut self.model, msg));
                self.dirty = true;
            }
        }
    }

    /// Performs one effect; immediate results are returned, later ones arrive as messages.
    async fn act(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Quit => drop(self.end.get_or_insert(SessionEnd::Quit)),
            Effect::Suspend => return self.suspend().await,
            Effect::EditOutside(text) => return self.edit_outside(&text).await,
            Effect::Mouse(on) => drop(self.terminal.mouse(on)),
            Effect::Lesson(lesson) => {
                progress::write(lesson);
                self.dirty = true;
            }
            Effect::Remember(entry) => {
                if let Err(why) = memory::add(&entry) {
                    self.model.say(format!("could not keep the history: {why}"));
                }
            }
            Effect::Theme(name) => self.take_theme(&name),
            Effect::CopyScreen => {
                return self.copy(crate::view::export::text(&self.shown), "screen".into()).await;
            }
            Effect::CopyTwin => {
                let lines = crate::view::linear::page(&self.model);
                let text = format!("- {}\n", lines.join("\n- "));
                return self.copy(text, "screen as lines of text".into()).await;
            }
            Effect::SavePicture => {
                let picture = crate::view::export::svg(&self.shown, "fnsec");
                return vec![Msg::Saved(answer::save("fnsec.svg", &picture))];
            }
            Effect::Copy { text, what } => return self.copy(text, what).await,
            Effect::Relist => self.relist(),
            Effect::Switch(context) => self.switch(context),
            Effect::LogIn => return self.log_in().await,
            other => self.performer.perform(other),
        }
        Vec::new()
    }

    async fn copy(&mut self, text: String, what: String) -> Vec<Msg> {
        let permitted = permitted(self.resolved.config.clipboard);
        vec![Msg::Copied(perform::copy(text, what, permitted, &mut self.terminal).await)]
    }

    async fn suspend(&mut self) -> Vec<Msg> {
        self.events.pause().await;
        self.terminal.leave();
        signals::stop();
        vec![self.come_back()]
    }

    /// Leaves the screen to the user's own editor, and takes over the edited text.
    async fn edit_outside(&mut self, text: &str) -> Vec<Msg> {
        self.events.pause().await;
        self.terminal.leave();
        let edited = editor::edit(text);
        vec![self.come_back(), Msg::EditedOutside(edited)]
    }

    /// Takes the terminal again, which may have another size by now.
    pub(super) fn come_back(&mut self) -> Msg {
        let _ = self.terminal.return_to();
        self.follow_background();
        self.events = Events::listen();
        let size = self.terminal.screen.size().unwrap_or_default();
        Msg::Resize(size.width, size.height)
    }
}
