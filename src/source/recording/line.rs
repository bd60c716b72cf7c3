//! One line of a recording: a checksum, chained to the line before, and one entry.

use super::entry::RecordingLine;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Maximum bytes of one line: an object is at most 1.5 MiB in etcd.
pub const LONGEST: usize = 16 << 20;

const BEFORE: &str = "{\"sum\":\"";
const AFTER: &str = "\",";
/// Hexadecimal digits of a checksum.
const DIGITS: usize = 16;

/// The checksums so far: each covers its line and, through the one before, all lines above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    sum: String,
}

impl Chain {
    /// Returns an entry as a line, its end included.
    ///
    /// # Errors
    /// If the line would be longer than [`LONGEST`].
    pub fn write(&mut self, entry: &RecordingLine) -> Result<String, String> {
        let text = serde_json::to_string(entry).map_err(|why| why.to_string())?;
        let rest = text.strip_prefix('{').unwrap_or(&text);
        self.sum = self.next(rest);
        let line = format!("{BEFORE}{}{AFTER}{rest}\n", self.sum);
        if line.len() > LONGEST {
            return Err(format!("one object is larger than {} MiB", LONGEST >> 20));
        }
        Ok(line)
    }

    /// Returns the entry of a line.
    ///
    /// # Errors
    /// If the line was altered, is out of order, or is too long or not an entry.
    pub fn read(&mut self, line: &str) -> Result<RecordingLine, String> {
        if line.len() > LONGEST {
            return Err(format!("it is longer than {} MiB", LONGEST >> 20));
        }
        let parts = line.strip_prefix(BEFORE).and_then(|rest| rest.split_at_checked(DIGITS));
        let parts = parts.and_then(|(sum, rest)| Some((sum, rest.strip_prefix(AFTER)?)));
        let (sum, rest) = parts.ok_or("it is not a line of a recording")?;
        let own = self.next(rest);
        if own != sum {
            return Err("it was altered, or a line above it is missing or in another place".into());
        }
        self.sum = own;
        serde_json::from_str(&format!("{{{rest}"))
            .map_err(|why| format!("it is not a known entry (column {})", why.column()))
    }

    fn next(&self, rest: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.sum.as_bytes());
        hash.update(rest.as_bytes());
        let mut sum = String::with_capacity(DIGITS);
        for byte in hash.finalize().iter().take(DIGITS / 2) {
            let _ = write!(sum, "{byte:02x}");
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::recording::entry::PointEnd;

    fn lines() -> Vec<String> {
        let mut chain = Chain::default();
        (1..4)
            .map(|point| chain.write(&RecordingLine::End(PointEnd { point, lines: 2 })).expect("short"))
            .collect()
    }

    fn first_fault(lines: &[String]) -> Option<usize> {
        let mut chain = Chain::default();
        lines.iter().position(|line| chain.read(line.trim_end()).is_err())
    }

    #[test]
    fn a_line_that_is_altered_removed_or_moved_is_the_first_fault() {
        let good = lines();
        assert_eq!(first_fault(&good), None);
        let mut altered = good.clone();
        altered[1] = altered[1].replace("\"lines\":2", "\"lines\":3");
        assert_eq!(first_fault(&altered), Some(1));
        assert_eq!(first_fault(&[good[0].clone(), good[2].clone()]), Some(1));
        assert_eq!(first_fault(&[good[1].clone(), good[0].clone()]), Some(0));
        assert_eq!(first_fault(&[good[0][..20].to_owned()]), Some(0));
    }

    #[test]
    fn a_line_longer_than_the_bound_is_refused() {
        let line = " ".repeat(LONGEST + 1);
        assert!(Chain::default().read(&line).err().expect("too long").contains("16 MiB"));
    }
}
