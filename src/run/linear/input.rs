//! Lines that are typed, each with a bound.

use tokio::io::{AsyncBufReadExt, BufReader, Stdin, stdin};

/// The maximum length of a line, in bytes: more than any command or reason.
const LONGEST: usize = 4_096;

/// Standard input, and the part of a line that has arrived.
pub(super) struct Input {
    reader: BufReader<Stdin>,
    part: Vec<u8>,
    too_long: bool,
}

impl Input {
    pub(super) fn new() -> Self {
        Self { reader: BufReader::new(stdin()), part: Vec::new(), too_long: false }
    }

    /// Returns the next line, or that it is too long; `None` at the end of the input. May be dropped and called
    /// again: nothing is lost.
    pub(super) async fn next(&mut self) -> Option<Result<String, String>> {
        loop {
            let bytes = self.reader.fill_buf().await.ok()?;
            if bytes.is_empty() {
                return if self.part.is_empty() { None } else { Some(self.take()) };
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let own = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            self.too_long |= self.part.len() + own.len() > LONGEST;
            if !self.too_long {
                self.part.extend_from_slice(own);
            }
            let used = own.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Some(self.take());
            }
        }
    }

    fn take(&mut self) -> Result<String, String> {
        let line = String::from_utf8_lossy(&std::mem::take(&mut self.part)).into_owned();
        if std::mem::take(&mut self.too_long) {
            return Err(format!("The line is longer than {LONGEST} bytes and was not taken."));
        }
        Ok(line)
    }
}
