//! Events of the terminal, read on a separate thread: a read of half a sequence, or from a closed terminal,
//! may block indefinitely, and must not block anything else then.

use super::burst;
use crossterm::event::{Event, EventStream};
use futures::StreamExt;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// The capacity of the event queue.
const WAITING: usize = 256;
/// How soon after a key the next one belongs to the same burst; a person needs ten times as long.
const TOGETHER: Duration = Duration::from_millis(1);
/// How long a listener may take to stop; one in the middle of a sequence cannot.
const PATIENCE: Duration = Duration::from_millis(200);

/// Consecutive read errors after which the terminal is considered closed.
const HOPELESS: u32 = 100;

/// A listener; it stops when dropped.
#[derive(Debug)]
pub struct Events {
    heard: mpsc::Receiver<Event>,
    /// Events that were received, of which the first `judged` were typed one by one.
    waiting: VecDeque<Event>,
    judged: usize,
    stop: Option<oneshot::Sender<()>>,
}

impl Events {
    /// Returns a receiver without a listener and without events.
    #[must_use]
    pub fn none() -> Self {
        Self { heard: mpsc::channel(1).1, waiting: VecDeque::new(), judged: 0, stop: None }
    }

    /// Starts to listen; must be called within a runtime.
    #[must_use]
    pub fn listen() -> Self {
        let (out, heard) = mpsc::channel(WAITING);
        let (stop, stopped) = oneshot::channel();
        let runtime = Handle::current();
        std::thread::spawn(move || runtime.block_on(forward(out, stopped)));
        Self { heard, waiting: VecDeque::new(), judged: 0, stop: Some(stop) }
    }

    /// Returns the next event; `None` when there will be no more. Keys that arrive together as no one types them are
    /// one paste. An event that was received is not lost if the caller stops waiting.
    pub async fn next(&mut self) -> Option<Event> {
        if self.judged == 0 {
            if self.waiting.is_empty() {
                let first = self.heard.recv().await?;
                self.waiting.push_back(first);
            }
            while self.waiting.len() < WAITING && self.waiting.back().and_then(burst::letter).is_some() {
                let next = tokio::time::timeout(TOGETHER, self.heard.recv()).await;
                let Ok(Some(event)) = next else { break };
                self.waiting.push_back(event);
            }
            if let Some((count, text)) = burst::pasted(&self.waiting) {
                self.waiting.drain(..count);
                return Some(Event::Paste(text));
            }
            self.judged = self.waiting.len();
        }
        self.judged = self.judged.saturating_sub(1);
        self.waiting.pop_front()
    }

    /// Stops listening, and leaves further input to another program.
    pub async fn pause(&mut self) {
        self.stop = None;
        let _ = tokio::time::timeout(PATIENCE, async { while self.heard.recv().await.is_some() {} }).await;
    }
}

async fn forward(out: mpsc::Sender<Event>, mut stopped: oneshot::Receiver<()>) {
    let mut events = EventStream::new();
    let mut failures = 0;
    while failures < HOPELESS {
        let event = tokio::select! {
            biased;
            _ = &mut stopped => return,
            event = events.next() => event,
        };
        match event {
            Some(Ok(event)) => {
                failures = 0;
                if out.send(event).await.is_err() {
                    return;
                }
            }
            Some(Err(_)) => failures += 1,
            None => return,
        }
    }
}
