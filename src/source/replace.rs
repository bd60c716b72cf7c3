//! Replacing a file: after a crash or a power cut it has the old text or the new one, never half of it.
//!
//! The new text is written beside the file under a random name that did not exist before, is flushed to the
//! disk, and replaces the file in one step. Symbolic links stay links.

use std::fs::{self, File, Metadata, Permissions, TryLockError};
use std::io::{self, Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Who may read the file after it was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// An existing file keeps its mode; a new one gets what the user's umask allows.
    Anybody,
    /// Only the owner, whatever the mode was.
    Owner,
}

/// Replaces the text of a file, or creates it.
///
/// # Errors
/// If [`obstacle`] returns a reason, and on any failure of the file system; the old text is then
/// unchanged.
pub fn replace(path: &Path, text: &str, readers: For) -> io::Result<()> {
    write(path, None, text, readers)
}

/// Replaces the text of a file that still has the content it was read with.
///
/// # Errors
/// As [`replace`], and if the content is no longer `read`, or another process is about to replace it.
pub fn rewrite(path: &Path, read: &[u8], text: &str, readers: For) -> io::Result<()> {
    write(path, Some(read), text, readers)
}

/// Creates a file.
///
/// # Errors
/// If anything already has that name, including a dangling link, and on any failure of the file system.
pub fn create(path: &Path, text: &str, readers: For) -> io::Result<()> {
    let file = filled(named(path, mode(readers, None))?, text)?;
    file.persist_noclobber(path).map_err(|why| why.error)?;
    flush(path)
}

/// Returns why a file cannot be replaced or created, if that is known in advance.
#[must_use]
pub fn obstacle(path: &Path) -> Option<Error> {
    let target = target(path).and_then(|target| Ok((fs::metadata(&target)?, target)));
    match target {
        Err(why) if why.kind() == ErrorKind::NotFound => dangling(path).or_else(|| closed(path)),
        Err(why) => Some(why),
        Ok((meta, target)) => refusal(&meta).or_else(|| closed(&target)),
    }
}

fn write(path: &Path, read: Option<&[u8]>, text: &str, readers: For) -> io::Result<()> {
    let target = match target(path) {
        Err(why) if why.kind() == ErrorKind::NotFound && read.is_none() => {
            dangling(path).map_or(Ok(()), Err)?;
            return create(path, text, readers);
        }
        other => other?,
    };
    let meta = fs::metadata(&target)?;
    refusal(&meta).map_or(Ok(()), Err)?;
    // No other user may read the new text before it has the mode of the old one.
    let file = filled(named(&target, mode(For::Owner, None))?, text)?;
    own(&file, &meta);
    if let Some(mode) = mode(readers, Some(&meta)) {
        file.as_file().set_permissions(mode)?;
    }
    // Locked until the new text is in place, so that of two runs only one finds the text that it has read.
    let _held = read.map(|read| unchanged(&target, read)).transpose()?;
    file.persist(&target).map_err(|why| why.error)?;
    flush(&target)
}

/// Returns the file, locked, when it has the content that was read. On a file system without locks it is
/// not locked.
fn unchanged(target: &Path, read: &[u8]) -> io::Result<File> {
    let busy =
        |why: &str| Err(Error::new(ErrorKind::ResourceBusy, format!("{why}; nothing was written to it")));
    let file = File::open(target)?;
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        return busy("another program is writing it");
    }
    if fs::read(target)? != read {
        return busy("it changed after it was read");
    }
    Ok(file)
}

/// Returns the file that a path leads to.
fn target(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

fn dangling(path: &Path) -> Option<Error> {
    let link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    link.then(|| Error::new(ErrorKind::NotFound, "it is a link to a file that does not exist"))
}

fn refusal(meta: &Metadata) -> Option<Error> {
    if !meta.is_file() {
        return Some(Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    if meta.permissions().readonly() {
        return Some(Error::new(ErrorKind::PermissionDenied, "it is read-only"));
    }
    let names = links(meta);
    let why =
        format!("it has {names} names (hard links), and would keep the new text under one of them only");
    (names > 1).then(|| Error::new(ErrorKind::Unsupported, why))
}

/// Returns why no file can be created in the folder of a file.
fn closed(target: &Path) -> Option<Error> {
    named(target, mode(For::Owner, None)).err()
}

#[cfg(unix)]
fn links(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(meta)
}

#[cfg(not(unix))]
fn links(_: &Metadata) -> u64 {
    1
}

/// Returns the mode of the new file; the umask applies only to a file that did not exist.
#[cfg(unix)]
// Other systems have no modes.
#[allow(clippy::unnecessary_wraps)]
fn mode(readers: For, meta: Option<&Metadata>) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(match (readers, meta) {
        (For::Owner, _) => 0o600,
        (For::Anybody, None) => 0o666,
        (For::Anybody, Some(meta)) => meta.permissions().mode() & 0o7777,
    }))
}

#[cfg(not(unix))]
fn mode(_: For, _: Option<&Metadata>) -> Option<Permissions> {
    None
}

/// Creates a file under a random name in the folder of another.
fn named(path: &Path, mode: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fnsec-").suffix(".tmp").rand_bytes(12);
    if let Some(mode) = mode {
        builder.permissions(mode);
    }
    builder.tempfile_in(folder(path))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes the text, and flushes it to the disk.
fn filled(mut file: NamedTempFile, text: &str) -> io::Result<NamedTempFile> {
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives the new file the owner of the old one, if the user may do that.
#[cfg(unix)]
fn own(file: &NamedTempFile, meta: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let both = fchown(file.as_file(), Some(meta.uid()), Some(meta.gid()));
    if both.is_err() {
        // The user may be a member of the group; if not, the file keeps the user's own group.
        drop(fchown(file.as_file(), None, Some(meta.gid())));
    }
}

#[cfg(not(unix))]
fn own(_: &NamedTempFile, _: &Metadata) {}

/// Flushes the new name of a file to the disk; a folder that cannot be opened for it is left to the system.
fn flush(path: &Path) -> io::Result<()> {
    match File::open(folder(path)) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "replace_tests.rs"]
mod tests;
