//! How the loop performs effects: at once where they concern the terminal, in the background where a
//! network answers.

use super::connected::connected;
use super::{End, Explorer, editor, perform, signals};
use crate::app::Effect;
use crate::app::Msg;
use crate::app::update;
use crate::source::Opening;
use crate::source::{Connection, Trouble, Wanted, Watches, connect};
use crate::term::events::Events;
use std::collections::VecDeque;

/// A connection that was opened in the background, or the reason why not.
pub(super) struct OpenedConnection {
    number: u64,
    wanted: Wanted,
    connection: Result<Connection, Trouble>,
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
            Effect::Quit => drop(self.end.get_or_insert(End::Quit)),
            Effect::Suspend => return self.suspend().await,
            Effect::EditOutside(text) => return self.edit_outside(&text).await,
            Effect::Mouse(on) => drop(self.terminal.mouse(on)),
            Effect::Theme(name) => {
                if let Ok(theme) = self.caps.theme(&name) {
                    self.theme = theme;
                }
            }
            Effect::CopyScreen => {
                return self.copy(crate::view::export::text(&self.shown), "screen".into()).await;
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
        vec![Msg::Copied(perform::copy(text, what, &mut self.terminal).await)]
    }

    fn relist(&mut self) {
        let (client, scope) = self.performer.source();
        let (watches, news) = Watches::start(client, scope, &crate::model::Kind::watched());
        self.watches = watches;
        self.news = news;
        self.waiting.clear();
    }

    /// Opens another context in the background: keys are answered meanwhile, whatever the network does.
    fn switch(&mut self, context: String) {
        self.model.say(format!("connecting to {context} …"));
        let wanted = Wanted { context: Some(context), opening: Opening::Switch, ..self.wanted.clone() };
        self.begun += 1;
        let (number, today, out) = (self.begun, self.model.today, self.opener.clone());
        tokio::spawn(async move {
            let connection = connect::connect(&wanted, today).await;
            let _ = out.send(OpenedConnection { number, wanted, connection }).await;
        });
    }

    /// Takes over a connection, unless another one was requested since.
    pub(super) fn opened(&mut self, opened: OpenedConnection) -> Option<Msg> {
        if opened.number != self.begun {
            return None;
        }
        Some(match opened.connection {
            Ok(connection) => self.take_up(opened.wanted, &connection),
            Err(trouble) => Msg::Refused(trouble),
        })
    }

    fn take_up(&mut self, wanted: Wanted, connection: &Connection) -> Msg {
        self.wanted = wanted;
        let session = connected(connection, self.performer.exceptions());
        self.performer = self.performer.again(connection, session.armed);
        self.relist();
        self.performer.identify();
        Msg::Connected(Box::new(session))
    }

    /// Leaves the screen, so that a credential plugin can prompt its user, and returns.
    async fn log_in(&mut self) -> Vec<Msg> {
        self.events.pause().await;
        self.terminal.leave();
        self.begun += 1;
        let wanted = Wanted { opening: Opening::LogIn, ..self.wanted.clone() };
        let msg = match connect::connect(&wanted, self.model.today).await {
            Ok(connection) => self.take_up(wanted, &connection),
            Err(trouble) => Msg::Refused(trouble),
        };
        vec![msg, self.come_back()]
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
    fn come_back(&mut self) -> Msg {
        let _ = self.terminal.return_to();
        self.events = Events::listen();
        let size = self.terminal.screen.size().unwrap_or_default();
        Msg::Resize(size.width, size.height)
    }
}
