//! Writing a file anew: a crash leaves the old text or the new one, never half of it.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Who may read a file that was not there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// As the user's own settings have it.
    Anybody,
    Owner,
}

/// Links stay links, and what may read the file stays as it was.
pub fn replace(path: &Path, text: &str, readers: For) -> io::Result<()> {
    let path = match path.canonicalize() {
        Err(why) if why.kind() == ErrorKind::NotFound => path.to_owned(),
        other => other?,
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = path.with_file_name(format!(".{name}.fnsec-{}", std::process::id()));
    let written = write(&beside, text, readers).and_then(|()| {
        if let Ok(meta) = fs::metadata(&path) {
            fs::set_permissions(&beside, meta.permissions())?;
        }
        fs::rename(&beside, &path)
    });
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}

fn write(path: &Path, text: &str, readers: For) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if readers == For::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}
