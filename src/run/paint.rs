//! When a frame is painted, and what is computed for it.

use super::{Explorer, HANGUP, SessionEnd};
use crate::app::update::{settle, settle_for_key};
use std::time::{Duration, Instant};

/// The minimum time between frames that the cluster causes; keys are answered at once.
pub(super) const FRAME: Duration = Duration::from_millis(66);
/// Where painting is slow, it takes at most one part in this many of the time.
const SHARE: u32 = 5;
/// However slow painting is, a frame follows after this time.
const LONGEST: Duration = Duration::from_millis(500);

impl Explorer {
    /// Returns the minimum time between frames that the cluster causes.
    pub(super) fn pace(&self) -> Duration {
        FRAME.max(self.cost * SHARE).min(LONGEST)
    }

    /// Paints a frame. An urgent frame answers a key; rows that changed meanwhile may follow in the next
    /// frame.
    pub(super) fn paint(&mut self, urgent: bool) {
        let (begun, trace) = (Instant::now(), self.trace.begin());
        let late = urgent && settle_for_key(&mut self.model);
        if !urgent {
            settle(&mut self.model);
        }
        self.trace.note_slow("lists", trace);
        let drawing = self.trace.begin();
        let (model, theme) = (&self.model, &self.theme);
        let mut geometry = model.geometry;
        let drawn = self.terminal.draw(|frame| geometry = crate::view::draw(model, theme, frame));
        match drawn {
            Ok(shown) => self.shown = shown,
            Err(_) => drop(self.end.get_or_insert(SessionEnd::Signal(HANGUP))),
        }
        self.model.geometry = geometry;
        self.painted = Instant::now();
        self.cost = self.painted - begun;
        self.dirty = late;
        self.trace.note_slow("painting", drawing);
        self.trace.painted(&self.model);
    }
}
