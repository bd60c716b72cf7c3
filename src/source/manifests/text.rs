//! From a file to its text: byte order marks and UTF-16 are read as kubectl reads them, and sizes are
//! bounded.

use super::walk::plain;
use crate::source::tree::Tree;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest file that is read.
pub const LARGEST: u64 = 64 << 20;

/// Returns the text of a file, or of standard input for `-`; otherwise the reason why it cannot be read.
///
/// # Errors
/// If the file cannot be read, is too large, or is not text.
pub fn read(tree: &Tree, path: &Path) -> Result<String, String> {
    if let Some(memory) = tree.memory() {
        return bounded(memory.bytes(path)?);
    }
    if path.as_os_str() == "-" {
        return bounded(std::io::stdin().lock());
    }
    bounded(File::open(path).map_err(|why| plain(&why))?)
}

fn bounded(from: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|why| plain(&why))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("larger than {} MiB", LARGEST >> 20));
    }
    decode(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<String, String> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a byte order mark, the position of the first zero byte after an initial letter shows the
        // byte order.
        [first, 0, ..] if *first != 0 => utf16(&bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(&bytes, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).or_else(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        // Old code pages differ only in letters; a name or a key with one is refused later, with its name.
        let binary = bytes.contains(&0);
        let line = bytes.get(..at).unwrap_or_default().split(|byte| *byte == b'\n').count();
        if binary {
            Err(format!("not text: byte {} on line {line} is not UTF-8", at + 1))
        } else {
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
    })
}

fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> Result<String, String> {
    let pairs = bytes
        .chunks_exact(2)
        .map(|pair| order([pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0)]));
    if bytes.len() % 2 == 1 {
        return Err("invalid UTF-16: it ends within a character".into());
    }
    let text: Result<String, _> = char::decode_utf16(pairs).collect();
    text.map_err(|_| "not valid UTF-16".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_file_is_not_read_to_its_end() {
        assert_eq!(bounded(std::io::repeat(b'a')), Err("larger than 64 MiB".into()));
    }

    #[test]
    fn marks_and_both_orders_of_utf_16_are_read() {
        let little: Vec<u8> = "kind: Ä".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "kind: Ä".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| decode([mark, bytes].concat());
        for read in [
            marked(&[0xFF, 0xFE], &little),
            marked(&[0xFE, 0xFF], &big),
            decode(little),
            decode(big),
            marked(&[0xEF, 0xBB, 0xBF], "kind: Ä".as_bytes()),
        ] {
            assert_eq!(read.as_deref(), Ok("kind: Ä"));
        }
    }

    #[test]
    fn what_is_not_text_says_so() {
        assert!(decode(vec![b'a', b'b', 0xC3, 0, 0, 1]).is_err());
        assert!(decode(vec![0xFF, 0xFE, b'a']).is_err());
    }
}
