//! What the explorer remembers between two starts: filters and commands that were typed, and filters with names.
//! One small file that only its owner can read.

use super::files;
use super::journal::folder;
use super::private;
use super::replace::{For, replace};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 256 << 10;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Oldest first.
    pub filters: Vec<String>,
    pub commands: Vec<String>,
    /// Filters by name.
    pub named: BTreeMap<String, String>,
}

fn own() -> Option<PathBuf> {
    Some(folder().ok()?.join("explorer.json"))
}

/// Returns what was remembered; nothing where the file is missing, too large or not readable.
#[must_use]
pub fn read() -> Remembered {
    own().map(|path| read_at(&path)).unwrap_or_default()
}

fn read_at(path: &Path) -> Remembered {
    let text = files::text(path, LARGEST).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Replaces what was remembered.
///
/// # Errors
/// If there is no folder for it, or the file cannot be written.
pub fn write(remembered: &Remembered) -> std::io::Result<()> {
    let path = own().ok_or_else(|| std::io::Error::other("there is no home directory"))?;
    write_at(&path, remembered)
}

fn write_at(path: &Path, remembered: &Remembered) -> std::io::Result<()> {
    private::folder(path.parent().unwrap_or(Path::new(".")))?;
    replace(path, &serde_json::to_string(remembered)?, For::Owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_again_and_is_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/explorer.json");
        let mut all = Remembered { filters: vec!["sev:high".into()], ..Remembered::default() };
        all.named.insert("open".into(), "fact:tokens".into());
        write_at(&path, &all).expect("it is written");
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
        assert_eq!(read_at(&path), Remembered::default());
        std::fs::write(&path, "{\"filters\": [1").expect("written");
        assert_eq!(read_at(&path), Remembered::default());
        let long = format!("{{\"filters\": [\"{}\"]}}", "a".repeat(LARGEST));
        std::fs::write(&path, long).expect("written");
        assert_eq!(read_at(&path), Remembered::default());
    }
}
