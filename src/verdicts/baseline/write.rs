//! Writes a baseline for git: one block of lines for each entry, sorted by object.

use super::{Baseline, BaselineEntry};
use crate::checks::Severity;
use crate::engine::credentials::masked;
use crate::yaml;
use serde_json::json;
use std::collections::BTreeMap;

const HEAD: &str = "# Known findings, written by fnsec baseline write. A scan with --baseline marks all others as new.\nversion: 1\n";

/// Returns the text of a baseline; equal baselines give equal texts.
#[must_use]
pub fn text(baseline: &Baseline) -> String {
    let mut out = HEAD.to_owned();
    if !baseline.sets.is_empty() {
        let names: Vec<_> = baseline.sets.iter().map(|name| masked(name)).collect();
        out.push_str(&yaml::print(&json!({"sets": names})));
    }
    if baseline.known.is_empty() {
        return out + "findings: []\n";
    }
    let mut all: Vec<(&String, &BaselineEntry)> = baseline.known.iter().collect();
    all.sort_by_key(|(print, known)| (&known.namespace, &known.object, &known.check, *print));
    out.push_str("findings:\n");
    for (print, known) in all {
        if known.sets.is_empty() {
            entry(&mut out, print, known, known.severity, &[]);
            continue;
        }
        // One entry for each severity.
        let mut each: BTreeMap<Severity, Vec<&str>> = BTreeMap::new();
        for (name, severity) in &known.sets {
            each.entry(*severity).or_default().push(name);
        }
        for (severity, sets) in each {
            entry(&mut out, print, known, severity, &sets);
        }
    }
    out
}

fn entry(out: &mut String, print: &str, known: &BaselineEntry, severity: Severity, sets: &[&str]) {
    let fields = [
        ("fingerprint", print),
        ("check", &known.check),
        ("severity", severity.word()),
        ("object", &masked(&known.object)),
        ("namespace", &masked(&known.namespace)),
    ];
    let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
    for (at, (key, value)) in given.enumerate() {
        out.push_str(if at == 0 { "- " } else { "  " });
        out.push_str(&yaml::print(&json!({key: value})));
    }
    if !sets.is_empty() {
        let names: Vec<_> = sets.iter().map(|name| masked(name)).collect();
        let text = yaml::print(&json!({"sets": names}));
        text.lines().for_each(|line| out.extend(["  ", line, "\n"]));
    }
}
