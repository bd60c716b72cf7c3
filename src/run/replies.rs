//! Answers of background work, each with its connection: those of a former connection are dropped.

use crate::app::Msg;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The number of a connection in this run; the next one has the next number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// The sender of answers; it always adds the ticket.
#[derive(Clone)]
pub struct Replies {
    ticket: Ticket,
    out: Sender<(Ticket, Msg)>,
}

impl Replies {
    pub fn new(waiting: usize) -> (Self, Inbox) {
        let (out, heard) = channel(waiting);
        (Self { ticket: Ticket(0), out }, Inbox { heard })
    }

    /// Returns the sender for the next connection.
    pub fn next(&self) -> Self {
        Self { ticket: Ticket(self.ticket.0 + 1), out: self.out.clone() }
    }

    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    pub async fn send(&self, msg: Msg) {
        let _ = self.out.send((self.ticket, msg)).await;
    }
}

/// The receiver of answers.
pub struct Inbox {
    heard: Receiver<(Ticket, Msg)>,
}

impl Inbox {
    /// Returns the next answer of this connection; those of others are dropped.
    pub async fn next(&mut self, current: Ticket) -> Option<Msg> {
        loop {
            let (ticket, msg) = self.heard.recv().await?;
            if ticket == current {
                return Some(msg);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_of_another_connection_never_arrives() {
        let (old, mut inbox) = Replies::new(8);
        let new = old.next();
        old.send(Msg::Identity("a user of the old cluster".into())).await;
        old.send(Msg::Disarm).await;
        new.send(Msg::Identity("anna".into())).await;
        let heard = inbox.next(new.ticket()).await;
        assert!(matches!(heard, Some(Msg::Identity(user)) if user == "anna"));
    }
}
