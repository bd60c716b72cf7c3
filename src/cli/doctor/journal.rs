//! The journal: its path, who may read it, whether it is writable, and its content. Nothing is written.

use super::check::DoctorCheck;
use super::mask::Mask;
use crate::checks::prelude::plural;
use crate::cli::exit::Exit;
use crate::source::journal::Journal;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;

const NAME: &str = "journal";
const NEXT: &str = "Check its permissions, or set FNSEC_STATE to another folder.";

pub fn check(mask: &mut Mask) -> DoctorCheck {
    let journal = match Journal::own() {
        Ok(journal) => journal,
        Err(trouble) => return super::connection::fault(NAME, &trouble, mask),
    };
    let path = mask.path(&journal.path);
    let exists = journal.path.exists();
    let found = JournalState {
        exists,
        mode: mode(&journal.path),
        writable: if exists { opens(&journal.path) } else { may_create(&journal.path) },
        content: journal.read().map(|(receipts, broken)| (receipts.len(), broken)).map_err(|_| ()),
    };
    described(&path, &found)
}

/// What is known about the file.
struct JournalState {
    exists: bool,
    /// The permissions, on systems that have them.
    mode: Option<u32>,
    writable: Result<(), String>,
    /// Numbers of receipts and of unreadable lines; an error if the file cannot be read.
    content: Result<(usize, usize), ()>,
}

fn described(path: &str, found: &JournalState) -> DoctorCheck {
    let loose = found.mode.filter(|mode| mode & 0o077 != 0);
    let mode = found.mode.map(|mode| format!("{mode:04o}"));
    let check = match (&found.writable, found.content) {
        (Err(why), _) => {
            DoctorCheck::fault(NAME, Exit::Usage, format!("{path} cannot be written: {why}.")).next(NEXT)
        }
        (Ok(()), Err(())) => {
            DoctorCheck::fault(NAME, Exit::Usage, format!("{path} cannot be read.")).next(NEXT)
        }
        (Ok(()), Ok(_)) if !found.exists => {
            DoctorCheck::ok(NAME, format!("{path} does not exist yet; the first change creates it."))
        }
        (Ok(()), Ok((receipts, broken))) => {
            let mode = mode.as_ref().map(|mode| format!(", mode {mode}")).unwrap_or_default();
            let unread = if broken == 0 {
                String::new()
            } else {
                format!(", {broken} unreadable line{}", plural(broken))
            };
            let message = format!("{path}: writable{mode}, {receipts} receipt{}{unread}.", plural(receipts));
            if loose.is_some() {
                DoctorCheck::note(NAME, message).next("Other users may read it: set its mode to 0600.")
            } else if broken > 0 {
                DoctorCheck::note(NAME, message)
                    .next("Check these lines; \"fnsec changes\" shows all others.")
            } else {
                DoctorCheck::ok(NAME, message)
            }
        }
    };
    let content = found.content.ok();
    check.with(json!({
        "path": path, "exists": found.exists, "mode": mode, "writable": found.writable.is_ok(),
        "receipts": content.map(|(receipts, _)| receipts), "unreadable": content.map(|(_, broken)| broken),
    }))
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).ok().map(|found| found.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

fn opens(path: &Path) -> Result<(), String> {
    OpenOptions::new().append(true).open(path).map(drop).map_err(|why| reason(why.kind()))
}

/// Checks whether the nearest existing folder is writable.
fn may_create(path: &Path) -> Result<(), String> {
    let folder = path.ancestors().skip(1).find(|folder| folder.exists());
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if !folder.is_dir() {
        return Err("its parent path is a file, not a folder".into());
    }
    if may_write(folder) { Ok(()) } else { Err("its folder is not writable".into()) }
}

#[cfg(unix)]
fn may_write(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn may_write(folder: &Path) -> bool {
    std::fs::metadata(folder).is_ok_and(|found| !found.permissions().readonly())
}

fn reason(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::IsADirectory => "it is a folder".into(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;

    fn state(mode: u32, content: Result<(usize, usize), ()>, writable: Result<(), String>) -> CheckState {
        described("j", &JournalState { exists: true, mode: Some(mode), writable, content }).state
    }

    #[test]
    fn only_a_journal_that_is_private_whole_and_writable_is_ok() {
        assert_eq!(state(0o600, Ok((2, 0)), Ok(())), CheckState::Ok);
        assert_eq!(state(0o640, Ok((2, 0)), Ok(())), CheckState::Note);
        assert_eq!(state(0o600, Ok((2, 1)), Ok(())), CheckState::Note);
        let fault = CheckState::Fault(Exit::Usage);
        assert_eq!(state(0o600, Err(()), Ok(())), fault);
        assert_eq!(state(0o600, Ok((2, 0)), Err("permission denied".into())), fault);
    }

    #[test]
    fn nothing_is_created_to_find_out_whether_it_could_be() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(may_create(&folder.path().join("deep/audit.jsonl")), Ok(()));
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
        std::fs::write(folder.path().join("file"), "").expect("written");
        assert!(may_create(&folder.path().join("file/deep/audit.jsonl")).is_err());
    }
}
