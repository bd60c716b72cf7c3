//! A scan as JSON lines: one per finding, and a last one with the rest.

use super::{Item, Scan, json};

#[must_use]
pub fn text(scan: &Scan) -> String {
    lines(&scan.items) + &last(scan)
}

/// Returns the lines of some findings.
#[must_use]
pub fn lines(items: &[Item]) -> String {
    let mut out = Vec::new();
    for item in items {
        // A finding contains only values that JSON can represent.
        let _ = serde_json::to_writer(&mut out, &json::finding(item));
        out.push(b'\n');
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Returns the line with the rest.
#[must_use]
pub fn last(scan: &Scan) -> String {
    serde_json::to_string(&json::frame(scan)).unwrap_or_default() + "\n"
}
