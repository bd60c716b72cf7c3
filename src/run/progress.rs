//! How far the user is in the tutor: a number in a file of the state folder.

use crate::source::journal;
use crate::source::private;
use crate::source::replace::{For, replace};
use std::path::PathBuf;

fn path() -> Option<PathBuf> {
    Some(journal::folder().ok()?.join("tutor"))
}

/// Returns the lesson to go on with, counted from 0; the first one if nothing is stored.
#[must_use]
pub fn read() -> usize {
    let text = path().and_then(|path| crate::source::files::text(&path, 64).ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Stores the lesson; a folder that cannot be written only means that the next run starts earlier.
pub fn write(lesson: usize) {
    let Some(path) = path() else { return };
    let made = path.parent().map(private::folder);
    if made.is_some_and(|made| made.is_ok()) {
        let _ = replace(&path, &format!("{lesson}\n"), For::Owner);
    }
}
