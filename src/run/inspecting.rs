//! The one inspection that is open: another object ends it, and so does the end of the connection.

use super::replies::Replies;
use crate::app::Msg;
use crate::app::state::pending::Ticket;
use crate::source::inspect::{self, InspectTarget};
use kube::Client;
use std::sync::{Mutex, PoisonError};
use tokio::sync::mpsc::channel;
use tokio::task::AbortHandle;

/// Parts of an answer that may wait for the loop; then the server waits.
const WAITING: usize = 16;

#[derive(Debug, Default)]
pub struct Inspecting(Mutex<Option<AbortHandle>>);

impl Inspecting {
    pub fn begin(&self, client: Client, ticket: Ticket, target: InspectTarget, out: Replies) {
        let (parts, mut heard) = channel(WAITING);
        let task = tokio::spawn(async move {
            let forward = async {
                while let Some(part) = heard.recv().await {
                    out.send(Msg::Inspected(ticket, part)).await;
                }
            };
            tokio::join!(inspect::run(client, target, parts), forward);
        });
        self.replace(Some(task.abort_handle()));
    }

    pub fn end(&self) {
        self.replace(None);
    }

    fn replace(&self, task: Option<AbortHandle>) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *open, task) {
            before.abort();
        }
    }
}

impl Drop for Inspecting {
    fn drop(&mut self) {
        self.end();
    }
}
