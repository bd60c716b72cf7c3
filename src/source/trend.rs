//! Stores the trend of the posture score, and what the last visit found: two files for each context in the state
//! folder, or memory alone.
//!
//! Readings flow in with the hour; the trend and the last visit flow out. A file is written at most once an hour, whole and
//! in one step; an invalid file is renamed and a new one started.

mod file;
mod past;
mod visit;

use super::{Connection, Origin, Trouble, journal};
use crate::verdicts::last_visit::LastVisit;
use crate::verdicts::trend::{Trend, TrendReading};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The trend of one connection; clones share it.
#[derive(Debug, Clone)]
pub struct Trends(Arc<Mutex<StoredTrend>>);

#[derive(Debug)]
struct StoredTrend {
    place: TrendPlace,
    trend: Option<Arc<Trend>>,
    /// The hour of the last reading.
    asked: Option<i64>,
    /// What the visit before this one found, and its hour; it is read once.
    last: Option<(Arc<LastVisit>, i64)>,
    was_read: bool,
}

/// What is known about the past.
#[derive(Debug, Clone, Default)]
pub struct Past {
    pub trend: Arc<Trend>,
    /// What the visit before this one found, and its hour.
    pub last: Option<(Arc<LastVisit>, i64)>,
    /// A remark about a file.
    pub said: Option<String>,
}

#[derive(Debug)]
enum TrendPlace {
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
            Origin::Demo => TrendPlace::Demo,
            Origin::Manifests | Origin::Recording => TrendPlace::Memory,
            Origin::Cluster => journal::folder().map_or(TrendPlace::Memory, |folder| {
                TrendPlace::File(folder.join("trend").join(name(connection)))
            }),
        })
    }

    /// Returns trends in memory alone.
    #[must_use]
    pub fn memory(origin: Origin) -> Self {
        Self::at(if origin == Origin::Demo { TrendPlace::Demo } else { TrendPlace::Memory })
    }

    fn at(place: TrendPlace) -> Self {
        Self(Arc::new(Mutex::new(StoredTrend {
            place,
            trend: None,
            asked: None,
            last: None,
            was_read: false,
        })))
    }

    /// Adds a reading and what this visit finds, if that is to be kept, and returns what is known about the past.
    pub fn take(&self, reading: &TrendReading, visit: Option<&LastVisit>, hour: i64) -> Past {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (trend, said) = kept.take(reading, hour);
        let (last, unread) = kept.last();
        let trouble = visit.and_then(|visit| kept.keep(visit, hour));
        Past { trend, last, said: said.or(unread).or(trouble) }
    }

    /// Keeps what this visit found, at its end.
    pub fn leave(&self, visit: &LastVisit, hour: i64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // There is nobody left to tell.
        drop((kept.last(), kept.keep(visit, hour)));
    }

    /// Returns whether visits of this source are kept.
    #[must_use]
    pub fn remembers(&self) -> bool {
        matches!(self.0.lock().unwrap_or_else(PoisonError::into_inner).place, TrendPlace::File(_))
    }
}

impl StoredTrend {
    fn take(&mut self, reading: &TrendReading, hour: i64) -> (Arc<Trend>, Option<String>) {
        if let (Some(trend), true) = (&self.trend, self.asked == Some(hour)) {
            return (Arc::clone(trend), None);
        }
        // Also if there is nothing to write, or writing fails: the next attempt is in an hour.
        self.asked = Some(hour);
        let (mut trend, mut trouble) = self.read(reading, hour);
        if trend.take(reading, hour)
            && let TrendPlace::File(path) = &self.place
        {
            trouble = file::write(path, &trend).err().or(trouble);
        }
        let trend = Arc::new(trend);
        self.trend = Some(Arc::clone(&trend));
        (trend, trouble.map(|trouble| trouble.to_string()))
    }

    /// Returns what the visit before this one found, read before this one is written; and once, why it cannot be
    /// read.
    fn last(&mut self) -> (Option<(Arc<LastVisit>, i64)>, Option<String>) {
        if std::mem::replace(&mut self.was_read, true) {
            return (self.last.clone(), None);
        }
        let read = self.visits().map_or(Ok(None), |path| visit::read(&path));
        let (last, said) = match read {
            Ok(last) => (last.map(|(visit, hour)| (Arc::new(visit), hour)), None),
            Err(trouble) => (None, Some(trouble.to_string())),
        };
        self.last.clone_from(&last);
        (last, said)
    }

    fn keep(&self, visit: &LastVisit, hour: i64) -> Option<String> {
        let written = visit::write(&self.visits()?, visit, hour);
        written.err().map(|trouble| trouble.to_string())
    }

    /// Returns the file of visits; only those of a cluster persist.
    fn visits(&self) -> Option<PathBuf> {
        match &self.place {
            TrendPlace::File(path) => Some(path.with_extension("visit.json")),
            TrendPlace::Memory | TrendPlace::Demo => None,
        }
    }

    /// Another program may have written to the file meanwhile, so it is read again before each write.
    fn read(&mut self, reading: &TrendReading, hour: i64) -> (Trend, Option<Trouble>) {
        let known = self.trend.take().map(Arc::unwrap_or_clone);
        match &self.place {
            TrendPlace::Memory => (known.unwrap_or_default(), None),
            TrendPlace::Demo => (known.unwrap_or_else(|| past::of(reading, hour)), None),
            TrendPlace::File(path) => match file::read(path) {
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
