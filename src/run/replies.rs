//! Answers of background work, each with its connection: those of a former connection are dropped.

use crate::app::Msg;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The number of a connection in this run; the next one has the next number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionNumber(u64);

/// The sender of answers; it always adds the number of its connection.
#[derive(Clone)]
pub struct Replies {
    connection: ConnectionNumber,
    out: Sender<(ConnectionNumber, Msg)>,
}

impl Replies {
    pub fn new(waiting: usize) -> (Self, Inbox) {
        let (out, heard) = channel(waiting);
        (Self { connection: ConnectionNumber(0), out }, Inbox { heard })
    }

    /// Returns the sender for the next connection.
    pub fn next(&self) -> Self {
        Self { connection: ConnectionNumber(self.connection.0 + 1), out: self.out.clone() }
    }

    pub fn connection(&self) -> ConnectionNumber {
        self.connection
    }

    pub async fn send(&self, msg: Msg) {
        let _ = self.out.send((self.connection, msg)).await;
    }
}

/// The receiver of answers.
pub struct Inbox {
    heard: Receiver<(ConnectionNumber, Msg)>,
}

impl Inbox {
    /// Returns the next answer of this connection; those of others are dropped.
    pub async fn next(&mut self, current: ConnectionNumber) -> Option<Msg> {
        loop {
            let (connection, msg) = self.heard.recv().await?;
            if connection == current {
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
        let heard = inbox.next(new.connection()).await;
        assert!(matches!(heard, Some(Msg::Identity(user)) if user == "anna"));
    }
}
