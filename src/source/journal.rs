//! The journal: every attempt to change something, one line of JSON each, only ever appended to.
//!
//! Receipts flow in and are on the disk before anything else happens; they flow out newest first.

use super::Trouble;
use crate::fix::Receipt;
use etcetera::BaseStrategy;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Debug, Clone)]
pub struct Journal {
    pub path: PathBuf,
}

impl Journal {
    /// The user's journal: in `$FNSEC_STATE` when that is set, else where programs keep their state.
    pub fn own() -> Result<Self, Trouble> {
        Ok(Self { path: folder()?.join("audit.jsonl") })
    }

    /// Writes a receipt down, and returns only when it is on the disk.
    pub fn append(&self, receipt: &Receipt) -> Result<(), Trouble> {
        self.write(receipt).map_err(|why| self.trouble("Writing", &why))
    }

    /// Makes sure that a receipt could be written.
    pub fn open(&self) -> Result<(), Trouble> {
        let folder = self.path.parent().map_or(Ok(()), private_folder);
        let opened = folder.and_then(|()| private_file(&self.path));
        opened.map(drop).map_err(|why| self.trouble("Opening", &why))
    }

    fn write(&self, receipt: &Receipt) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            private_folder(folder)?;
        }
        let mut file = private_file(&self.path)?;
        let mut line = receipt.line();
        line.push('\n');
        // A line torn by a crash must not swallow this one.
        if torn(&mut file)? {
            line.insert(0, '\n');
        }
        file.write_all(line.as_bytes())?;
        file.sync_all()
    }

    /// All receipts, newest first, and how many lines made no sense.
    pub fn read(&self) -> Result<(Vec<Receipt>, usize), Trouble> {
        let bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok((Vec::new(), 0)),
            Err(why) => return Err(self.trouble("Reading", &why)),
        };
        let (mut receipts, mut broken) = (Vec::new(), 0);
        for line in String::from_utf8_lossy(&bytes).lines().filter(|line| !line.trim().is_empty()) {
            match serde_json::from_str(line) {
                Ok(receipt) => receipts.push(receipt),
                Err(_) => broken += 1,
            }
        }
        receipts.reverse();
        Ok((receipts, broken))
    }

    fn trouble(&self, doing: &str, why: &std::io::Error) -> Trouble {
        let what = format!("{doing} the journal {}", self.path.display());
        Trouble::configuration(
            what,
            why.to_string(),
            "Check its permissions, or set FNSEC_STATE to another folder.",
        )
    }
}

/// Where what fnsec remembers is kept.
pub fn folder() -> Result<PathBuf, Trouble> {
    let named = std::env::var_os("FNSEC_STATE").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let usual = || Some(etcetera::base_strategy::Xdg::new().ok()?.state_dir()?.join("fnsec"));
    named.or_else(usual).ok_or_else(|| {
        let next = "Set FNSEC_STATE to a folder that may be written to.";
        Trouble::configuration("Looking for the journal", "there is no home directory", next)
    })
}

fn torn(file: &mut File) -> std::io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

static COUNTER: AtomicU32 = AtomicU32::new(0);
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A short name for a change: sorts by time, and differs within a process and between two at once.
pub fn new_id() -> String {
    let millis = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    let apart = COUNTER.fetch_add(1, Ordering::Relaxed).wrapping_add(std::process::id()) % (36 * 36);
    format!("{}{}", base36(millis, 8), base36(u64::from(apart), 2))
}

fn base36(mut number: u64, width: usize) -> String {
    let mut letters = Vec::new();
    while number > 0 || letters.len() < width {
        let digit = DIGITS.get((number % 36) as usize).copied().unwrap_or(b'0');
        letters.push(char::from(digit));
        number /= 36;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, ObjectRef};

    fn receipt(id: &str) -> Receipt {
        let text = serde_json::json!({
            "id": id, "time": "2026-11-01T10:00:00Z", "tool": "0", "context": "c", "host": "h", "user": "u",
            "change": id, "title": "t", "verb": "patch", "object": ObjectRef::new(Kind::Namespace, "", "shop"),
            "versionBefore": "1", "versionAfter": "2", "result": "applied",
        });
        serde_json::from_value(text).expect("a receipt")
    }

    #[test]
    fn receipts_come_back_newest_first_and_broken_lines_are_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("deep/audit.jsonl") };
        journal.append(&receipt("one")).expect("written");
        let mut file = OpenOptions::new().append(true).open(&journal.path).expect("there");
        file.write_all(b"{\"torn").expect("written");
        journal.append(&receipt("two")).expect("written");
        let (read, broken) = journal.read().expect("readable");
        assert_eq!(read.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["two", "one"]);
        assert_eq!(broken, 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("audit.jsonl") };
        journal.append(&receipt("one")).expect("written");
        let mode = std::fs::metadata(&journal.path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn ids_differ_even_within_a_millisecond() {
        let ids: std::collections::BTreeSet<String> = (0..500).map(|_| new_id()).collect();
        assert_eq!(ids.len(), 500);
    }
}
