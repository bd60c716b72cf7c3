//! Reads advisories in the OSV format that the user has downloaded: an archive, a record, or a folder with both.
//! Nothing is fetched, and nothing is unpacked to the disk.

mod archive;
#[cfg(test)]
mod tests;

use super::{Trouble, files};
use crate::engine::packages::osv;
use crate::model::advisories::Advisories;
use std::path::{Path, PathBuf};

/// The largest archive that is read, in bytes.
const ARCHIVE: u64 = 1_024 << 20;
/// The most records of all archives and folders.
const RECORDS: usize = 500_000;
/// The largest record, in bytes.
const RECORD: usize = 4 << 20;
/// The content of all records together, in bytes.
const TOTAL: u64 = 4_096 << 20;
/// How deep folders may be nested.
const DEPTH: usize = 8;

/// Reads all records below a path.
///
/// # Errors
/// If the path or an archive cannot be read, or there is no record.
pub fn load(path: &Path) -> Result<Advisories, Trouble> {
    let mut reading = Reading::default();
    let read = reading.path(path, 0);
    let read = read.and_then(|()| if reading.seen == 0 { Err("it has no records".into()) } else { Ok(()) });
    read.map_err(|why| {
        let what = format!("Reading the OSV data {}", path.display());
        Trouble::configuration(
            what,
            why,
            "Name an archive of OSV, such as npm/all.zip, or a folder with records.",
        )
    })?;
    Ok(reading.end())
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    all: Advisories,
    /// Records, readable or not.
    seen: usize,
    bytes: u64,
    newest: String,
    /// How many records could not be read, and why the first one could not.
    broken: usize,
    first: Option<String>,
    /// Why the rest was not read.
    stopped: Option<String>,
}

impl Reading {
    fn path(&mut self, path: &Path, depth: usize) -> Result<(), String> {
        let named = |why: String| if depth == 0 { why } else { format!("{}: {why}", path.display()) };
        if path.is_dir() {
            return self.folder(path, depth);
        }
        match path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("zip") => archive::read(path, self).map_err(named),
            Some("json") => {
                let shown = path.display().to_string();
                let read = files::bytes(path, RECORD);
                if depth == 0 && read.is_err() {
                    return read.map(drop);
                }
                self.take(&shown, read);
                Ok(())
            }
            _ if depth == 0 && !path.exists() => Err("no such file".into()),
            _ if depth == 0 => Err("it is neither a folder nor a .zip or .json file".into()),
            _ => Ok(()),
        }
    }

    fn folder(&mut self, path: &Path, depth: usize) -> Result<(), String> {
        if depth >= DEPTH {
            self.take(&path.display().to_string(), Err(format!("deeper than {DEPTH} folders")));
            return Ok(());
        }
        let entries = std::fs::read_dir(path).map_err(|why| format!("{}: {why}", path.display()))?;
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|why| format!("{}: {why}", path.display()))?;
            // Links may lead anywhere, also back.
            if entry.file_type().is_ok_and(|sort| !sort.is_symlink()) {
                paths.push(entry.path());
            }
            if paths.len() > RECORDS {
                self.stopped = Some(format!("more than {RECORDS} records"));
                break;
            }
        }
        paths.sort();
        for path in paths {
            if self.is_full() {
                break;
            }
            self.path(&path, depth + 1)?;
        }
        Ok(())
    }

    /// Returns whether a bound is reached, after which nothing is read.
    fn is_full(&mut self) -> bool {
        if self.seen >= RECORDS {
            self.stopped = Some(format!("more than {RECORDS} records"));
        } else if self.bytes >= TOTAL {
            self.stopped = Some(format!("more than {} MiB of records", TOTAL >> 20));
        }
        self.stopped.is_some()
    }

    /// Takes one record in; one that cannot be read is counted.
    fn take(&mut self, name: &str, content: Result<Vec<u8>, String>) {
        self.seen += 1;
        let read = content.and_then(|bytes| {
            self.bytes = self.bytes.saturating_add(bytes.len() as u64);
            osv::read(&bytes)
        });
        match read {
            Ok(record) => {
                self.all.records += usize::from(!record.packages.is_empty());
                if record.modified > self.newest {
                    self.newest = record.modified;
                }
                for (registry, package, advisory) in record.packages {
                    self.all.add(registry, &package, advisory);
                }
            }
            Err(why) => {
                self.broken += 1;
                self.first.get_or_insert_with(|| format!("{name}: {why}"));
            }
        }
    }

    fn end(mut self) -> Advisories {
        let broken = self.first.take().map(|first| match self.broken {
            1 => first,
            many => format!("{many} records, the first one {first}"),
        });
        self.all.unread = self.stopped.take().or(broken);
        self.all.newest = self.newest.get(..10).unwrap_or_default().into();
        self.all
    }
}
