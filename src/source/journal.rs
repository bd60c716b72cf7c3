//! The journal: every attempt to change something, one line of JSON for each of its states, in files that
//! only grow.
//!
//! Receipts flow in and are on the disk before anything else happens; they flow out newest first.

use super::Trouble;
use super::private::{self, Links};
use crate::fix::Receipt;
use crate::fix::journal::fold;
use etcetera::BaseStrategy;
use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The size at which the journal is rotated, in bytes.
pub const LONGEST: u64 = 8 << 20;
/// How many rotated journals are kept; older ones are deleted.
pub const KEPT: u32 = 4;
/// The longest line that is read, in bytes: far more than an object can have.
pub const LINE: usize = 4 << 20;
/// How long another process may lock the journal before an error is reported.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Debug, Clone)]
pub struct Journal {
    pub path: PathBuf,
}

impl Journal {
    /// Returns the user's journal: in `$FNSEC_STATE` when that is set, else in the platform's folder for
    /// state.
    ///
    /// # Errors
    /// If there is no home directory.
    pub fn own() -> Result<Self, Trouble> {
        Ok(Self { path: folder()?.join("audit.jsonl") })
    }

    /// Writes a receipt, and returns only when it is on the disk.
    ///
    /// # Errors
    /// If the journal is locked by another process, or cannot be written.
    pub fn append(&self, receipt: &Receipt) -> Result<(), Trouble> {
        self.write(receipt).map_err(|why| self.trouble("Writing", &why))
    }

    /// Checks that a receipt could be written.
    ///
    /// # Errors
    /// If the journal is locked by another process, or cannot be written.
    pub fn open(&self) -> Result<(), Trouble> {
        self.file().map(drop).map_err(|why| self.trouble("Opening", &why))
    }

    fn write(&self, receipt: &Receipt) -> std::io::Result<()> {
        let mut file = self.file()?;
        if file.metadata()?.len() >= LONGEST {
            self.put_aside(&file)?;
            file = self.file()?;
        }
        append(&mut file, receipt)
    }

    /// Returns the open journal, locked against other writers.
    fn file(&self) -> std::io::Result<File> {
        if let Some(folder) = self.path.parent() {
            private::folder(folder)?;
        }
        let begun = Instant::now();
        loop {
            let file = private::file(&self.path, Links::Follow)?;
            match file.try_lock() {
                // It may have been rotated while this process waited.
                Ok(()) if private::is_at(&file, &self.path) => return Ok(file),
                Ok(()) => {}
                Err(TryLockError::Error(why)) => return Err(why),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= PATIENCE => {
                    return Err(Error::other("another process has locked it"));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Rotates the journal; receipts with an open outcome are copied into the new one.
    fn put_aside(&self, held: &File) -> std::io::Result<()> {
        let (receipts, _) = Self::lines(&self.path)?;
        let mut next = tempfile::NamedTempFile::new_in(self.path.parent().unwrap_or(Path::new(".")))?;
        for receipt in fold(receipts).iter().rev().filter(|receipt| receipt.is_open()) {
            append(next.as_file_mut(), receipt)?;
        }
        for number in (1..KEPT).rev() {
            match std::fs::rename(self.aside(number), self.aside(number + 1)) {
                Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
                _ => {}
            }
        }
        std::fs::hard_link(&self.path, self.aside(1))?;
        next.persist(&self.path).map_err(|why| why.error)?;
        held.unlock()
    }

    /// Returns the path of a rotated journal; the newest is 1.
    fn aside(&self, number: u32) -> PathBuf {
        self.path.with_extension(format!("{number}.jsonl"))
    }

    /// Returns all receipts, newest first, and the number of lines that could not be parsed.
    ///
    /// # Errors
    /// If a file of the journal cannot be read.
    pub fn read(&self) -> Result<(Vec<Receipt>, usize), Trouble> {
        let (mut receipts, mut broken) = (Vec::new(), 0);
        let older = (1..=KEPT).rev().map(|number| self.aside(number));
        for path in older.chain([self.path.clone()]) {
            let (more, bad) = Self::lines(&path).map_err(|why| self.trouble("Reading", &why))?;
            receipts.extend(more);
            broken += bad;
        }
        Ok((fold(receipts), broken))
    }

    /// Returns the receipts of one file in the order of writing; none where there is no file.
    fn lines(path: &Path) -> std::io::Result<(Vec<Receipt>, usize)> {
        match std::fs::metadata(path) {
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok((Vec::new(), 0)),
            Err(why) => return Err(why),
            Ok(about) if !about.is_file() => return Err(Error::other("not a regular file")),
            Ok(_) => {}
        }
        let mut file = BufReader::new(File::open(path)?);
        let (mut receipts, mut broken, mut line) = (Vec::new(), 0, Vec::new());
        loop {
            line.clear();
            if file.by_ref().take(LINE as u64).read_until(b'\n', &mut line)? == 0 {
                return Ok((receipts, broken));
            }
            let is_cut = line.len() >= LINE && !line.ends_with(b"\n");
            if is_cut {
                file.skip_until(b'\n')?;
            }
            match serde_json::from_slice(&line) {
                Ok(receipt) if !is_cut => receipts.push(receipt),
                _ if line.trim_ascii().is_empty() => {}
                _ => broken += 1,
            }
        }
    }

    fn trouble(&self, doing: &str, why: &Error) -> Trouble {
        let what = format!("{doing} the journal {}", self.path.display());
        let next = match why.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "Make room on the disk, or set FNSEC_STATE to a folder on another one."
            }
            _ => "Check its permissions, or set FNSEC_STATE to another folder.",
        };
        Trouble::configuration(what, why.to_string(), next)
    }
}

fn append(file: &mut File, receipt: &Receipt) -> std::io::Result<()> {
    let mut line = receipt.line();
    line.push('\n');
    // A line that was cut off by a crash must not swallow this one.
    if torn(file)? {
        line.insert(0, '\n');
    }
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

/// Returns the folder with the state of fnsec.
///
/// # Errors
/// If there is no home directory.
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

/// The number of digits that tell ids of one millisecond apart.
const RANDOM: u32 = 4;
static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| RandomState::new().build_hasher().finish().into());
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Returns a short id for a change: sorts by time, and differs within a process and between two at once.
#[must_use]
pub fn new_id() -> String {
    let millis = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    // Counted, so that two of one millisecond differ; from a random start, so that two processes do, too.
    let apart = NEXT.fetch_add(1, Ordering::Relaxed) % 36_u64.pow(RANDOM);
    format!("{}{}", base36(millis, 8), base36(apart, RANDOM as usize))
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
    use crate::fix::WriteResult;
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
        let mut file = std::fs::OpenOptions::new().append(true).open(&journal.path).expect("there");
        file.write_all(b"{\"torn").expect("written");
        journal.append(&receipt("two")).expect("written");
        let (read, broken) = journal.read().expect("readable");
        assert_eq!(read.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["two", "one"]);
        assert_eq!(broken, 1);
    }

    #[test]
    fn of_one_receipt_the_last_state_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("audit.jsonl") };
        let sent = Receipt { result: WriteResult::Sent, ..receipt("one") };
        for one in [sent, receipt("two"), receipt("one")] {
            journal.append(&one).expect("written");
        }
        let (read, _) = journal.read().expect("readable");
        assert_eq!(read.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["two", "one"]);
        assert!(read.iter().all(Receipt::applied));
    }

    #[test]
    fn a_long_journal_is_put_aside_and_what_is_open_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("audit.jsonl") };
        journal.append(&Receipt { result: WriteResult::Sent, ..receipt("open") }).expect("written");
        journal.append(&receipt("old")).expect("written");
        let filler =
            Receipt { title: "x".repeat(usize::try_from(LONGEST).expect("small")), ..receipt("long") };
        for _ in 0..KEPT + 2 {
            // Longer than any line that is read, so that it is counted as broken.
            journal.append(&filler).expect("written");
            journal.append(&receipt("next")).expect("written");
        }
        let (read, _) = journal.read().expect("readable");
        assert!(read.iter().any(|one| one.id == "open" && one.is_open()), "{read:?}");
        assert!(read.iter().all(|one| one.id != "old"), "what is too old goes");
        let files = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(files, KEPT as usize + 1);
    }

    #[test]
    fn writers_at_once_lose_no_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("audit.jsonl") };
        let writer = |name: usize| {
            let journal = journal.clone();
            std::thread::spawn(move || {
                (0..50).for_each(|at| journal.append(&receipt(&format!("{name}-{at}"))).expect("written"));
            })
        };
        (0..8).map(writer).collect::<Vec<_>>().into_iter().for_each(|thread| thread.join().expect("it ends"));
        let (read, broken) = journal.read().expect("readable");
        assert_eq!((read.len(), broken), (400, 0));
    }

    #[test]
    fn a_journal_locked_by_another_process_is_reported_before_anything_is_sent() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("audit.jsonl") };
        journal.open().expect("it is available");
        let held = File::open(&journal.path).expect("there");
        held.lock().expect("locked");
        let why = journal.open().expect_err("it is locked");
        assert!(why.to_string().contains("another process"), "{why}");
    }

    #[test]
    fn only_a_regular_file_is_accepted() {
        let journal = Journal { path: "/dev/null".into() };
        assert!(journal.append(&receipt("one")).is_err() && journal.read().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn no_other_user_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("audit.jsonl") };
        std::fs::write(&journal.path, "").expect("written");
        std::fs::set_permissions(&journal.path, std::fs::Permissions::from_mode(0o644)).expect("allowed");
        journal.append(&receipt("one")).expect("written");
        let mode = std::fs::metadata(&journal.path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn ids_differ_even_within_a_millisecond() {
        let ids: std::collections::BTreeSet<String> = (0..50_000).map(|_| new_id()).collect();
        assert_eq!(ids.len(), 50_000);
    }
}
