//! Splits a stream of bytes into lines, with a bound on the length of each.

/// What is kept of a line; the rest of a longer line is dropped.
const LONGEST: usize = 64 * 1_024;

/// Bytes that arrived after the last line end.
#[derive(Debug, Default)]
pub(super) struct LineBuffer {
    rest: Vec<u8>,
}

impl LineBuffer {
    /// Adds bytes; returns the lines that they complete, without their ends.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, ends) = match piece.strip_suffix(b"\n") {
                Some(text) => (text, true),
                None => (piece, false),
            };
            let room = LONGEST.saturating_sub(self.rest.len()).min(text.len());
            self.rest.extend_from_slice(text.get(..room).unwrap_or_default());
            if ends {
                let line = std::mem::take(&mut self.rest);
                lines.push(String::from_utf8_lossy(&line).into_owned());
            }
        }
        lines
    }
}
