//! The SAST report of GitLab, version 15.2.1:
//! <https://gitlab.com/gitlab-org/security-products/security-report-schemas>.
//!
//! Unknown verdicts are messages of the scan. The schema requires times; they are the day of the scan, so that equal
//! input gives an equal report.

use super::gitlab::path;
use super::sheet::{Sheet, SheetRow, safe};
use crate::checks::{Severity, page};
use crate::output::Scan;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;

const VERSION: &str = "15.2.1";
/// The longest name and the longest identifier that the schema allows.
const NAME: usize = 255;

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let tool = json!({
        "id": "fnsec",
        "name": "fnsec",
        "version": env!("CARGO_PKG_VERSION"),
        "url": env!("CARGO_PKG_REPOSITORY"),
        "vendor": {"name": "fnsec"},
    });
    let moment = format!("{}T00:00:00", scan.header.today);
    let status = if sheet.unread.is_empty() && scan.verdicts > 0 { "success" } else { "failure" };
    let report = json!({
        "version": VERSION,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "sast",
            "start_time": moment,
            "end_time": moment,
            "status": status,
            "messages": messages(&sheet),
        },
        "vulnerabilities": vulnerabilities(&sheet),
    });
    format!("{report:#}\n")
}

fn messages(sheet: &Sheet<'_>) -> Vec<Value> {
    let message = |level: &str, value: String| json!({"level": level, "value": value});
    let unread = sheet.unread.iter().map(|why| message("fatal", format!("Not read: {why}.")));
    let reasons = sheet.reasons();
    let unknown = reasons.iter().map(|reason| {
        message(
            "warn",
            format!("{} unknown verdicts: {}. {}.", reason.verdicts, reason.reason, reason.places()),
        )
    });
    unread.chain(unknown).chain([message("info", sheet.summary())]).collect()
}

/// Returns the findings; one that is in several files keeps its identifier in the first of them.
fn vulnerabilities(sheet: &Sheet<'_>) -> Vec<Value> {
    let mut taken = BTreeSet::new();
    let each = sheet.entries.iter().map(|entry| {
        let mut print = entry.fingerprint.clone();
        while !taken.insert(print.clone()) {
            print = next(&print, &path(&entry.place.file));
        }
        vulnerability(entry, &print)
    });
    each.collect()
}

/// Returns 128 bits that follow from a fingerprint and a file.
fn next(print: &str, file: &str) -> String {
    let hash = Sha256::digest(format!("{print}\0{file}"));
    hash.iter().take(16).fold(String::new(), |mut print, byte| {
        let _ = write!(print, "{byte:02x}");
        print
    })
}

fn vulnerability(entry: &SheetRow<'_>, print: &str) -> Value {
    let links: Vec<Value> = page::links(entry.check).into_iter().map(|url| json!({"url": url})).collect();
    let mut description = vec![entry.sentence(), entry.check.why.to_owned()];
    let sets = entry.sets.words();
    description.extend((!sets.is_empty()).then(|| safe(&format!("Sets: {sets}"))));
    description.extend((!entry.evidence.is_empty()).then(|| format!("Found: {}", entry.evidence)));
    json!({
        "id": uuid(print),
        "name": cut(entry.check.title),
        "description": description.join("\n\n"),
        "severity": severity(entry.severity),
        "solution": entry.fixes.first().map(|fix| safe(&fix.title)).unwrap_or_default(),
        "identifiers": [{"type": "fnsec_check", "name": cut(entry.check.id), "value": entry.check.id}],
        "links": links,
        "location": {
            "file": path(&entry.place.file),
            "start_line": entry.place.line,
            "class": cut(&entry.object),
        },
    })
}

fn cut(text: &str) -> String {
    text.chars().take(NAME).collect()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Info => "Info",
    }
}

/// Returns the 128 bits of a fingerprint as an identifier of version 8, whose bits an application chooses.
fn uuid(fingerprint: &str) -> String {
    let digits: Vec<char> = fingerprint.trim_start_matches("v1:").chars().collect();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().iter().collect::<String>();
    format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_the_form_of_a_uuid() {
        assert_eq!(uuid("v1:718296723ffc6e48bdb9f8821bc98044"), "71829672-3ffc-8e48-8db9-f8821bc98044");
    }
}
