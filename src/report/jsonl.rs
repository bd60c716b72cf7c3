//! A scan as lines of JSON: one a finding, and a last one with the rest.

use super::{Scan, json};

pub fn text(scan: &Scan) -> String {
    let findings = scan.items.iter().map(|item| serde_json::to_string(&json::finding(item)));
    let lines = findings.chain([serde_json::to_string(&json::frame(scan))]);
    lines.map(|line| line.unwrap_or_default() + "\n").collect()
}
