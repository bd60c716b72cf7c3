//! Writing a file anew: a crash or a power cut leaves the old text or the new one, never half of it.
//!
//! The new text is written beside the file under a random name that did not exist before, is flushed to the disk,
//! and takes the place of the file in one step. Symbolic links stay links.

use std::fs::{self, File, Metadata, Permissions, TryLockError};
use std::io::{self, Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Who may read the file afterwards.
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
/// What [`obstacle`] names, and any failure of the file system; the old text is then untouched.
pub fn replace(path: &Path, text: &str, readers: For) -> io::Result<()> {
    write(path, None, text, readers)
}

/// Replaces the text of a file that still has the content it was read with.
///
/// # Errors
/// As [`replace`], and when the content is not `read` any more, or somebody else is about to replace it.
pub fn rewrite(path: &Path, read: &[u8], text: &str, readers: For) -> io::Result<()> {
    write(path, Some(read), text, readers)
}

/// Creates a file.
///
/// # Errors
/// When anything has that name already, a link to nothing included, and any failure of the file system.
pub fn create(path: &Path, text: &str, readers: For) -> io::Result<()> {
    let file = filled(named(path, mode(readers, None))?, text)?;
    file.persist_noclobber(path).map_err(|why| why.error)?;
    flush(path)
}

/// Why a file cannot be replaced or created, if that is known beforehand.
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
    // Nobody else may read the new text before it has the mode of the old one.
    let file = filled(named(&target, mode(For::Owner, None))?, text)?;
    own(&file, &meta);
    if let Some(mode) = mode(readers, Some(&meta)) {
        file.as_file().set_permissions(mode)?;
    }
    // Held until the new text is in place, so that of two runs only one finds the text it has read.
    let _held = read.map(|read| unchanged(&target, read)).transpose()?;
    file.persist(&target).map_err(|why| why.error)?;
    flush(&target)
}

/// The file, locked, when it has the content that was read. Where a file system knows no locks there is none.
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

/// The file that a path leads to.
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

/// Why no file can be created in the folder of a file.
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

/// The mode of the new file; the umask applies only to a file that did not exist.
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

/// A file under a random name in the folder of another.
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

/// Writes the text down, on the disk as well.
fn filled(mut file: NamedTempFile, text: &str) -> io::Result<NamedTempFile> {
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives the new file the owner of the old one, where the user may.
#[cfg(unix)]
fn own(file: &NamedTempFile, meta: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let both = fchown(file.as_file(), Some(meta.uid()), Some(meta.gid()));
    if both.is_err() {
        // The group alone may be one of the user's own; if not, the file has the user's.
        drop(fchown(file.as_file(), None, Some(meta.gid())));
    }
}

#[cfg(not(unix))]
fn own(_: &NamedTempFile, _: &Metadata) {}

/// Puts the new name of a file on the disk; a folder that cannot be opened for it is left to the system.
fn flush(path: &Path) -> io::Result<()> {
    match File::open(folder(path)) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "replace_tests.rs"]
mod tests;
