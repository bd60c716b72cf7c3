//! The connection of the explorer: another context, a new login, and watches that begin again.

use super::Explorer;
use super::connected::connected;
use crate::app::Msg;
use crate::source::Opening;
use crate::source::{Connection, SourceRequest, Trouble, Watches, connect};

/// A connection that was opened in the background, or the reason why not.
pub(super) struct OpenedConnection {
    number: u64,
    wanted: SourceRequest,
    connection: Result<Connection, Trouble>,
}

impl Explorer {
    /// Lists all objects again.
    pub(super) fn relist(&mut self) {
        let (client, scope) = self.performer.source();
        let (watches, news) = Watches::start(client, scope, &crate::model::Kind::watched());
        self.watches = watches;
        self.news = news;
        self.waiting.clear();
    }

    /// Opens another context in the background: keys are answered meanwhile, whatever the network does.
    pub(super) fn switch(&mut self, context: String) {
        self.model.say(format!("connecting to {context} …"));
        let wanted =
            SourceRequest { context: Some(context), opening: Opening::Switch, ..self.wanted.clone() };
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

    fn take_up(&mut self, wanted: SourceRequest, connection: &Connection) -> Msg {
        self.performer.tools().leave(&self.model);
        self.wanted = wanted;
        let session = connected(connection, self.performer.exceptions(), &self.resolved.config.production);
        self.performer = self.performer.again(connection, session.armed);
        self.relist();
        self.performer.identify();
        Msg::Connected(Box::new(session))
    }

    /// Leaves the screen, so that a credential plugin can prompt its user, and returns.
    pub(super) async fn log_in(&mut self) -> Vec<Msg> {
        self.events.pause().await;
        self.terminal.leave();
        self.begun += 1;
        let wanted = SourceRequest { opening: Opening::LogIn, ..self.wanted.clone() };
        let msg = match connect::connect(&wanted, self.model.today).await {
            Ok(connection) => self.take_up(wanted, &connection),
            Err(trouble) => Msg::Refused(trouble),
        };
        vec![msg, self.come_back()]
    }
}
