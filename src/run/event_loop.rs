//! The main loop: it receives events of the terminal, the cluster and its own effects, and paints what
//! changed.

use super::paint::FRAME;
use super::{Explorer, HANGUP, SessionEnd, signals};
use crate::app::Effect;
use crate::app::Msg;
use crate::app::update;
use crate::app::update::{is_unjudged, judge, rested};
use crate::model::Change;
use crate::source::{News, Trouble};
use crate::term::events::Events;
use crate::term::input;
use std::time::{Duration, Instant};
use tokio::time::{Instant as Later, sleep_until};

/// How long kinds that are still being listed may be silent before the loop stops waiting for them.
const QUIET: Duration = Duration::from_millis(250);
/// How long changes are applied, or verdicts computed, before keys are read again.
const SLICE: Duration = Duration::from_millis(2);
/// The number of changes that are applied together.
const HANDFUL: usize = 32;
/// How often the age of data that is not live is repainted.
const AGING: Duration = Duration::from_secs(5);
/// How often a countdown is repainted.
const SECOND: Duration = Duration::from_secs(1);
/// How often the time for which writes are armed is repainted.
const MINUTE: Duration = Duration::from_secs(60);

impl Explorer {
    /// Runs until the user leaves, or a signal asks for it.
    pub(super) async fn run(&mut self) -> Result<SessionEnd, Trouble> {
        let mut signals = signals::Signals::listen();
        self.performer.identify();
        self.perform(vec![Effect::ReadJournal]).await;
        self.paint(false);
        self.look_at_background();
        self.events = Events::listen();
        while self.end.is_none() {
            let next = self.next(&mut signals).await;
            if std::mem::take(&mut self.has_focus_news) {
                self.focused().await;
            }
            if let Some(msg) = next {
                let is_key = matches!(msg, Msg::Key(..));
                let urgent = !matches!(msg, Msg::News(_));
                self.model.now = self.now();
                let begun = self.trace.begin();
                let effects = update(&mut self.model, msg);
                self.trace.note_slow("a message", begun);
                self.perform(effects).await;
                self.dirty = true;
                if urgent {
                    self.paint(true);
                }
                if is_key {
                    self.follow_files(false).await;
                }
            }
            self.drain_changes().await;
            self.evaluate();
            let begun = self.trace.begin();
            let rested = rested(&mut self.model);
            self.trace.note_slow("what follows", begun);
            self.perform(rested).await;
            if self.dirty && self.painted.elapsed() >= self.pace() {
                self.paint(false);
            }
        }
        self.watches.stop();
        self.performer.finish().await;
        self.performer.tools().leave(&self.model);
        Ok(self.end.take().unwrap_or(SessionEnd::Quit))
    }

    /// Returns the next message; keys come before updates, and missing verdicts before waiting.
    async fn next(&mut self, signals: &mut signals::Signals) -> Option<Msg> {
        let waiting = is_unjudged(&self.model);
        let held = self.is_held();
        let slice = Later::from_std(self.judged + FRAME);
        let frame = Later::from_std(self.painted + self.pace());
        let aging = self.aging();
        let ages = Later::from_std(self.painted + aging.unwrap_or_default());
        let connection = self.performer.connection();
        tokio::select! {
            biased;
            signal = signals.next() => {
                self.end = signal.map(SessionEnd::Signal);
                None
            }
            event = self.events.next() => self.on_event(event),
            Some(msg) = self.messages.next(connection) => Some(msg),
            Some(opened) = self.openings.recv() => self.opened(opened),
            () = std::future::ready(()), if !self.waiting.is_empty() => None,
            () = std::future::ready(()), if self.model.lists.is_preparing() => None,
            Some(news) = self.news.recv() => self.on_news(news),
            () = std::future::ready(()), if waiting && !held => None,
            () = sleep_until(slice), if waiting && held => None,
            () = sleep_until(frame), if self.dirty => None,
            () = sleep_until(ages), if aging.is_some() => {
                self.model.now = self.now();
                self.dirty = true;
                None
            }
        }
    }

    /// Returns how often a time on screen is repainted, if one is shown: the age of data, the next attempt to
    /// connect, or how long writes stay armed.
    fn aging(&self) -> Option<Duration> {
        let session = &self.model.session;
        let counts = session.countdown(self.model.now).is_some();
        match (session.since, session.armed_until) {
            (Some(_), _) if counts => Some(SECOND),
            (Some(_), _) => Some(AGING),
            (None, Some(_)) => Some(MINUTE),
            (None, None) => None,
        }
    }

    /// Returns the milliseconds since the program began.
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Returns the message for an event of the terminal.
    fn on_event(&mut self, event: Option<crossterm::event::Event>) -> Option<Msg> {
        let now = self.now();
        let Some(event) = event else {
            self.end = Some(SessionEnd::Signal(HANGUP));
            return Some(Msg::Shutdown);
        };
        self.has_focus_news |= event == crossterm::event::Event::FocusGained;
        if matches!(event, crossterm::event::Event::Resize(..)) {
            // What a terminal keeps when its size changes is undefined, even if it returns to the old size.
            self.terminal.forget();
        }
        input::message(event, now)
    }

    /// Queues changes, which are applied in slices; any other update becomes a message at once.
    fn on_news(&mut self, news: News) -> Option<Msg> {
        self.heard = Instant::now();
        match news {
            News::Changes(changes) => {
                self.waiting.extend(changes);
                None
            }
            other => Some(Msg::News(other)),
        }
    }

    /// Applies a slice of the queued changes, short enough not to delay a key.
    async fn drain_changes(&mut self) {
        let (begun, trace) = (Instant::now(), self.trace.begin());
        while begun.elapsed() < SLICE && !self.waiting.is_empty() {
            let count = self.waiting.len().min(HANDFUL);
            let changes: Vec<Change> = self.waiting.drain(..count).collect();
            self.model.now = self.now();
            let effects = update(&mut self.model, Msg::News(News::Changes(changes)));
            self.perform(effects).await;
            self.dirty = true;
        }
        self.trace.note_slow("changes", trace);
    }

    /// Whether to postpone verdicts: while whole kinds arrive, most would be computed again and again.
    fn is_held(&self) -> bool {
        !self.model.snapshot.feeds().all_settled() && self.heard.elapsed() < QUIET
    }

    /// Computes a slice of the missing verdicts, short enough not to delay a key.
    fn evaluate(&mut self) {
        if self.is_held() && self.judged.elapsed() < FRAME {
            return;
        }
        let (begun, trace) = (Instant::now(), self.trace.begin());
        while begun.elapsed() < SLICE && judge(&mut self.model) {
            self.dirty = true;
        }
        self.judged = Instant::now();
        self.trace.note_slow("verdicts", trace);
    }
}
