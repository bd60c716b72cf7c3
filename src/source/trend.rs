//! Stores the trend of the posture score: a small file for each context in the state folder, or memory alone.
//!
//! Readings flow in with the hour; the trend flows out. The file is written at most once an hour, whole and
//! in one step; an invalid file is renamed and a new one started.

mod file;
mod past;

use super::{Connection, Origin, Trouble, journal};
use crate::verdicts::trend::{Reading, Trend};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The trend of one connection; clones share it.
#[derive(Debug, Clone)]
pub struct Trends(Arc<Mutex<Kept>>);

#[derive(Debug)]
struct Kept {
    place: Place,
    trend: Option<Arc<Trend>>,
    /// The hour of the last reading.
    asked: Option<i64>,
}

#[derive(Debug)]
enum Place {
    File(PathBuf),
    /// Nothing persists after the program ends.
    Memory,
    /// As memory, with a simulated past.
    Demo,
}

impl Trends {
    /// Returns the user's own trends: only readings of a cluster persist.
    #[must_use]
    pub fn own(connection: &Connection) -> Self {
        Self::at(match connection.origin {
            Origin::Demo => Place::Demo,
            Origin::Manifests | Origin::Recording => Place::Memory,
            Origin::Cluster => journal::folder()
                .map_or(Place::Memory, |folder| Place::File(folder.join("trend").join(name(connection)))),
        })
    }

    /// Returns trends in memory alone.
    #[must_use]
    pub fn memory(origin: Origin) -> Self {
        Self::at(if origin == Origin::Demo { Place::Demo } else { Place::Memory })
    }

    fn at(place: Place) -> Self {
        Self(Arc::new(Mutex::new(Kept { place, trend: None, asked: None })))
    }

    /// Adds a reading and returns the trend with it, and a remark about the file, if any.
    pub fn take(&self, reading: &Reading, hour: i64) -> (Arc<Trend>, Option<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take(reading, hour)
    }
}

impl Kept {
    fn take(&mut self, reading: &Reading, hour: i64) -> (Arc<Trend>, Option<String>) {
        if let (Some(trend), true) = (&self.trend, self.asked == Some(hour)) {
            return (Arc::clone(trend), None);
        }
        // Also if there is nothing to write, or writing fails: the next attempt is in an hour.
        self.asked = Some(hour);
        let (mut trend, mut trouble) = self.read(reading, hour);
        if trend.take(reading, hour)
            && let Place::File(path) = &self.place
        {
            trouble = file::write(path, &trend).err().or(trouble);
        }
        let trend = Arc::new(trend);
        self.trend = Some(Arc::clone(&trend));
        (trend, trouble.map(|trouble| trouble.to_string()))
    }

    /// Another program may have written to the file meanwhile, so it is read again before each write.
    fn read(&mut self, reading: &Reading, hour: i64) -> (Trend, Option<Trouble>) {
        let known = self.trend.take().map(Arc::unwrap_or_clone);
        match &self.place {
            Place::Memory => (known.unwrap_or_default(), None),
            Place::Demo => (known.unwrap_or_else(|| past::of(reading, hour)), None),
            Place::File(path) => match file::read(path) {
                Ok(trend) => (trend, None),
                Err(trouble) => (known.unwrap_or_default(), Some(trouble)),
            },
        }
    }
}

/// One file for each view: another user or another selection of namespaces sees different objects.
fn name(connection: &Connection) -> String {
    let mut namespaces = connection.scope.named.clone();
    namespaces.sort();
    let user = connection.impersonating.as_deref().unwrap_or_default();
    let asked = [&connection.name, &connection.host, user, &namespaces.join(",")].join("\n");
    let digest = Sha256::digest(asked.as_bytes());
    let print = digest.iter().take(6).fold(0_u64, |print, byte| (print << 8) | u64::from(*byte));
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    let context: String = connection.name.chars().take(40).map(plain).collect();
    format!("{context}-{print:012x}.json")
}

#[cfg(test)]
mod tests;
