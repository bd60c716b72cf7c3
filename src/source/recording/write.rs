//! Writes a recording: the first line, and then each point as what differs from the one before.

use super::entry::{PointEnd, RecordedKey, RecordingHeader, RecordingLine, VERSION};
use super::line::Chain;
use super::state::PointState;
use super::{LARGEST, POINTS};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A recording that is being written, as text.
#[derive(Default)]
pub struct Writer {
    chain: Chain,
    points: usize,
    bytes: usize,
    objects: BTreeMap<RecordedKey, Arc<RawValue>>,
}

impl Writer {
    /// Returns the first line.
    ///
    /// # Errors
    /// If there are more points than a recording may have.
    pub fn begin(&mut self, redacted: bool, points: usize) -> Result<String, String> {
        if points > POINTS {
            return Err(format!("{points} points in time, and a recording has at most {POINTS}"));
        }
        let by = env!("CARGO_PKG_VERSION").to_owned();
        let line = self.chain.write(&RecordingLine::Recording(RecordingHeader {
            version: VERSION,
            by,
            redacted,
            points,
        }))?;
        self.bytes = line.len();
        Ok(line)
    }

    /// Returns the lines of the next point.
    ///
    /// # Errors
    /// If the recording would be larger than a reader accepts.
    pub fn point(&mut self, state: &PointState) -> Result<String, String> {
        let mut entries = vec![RecordingLine::Point(Box::new(state.point.clone()))];
        for (key, object) in &state.objects {
            let is_same = self.objects.get(key).is_some_and(|old| old.get() == object.get());
            if !is_same {
                entries.push(RecordingLine::Object(RawValue::to_owned(object)));
            }
        }
        let gone = self.objects.keys().filter(|key| !state.objects.contains_key(*key));
        entries.extend(gone.cloned().map(RecordingLine::Gone));
        entries.extend(state.refused.iter().cloned().map(RecordingLine::Refused));
        entries.extend(state.rights.iter().cloned().map(RecordingLine::Right));
        entries.extend(state.unread.iter().cloned().map(RecordingLine::Unread));
        let end = PointEnd { point: self.points + 1, lines: entries.len() };
        entries.push(RecordingLine::End(end));
        let (mut chain, mut text) = (self.chain.clone(), String::new());
        for entry in &entries {
            text.push_str(&chain.write(entry)?);
            if self.bytes + text.len() > LARGEST {
                return Err(format!("the recording is larger than {} MiB", LARGEST >> 20));
            }
        }
        self.bytes += text.len();
        self.chain = chain;
        self.points += 1;
        self.objects.clone_from(&state.objects);
        Ok(text)
    }
}
