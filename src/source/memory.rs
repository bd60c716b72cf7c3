//! What the explorer remembers between two starts: filters and commands that were typed, and filters with names.
//! One small file that only its owner can read.

use super::files;
use super::journal::folder;
use super::private;
use super::replace::{For, create, replace, rewrite};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 256 << 10;
/// The most lines of a history, and of filters with names.
pub const MOST: usize = 100;
/// How often an entry is tried again because another explorer wrote at the same time.
const TRIES: usize = 50;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemoryFile {
    /// Oldest first.
    pub filters: Vec<String>,
    pub commands: Vec<String>,
    /// Filters by name.
    pub named: BTreeMap<String, String>,
}

/// What is remembered at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemoryEntry {
    Filter(String),
    Command(String),
    Named {
        name: String,
        filter: String,
    },
    /// The name of a filter that is forgotten.
    Forgotten(String),
}

impl MemoryFile {
    /// Takes over an entry; a line becomes the newest one, and the oldest ones are forgotten.
    pub fn take(&mut self, entry: &MemoryEntry) {
        match entry {
            MemoryEntry::Filter(line) => newest(&mut self.filters, line),
            MemoryEntry::Command(line) => newest(&mut self.commands, line),
            MemoryEntry::Named { name, filter } => {
                if self.named.len() < MOST || self.named.contains_key(name) {
                    self.named.insert(name.clone(), filter.clone());
                }
            }
            MemoryEntry::Forgotten(name) => drop(self.named.remove(name)),
        }
    }
}

fn newest(lines: &mut Vec<String>, line: &str) {
    lines.retain(|one| one != line);
    lines.push(line.to_owned());
    lines.drain(..lines.len().saturating_sub(MOST));
}

fn own() -> Option<PathBuf> {
    Some(folder().ok()?.join("explorer.json"))
}

/// Returns what was remembered; nothing where the file is missing, too large or not readable.
#[must_use]
pub fn read() -> MemoryFile {
    own().map(|path| read_at(&path)).unwrap_or_default()
}

fn read_at(path: &Path) -> MemoryFile {
    let text = files::text(path, LARGEST).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Adds an entry to what the file has now, which other explorers may have written.
///
/// # Errors
/// If there is no folder for it, or the file cannot be written.
pub fn add(entry: &MemoryEntry) -> std::io::Result<()> {
    let path = own().ok_or_else(|| std::io::Error::other("there is no home directory"))?;
    add_at(&path, entry)
}

fn add_at(path: &Path, entry: &MemoryEntry) -> std::io::Result<()> {
    private::folder(path.parent().unwrap_or(Path::new(".")))?;
    let mut outcome = add_once(path, entry);
    for _ in 1..TRIES {
        match &outcome {
            Err(why) if matches!(why.kind(), ErrorKind::ResourceBusy | ErrorKind::AlreadyExists) => {
                outcome = add_once(path, entry);
            }
            Ok(()) | Err(_) => break,
        }
    }
    outcome
}

/// Fails if another explorer writes between reading and writing.
fn add_once(path: &Path, entry: &MemoryEntry) -> std::io::Result<()> {
    // Asked first: what another explorer creates after it was read in vain is not replaced.
    let was_there = path.symlink_metadata().is_ok();
    let read = files::bytes(path, LARGEST);
    let mut all: MemoryFile =
        read.as_ref().ok().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    all.take(entry);
    let text = serde_json::to_string(&all)?;
    match &read {
        Ok(bytes) => rewrite(path, bytes, &text, For::Owner),
        Err(_) if was_there => replace(path, &text, For::Owner),
        Err(_) => create(path, &text, For::Owner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(line: &str) -> MemoryEntry {
        MemoryEntry::Filter(line.into())
    }

    #[test]
    fn two_explorers_keep_what_the_other_one_wrote() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("explorer.json");
        let named = |name: &str| MemoryEntry::Named { name: name.into(), filter: "sev:high".into() };
        let each = [filter("one"), filter("two"), named("a"), named("b"), filter("one")];
        for entry in each.iter().chain([&MemoryEntry::Forgotten("a".into())]) {
            add_at(&path, entry).expect("it is written");
        }
        let all = read_at(&path);
        assert_eq!(all.filters, ["two", "one"], "the newest is last, each once");
        assert_eq!(all.named.keys().collect::<Vec<_>>(), ["b"], "what is forgotten does not come back");
    }

    #[test]
    fn explorers_that_write_at_the_same_time_lose_no_line() {
        const EACH: usize = 12;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("explorer.json");
        std::thread::scope(|scope| {
            for explorer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for line in 0..EACH {
                        add_at(path, &filter(&format!("{explorer}.{line}"))).expect("it is written");
                    }
                });
            }
        });
        let all = read_at(&path).filters;
        assert_eq!(all.len(), 4 * EACH);
        for explorer in 0..4 {
            let own: Vec<&String> =
                all.iter().filter(|line| line.starts_with(&format!("{explorer}."))).collect();
            let expected: Vec<String> = (0..EACH).map(|line| format!("{explorer}.{line}")).collect();
            assert_eq!(own, expected.iter().collect::<Vec<_>>(), "in the order in which they were typed");
        }
    }

    #[test]
    fn a_history_in_the_file_is_bounded() {
        let mut all = MemoryFile::default();
        for line in 0..=MOST {
            all.take(&filter(&line.to_string()));
            all.take(&MemoryEntry::Named { name: line.to_string(), filter: "sev:high".into() });
        }
        assert_eq!((all.filters.len(), all.named.len()), (MOST, MOST));
        assert_eq!(all.filters.first().map(String::as_str), Some("1"), "the oldest is forgotten");
    }

    #[test]
    fn what_is_remembered_is_read_again_and_is_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/explorer.json");
        let all = MemoryFile {
            filters: vec!["sev:high".into()],
            named: [("open".to_owned(), "fact:tokens".to_owned())].into(),
            ..MemoryFile::default()
        };
        add_at(&path, &filter("sev:high")).expect("it is written");
        add_at(&path, &MemoryEntry::Named { name: "open".into(), filter: "fact:tokens".into() })
            .expect("it is written");
        assert_eq!(read_at(&path), all);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_too_large_or_broken_is_no_memory() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("explorer.json");
        assert_eq!(read_at(&path), MemoryFile::default());
        std::fs::write(&path, "{\"filters\": [1").expect("written");
        assert_eq!(read_at(&path), MemoryFile::default());
        let long = format!("{{\"filters\": [\"{}\"]}}", "a".repeat(LARGEST));
        std::fs::write(&path, long).expect("written");
        assert_eq!(read_at(&path), MemoryFile::default());
    }
}
