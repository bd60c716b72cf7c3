//! The log file: only its owner may read it, links are not followed, and at a size limit a new file starts.

use crate::source::private::{self, Links};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Bytes after which a new file starts; one old file is kept.
pub(super) const LARGEST: u64 = 5 << 20;

/// An open log. A line that cannot be written is lost, without further effect.
pub(super) struct LogFile {
    path: PathBuf,
    file: Option<File>,
    largest: u64,
}

impl LogFile {
    /// Opens the file, and creates it and its folder if they are missing.
    ///
    /// # Errors
    /// If the folder or the file cannot be created or opened.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        Self::of_size(path, LARGEST)
    }

    /// Opens the file as [`Self::open`] does, with a given maximum size in bytes.
    ///
    /// # Errors
    /// If the folder or the file cannot be created or opened.
    pub fn of_size(path: &Path, largest: u64) -> std::io::Result<Self> {
        if let Some(folder) = path.parent() {
            private::folder(folder)?;
        }
        Ok(Self { path: path.to_owned(), file: Some(private::file(path, Links::Refuse)?), largest })
    }

    /// Appends a line.
    pub fn write(&mut self, line: &str) {
        let line = format!("{line}\n");
        if self.is_full(line.len() as u64) {
            self.rotate();
        }
        if let Some(file) = &mut self.file {
            // Written in one call, so that lines of several processes do not mix.
            let _ = file.write_all(line.as_bytes());
        }
    }

    fn is_full(&self, more: u64) -> bool {
        let length = self.file.as_ref().and_then(|file| Some(file.metadata().ok()?.len()));
        length.is_some_and(|length| length > 0 && length + more > self.largest)
    }

    fn rotate(&mut self) {
        // Another process may have started a new file already.
        if self.file.as_ref().is_some_and(|file| private::is_at(file, &self.path)) {
            let mut old = self.path.clone().into_os_string();
            old.push(".1");
            if std::fs::rename(&self.path, old).is_err() {
                return;
            }
        }
        self.file = private::file(&self.path, Links::Refuse).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path) -> String {
        std::fs::read_to_string(path).expect("readable")
    }

    #[test]
    fn a_full_file_is_kept_once_under_another_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/fnsec.log");
        let mut log = LogFile::of_size(&path, 20).expect("open");
        for number in 0..7 {
            log.write(&format!("line {number}"));
        }
        assert_eq!(read(&path), "line 6\n");
        assert_eq!(read(&path.with_extension("log.1")), "line 4\nline 5\n");
        assert_eq!(std::fs::read_dir(path.parent().expect("one")).expect("a folder").count(), 2);
    }

    #[test]
    fn a_file_that_another_process_renamed_is_not_renamed_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fnsec.log");
        let [mut one, mut other] = [0, 1].map(|_| LogFile::of_size(&path, 20).expect("open"));
        one.write("a line of some length");
        one.write("the newest");
        other.write("also new");
        assert_eq!(read(&path.with_extension("log.1")), "a line of some length\n");
        assert_eq!(read(&path), "the newest\nalso new\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_whatever_the_mode_was() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fnsec.log");
        std::fs::write(&path, "").expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
        let mut log = LogFile::of_size(&path, 20).expect("open");
        log.write("a line of some length");
        log.write("another");
        for name in ["fnsec.log", "fnsec.log.1"] {
            let mode = std::fs::metadata(folder.path().join(name)).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let [victim, link, pipe] = ["victim", "link", "pipe"].map(|name| folder.path().join(name));
        std::fs::write(&victim, "kept").expect("written");
        std::os::unix::fs::symlink(&victim, &link).expect("made");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(LogFile::open(&link).is_err());
        assert!(LogFile::open(folder.path()).is_err());
        if made.is_ok_and(|status| status.success()) {
            assert!(LogFile::open(&pipe).is_err());
        }
        assert_eq!(read(&victim), "kept");
    }
}
