//! The records of a ZIP archive, read one after the other.

use super::{ARCHIVE, RECORD, RECORDS, Reading};
use crate::source::message;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::ZipArchive;

/// The most bytes behind the last directory of an archive: its own record, and a comment.
const TAIL: u64 = 22 + 65_535;

pub(super) fn read(path: &Path, into: &mut Reading) -> Result<(), String> {
    let mut file = File::open(path).map_err(|why| why.to_string())?;
    let length = file.metadata().map_err(|why| why.to_string())?.len();
    if length > ARCHIVE {
        return Err(format!("it is larger than {} MiB", ARCHIVE >> 20));
    }
    // Every entry takes memory as soon as the archive is opened.
    let declared = entries(&mut file, length).map_err(|why| why.to_string())?;
    if declared.is_none_or(|count| count > RECORDS as u64) {
        return Err(match declared {
            Some(_) => format!("it has more than {RECORDS} entries"),
            None => "it is not a ZIP archive".into(),
        });
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|why| reason(&why))?;
    for at in 0..archive.len() {
        if into.is_full() {
            return Ok(());
        }
        let (name, content) = match archive.by_index(at) {
            Ok(entry) => {
                // A name in another encoding is still that of a record.
                let name = entry.name().map_or_else(|_| format!("entry {at}.json"), Cow::into_owned);
                if !entry.is_file() || !name.ends_with(".json") {
                    continue;
                }
                (message::line(&name), bytes(entry))
            }
            Err(why) => (format!("entry {at}"), Err(reason(&why))),
        };
        into.take(&name, content);
    }
    Ok(())
}

/// Reads one byte more than the limit at most, whatever size the entry declares.
fn bytes(entry: impl Read) -> Result<Vec<u8>, String> {
    let mut found = Vec::new();
    entry.take(RECORD as u64 + 1).read_to_end(&mut found).map_err(|_| "it is damaged".to_owned())?;
    if found.len() > RECORD { Err(format!("larger than {} MiB", RECORD >> 20)) } else { Ok(found) }
}

fn reason(why: &zip::result::ZipError) -> String {
    match why {
        zip::result::ZipError::Io(_) | zip::result::ZipError::InvalidArchive(_) => "it is damaged".into(),
        zip::result::ZipError::UnsupportedArchive(_) => "its compression is not supported".into(),
        _ => "it cannot be read".into(),
    }
}

/// Returns the number of entries that the end of an archive declares; nothing if the file is not an archive.
fn entries(file: &mut File, length: u64) -> std::io::Result<Option<u64>> {
    let start = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    (&*file).take(TAIL).read_to_end(&mut tail)?;
    file.rewind()?;
    let Some(at) = tail.windows(4).rposition(|bytes| bytes == b"PK\x05\x06") else { return Ok(None) };
    let number = |from: usize, size: usize| {
        let bytes = tail.get(from..from + size)?;
        Some(bytes.iter().rev().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte)))
    };
    match number(at + 10, 2) {
        // An archive with more entries has a second record before this one.
        Some(0xFFFF) => {
            let Some(large) = tail.windows(4).rposition(|bytes| bytes == b"PK\x06\x06") else {
                return Ok(None);
            };
            Ok(number(large + 32, 8))
        }
        count => Ok(count),
    }
}
