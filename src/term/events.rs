//! Events of the terminal, read on a separate thread: a read of half a sequence, or from a closed terminal,
//! may block indefinitely, and must not block anything else then.

use super::burst;
use crossterm::event::{Event, EventStream};
use futures::StreamExt;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

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
    /// When the burst of the last event ends.
    until: Instant,
    stop: Option<oneshot::Sender<()>>,
}

impl Events {
    /// Returns a receiver without a listener and without events.
    #[must_use]
    pub fn none() -> Self {
        Self::of(mpsc::channel(1).1, None)
    }

    /// Starts to listen; must be called within a runtime.
    #[must_use]
    pub fn listen() -> Self {
        let (out, heard) = mpsc::channel(WAITING);
        let (stop, stopped) = oneshot::channel();
        let runtime = Handle::current();
        std::thread::spawn(move || runtime.block_on(forward(out, stopped)));
        Self::of(heard, Some(stop))
    }

    fn of(heard: mpsc::Receiver<Event>, stop: Option<oneshot::Sender<()>>) -> Self {
        Self { heard, waiting: VecDeque::new(), judged: 0, until: Instant::now(), stop }
    }

    /// Returns the next event; `None` when there will be no more. Keys that arrive together as no one types them are
    /// one paste. An event that was received is not lost if the caller stops waiting.
    pub async fn next(&mut self) -> Option<Event> {
        if self.judged == 0 {
            if self.waiting.is_empty() {
                let first = self.heard.recv().await?;
                self.push(first);
            }
            while self.waiting.len() < WAITING && self.waiting.back().and_then(burst::letter).is_some() {
                let Some(event) = self.soon().await else { break };
                self.push(event);
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

    fn push(&mut self, event: Event) {
        self.waiting.push_back(event);
        self.until = Instant::now() + TOGETHER;
    }

    /// Returns the event that follows within the time of a burst, which does not begin anew when the caller stops
    /// waiting and asks again: a loop with other work would never get a key.
    async fn soon(&mut self) -> Option<Event> {
        if let Ok(event) = self.heard.try_recv() {
            return Some(event);
        }
        if Instant::now() >= self.until {
            return None;
        }
        tokio::time::timeout_at(self.until, self.heard.recv()).await.ok().flatten()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    #[tokio::test(start_paused = true)]
    async fn a_key_arrives_although_other_work_is_always_ready() {
        let (typed, heard) = mpsc::channel(WAITING);
        let mut events = Events::of(heard, None);
        let key = Event::Key(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE));
        typed.send(key.clone()).await.expect("open");
        for _ in 0..4 {
            tokio::select! {
                biased;
                event = events.next() => return assert_eq!(event, Some(key)),
                () = std::future::ready(()) => tokio::time::advance(TOGETHER / 2).await,
            }
        }
        panic!("the key was held back");
    }
}
