//! Limits on the text, before a recursive parser sees it.

use super::report::Language;
use super::unparsed::{Fault, Obstacle};

/// The longest source that is analysed, in bytes.
pub const LENGTH: usize = 512 << 10;

/// The place of the first limit that a source exceeds.
pub fn fault(language: Language, source: &str) -> Option<Fault> {
    let _ = language;
    if source.len() > LENGTH {
        return Some(Fault { offset: 0, reason: Obstacle::Length });
    }
    None
}
