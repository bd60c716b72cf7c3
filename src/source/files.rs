//! Files of a kubeconfig, and files it names: read with a limit and a timeout, whatever the path refers to.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long to wait for a pipe without a writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Returns the bytes of a file, or the reason why it cannot be read.
///
/// # Errors
/// If the file is missing, unreadable, a folder or larger than `largest`, or sends no data in time.
pub fn bytes(path: &Path, largest: usize) -> Result<Vec<u8>, String> {
    if path.is_file() {
        return read(path, largest);
    }
    if path.is_dir() {
        return Err("it is a folder".into());
    }
    // Opening or reading a pipe or a device may never end, so another thread does it.
    let (done, answer) = channel();
    let path: PathBuf = path.to_owned();
    std::thread::spawn(move || drop(done.send(read(&path, largest))));
    match answer.recv_timeout(PATIENCE) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => Err(format!("no data within {} seconds", PATIENCE.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err("it cannot be read".into()),
    }
}

/// Returns the text of a file; a byte order mark, if any, determines its encoding.
///
/// # Errors
/// As [`bytes()`], and when the bytes are not text.
pub fn text(path: &Path, largest: usize) -> Result<String, String> {
    decode(bytes(path, largest)?)
}

fn read(path: &Path, largest: usize) -> Result<Vec<u8>, String> {
    let mut found = Vec::new();
    let file = File::open(path).map_err(|why| reason(why.kind()))?;
    file.take(largest as u64 + 1).read_to_end(&mut found).map_err(|why| reason(why.kind()))?;
    if found.len() > largest {
        return Err(format!("it is larger than {} KiB", largest >> 10));
    }
    Ok(found)
}

fn reason(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "no such file".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::IsADirectory => "it is a folder".into(),
        other => other.to_string(),
    }
}

fn decode(bytes: Vec<u8>) -> Result<String, String> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|why| {
        let at = why.utf8_error().valid_up_to();
        let before = why.as_bytes().get(..at).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        format!("line {line}: it is not UTF-8")
    })
}

fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> Result<String, String> {
    let pairs = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(order);
    char::decode_utf16(pairs).collect::<Result<_, _>>().map_err(|_| "it is not valid UTF-16".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_and_kind_are_bounded() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("a");
        std::fs::write(&path, [b'x'; 2048]).expect("written");
        assert_eq!(bytes(&path, 2048).expect("it fits").len(), 2048);
        assert!(bytes(&path, 1024).expect_err("too large").contains("1 KiB"));
        assert!(bytes(folder.path(), 9).expect_err("a folder").contains("folder"));
        assert!(bytes(&folder.path().join("b"), 9).expect_err("missing").contains("no such file"));
    }

    #[cfg(unix)]
    #[test]
    fn an_endless_device_ends() {
        assert!(bytes(Path::new("/dev/zero"), 1024).expect_err("endless").contains("1 KiB"));
        assert_eq!(bytes(Path::new("/dev/null"), 1024), Ok(Vec::new()));
    }

    #[test]
    fn byte_order_marks_are_read() {
        let wide: Vec<u8> = "\u{feff}kind: Ä".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(wide).as_deref(), Ok("kind: Ä"));
        assert_eq!(decode("\u{feff}a".into()).as_deref(), Ok("a"));
        assert!(decode(vec![b'a', b'\n', 0xff, b'x']).expect_err("not text").contains("line 2"));
    }
}
