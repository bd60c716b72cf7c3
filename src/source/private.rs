//! Files and folders of fnsec that only their owner may read, whatever their permissions were before.

use std::fs::{File, OpenOptions};
use std::io::Error;
use std::path::Path;

/// How to treat a name that is a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// The owner chose to keep the file elsewhere.
    Follow,
    Refuse,
}

/// Creates a folder and its parents, if they are missing.
///
/// # Errors
/// If the folder cannot be created.
pub fn folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a regular file to append to it: a pipe or a device would accept writes without storing them.
///
/// # Errors
/// If the file cannot be opened, or is not a regular file.
#[cfg(unix)]
pub fn file(path: &Path, links: Links) -> std::io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let follow = if links == Links::Refuse { OFlags::NOFOLLOW } else { OFlags::empty() };
    // Opening a pipe without a reader would block.
    let flags = (follow | OFlags::NONBLOCK).bits().cast_signed();
    let file =
        OpenOptions::new().create(true).append(true).read(true).mode(0o600).custom_flags(flags).open(path)?;
    plain(&file)?;
    let mut rights = file.metadata()?.permissions();
    if rights.mode() & 0o777 != 0o600 {
        rights.set_mode(0o600);
        file.set_permissions(rights)?;
    }
    Ok(file)
}

/// Opens a regular file to append to it.
///
/// # Errors
/// If the file cannot be opened, or is not a regular file.
#[cfg(not(unix))]
pub fn file(path: &Path, _: Links) -> std::io::Result<File> {
    let file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
    plain(&file)?;
    Ok(file)
}

fn plain(file: &File) -> std::io::Result<()> {
    if file.metadata()?.is_file() { Ok(()) } else { Err(Error::other("it is not a regular file")) }
}

/// Returns whether a name still leads to an open file.
#[cfg(unix)]
#[must_use]
pub fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: std::fs::Metadata| (found.dev(), found.ino());
    let (own, there) = (file.metadata().map(place), std::fs::metadata(path).map(place));
    matches!((own, there), (Ok(own), Ok(there)) if own == there)
}

#[cfg(not(unix))]
pub fn is_at(_: &File, _: &Path) -> bool {
    true
}
