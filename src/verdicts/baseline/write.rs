//! Writes a baseline for git: one block of lines for each entry, sorted by object.

use super::{Baseline, Known};
use crate::engine::credentials::masked;
use crate::yaml;
use serde_json::json;

const HEAD: &str = "# Known findings, written by fnsec baseline write. A scan with --baseline marks all others as new.\nversion: 1\n";

/// Returns the text of a baseline; equal baselines give equal texts.
#[must_use]
pub fn text(baseline: &Baseline) -> String {
    if baseline.known.is_empty() {
        return format!("{HEAD}findings: []\n");
    }
    let mut all: Vec<(&String, &Known)> = baseline.known.iter().collect();
    all.sort_by_key(|(print, known)| (&known.namespace, &known.object, &known.check, *print));
    let mut out = format!("{HEAD}findings:\n");
    for (print, known) in all {
        let fields = [
            ("fingerprint", print.as_str()),
            ("check", &known.check),
            ("severity", known.severity.word()),
            ("object", &masked(&known.object)),
            ("namespace", &masked(&known.namespace)),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        for (at, (key, value)) in given.enumerate() {
            out.push_str(if at == 0 { "- " } else { "  " });
            out.push_str(&yaml::print(&json!({key: value})));
        }
    }
    out
}
