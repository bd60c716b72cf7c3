//! The Code Quality report of GitLab:
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use super::sheet::{Sheet, SheetRow, Unknown};
use crate::checks::Severity;
use crate::output::Scan;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let found = sheet.entries.iter().map(issue);
    let place = sheet.entries.first().map_or_else(|| sheet.source.clone(), |one| one.place.file.clone());
    let reasons = sheet.reasons();
    let unknown = reasons.iter().map(|reason| unknown(reason, &place));
    let unread = sheet
        .unread
        .iter()
        .map(|why| remark("unread-input", "critical", &format!("Not read: {why}"), &place));
    let all: Vec<Value> = found.chain(unknown).chain(unread).collect();
    format!("{:#}\n", Value::Array(all))
}

fn issue(entry: &SheetRow<'_>) -> Value {
    json!({
        "description": format!("{} ({}{})", entry.sentence(), entry.object, entry.within()),
        "check_name": entry.check.id,
        "fingerprint": print(&[&entry.fingerprint, &entry.place.file]),
        "severity": severity(entry.severity),
        "location": {"path": path(&entry.place.file), "lines": {"begin": entry.place.line}},
    })
}

fn unknown(one: &Unknown, place: &str) -> Value {
    let text = format!("{} unknown verdicts: {}. {}", one.verdicts, one.reason, one.places());
    remark("unknown-verdicts", "info", &text, place)
}

fn remark(name: &str, severity: &str, text: &str, place: &str) -> Value {
    json!({
        "fingerprint": print(&[name, text]),
        "description": text,
        "check_name": name,
        "severity": severity,
        "location": {"path": path(place), "lines": {"begin": 1}},
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}

/// GitLab compares paths with those of the repository, which begin with no `./`.
pub(super) fn path(file: &str) -> String {
    let path = file.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

/// Returns a value that is unique in the report: the same finding may be in several files.
fn print(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_differ_with_the_file_and_parts_do_not_run_together() {
        assert_ne!(print(&["a", "b"]), print(&["a", "c"]));
        assert_ne!(print(&["ab", ""]), print(&["a", "b"]));
        assert_eq!(print(&["a"]).len(), 32);
    }
}
