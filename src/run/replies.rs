//! Answers of work in the background, each with the connection that it is of: those of another are of no use any more.

use crate::app::Msg;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Which connection of this run; the next one has the next number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// Where answers go; only this can send one, and it always adds the ticket.
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

    /// The same for the next connection.
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

/// Where answers come out.
pub struct Inbox {
    heard: Receiver<(Ticket, Msg)>,
}

impl Inbox {
    /// The next answer of this connection; those of another are dropped.
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
        old.send(Msg::Identity("somebody of the old cluster".into())).await;
        old.send(Msg::Disarm).await;
        new.send(Msg::Identity("anna".into())).await;
        let heard = inbox.next(new.ticket()).await;
        assert!(matches!(heard, Some(Msg::Identity(user)) if user == "anna"));
    }
}
