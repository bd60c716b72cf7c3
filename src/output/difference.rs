//! The difference between two sources, as text, JSON, and Markdown for the comment of a pull request.

use super::formats::markdown::{code, escape};
use super::sets::within;
use crate::checks::Severity;
use crate::checks::prelude::plural;
use serde::Serialize;
use std::fmt::Write;

/// What differs. All texts are safe to show.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    pub version: u8,
    pub before: String,
    pub after: String,
    pub findings: Vec<FindingChange>,
    pub facts: Vec<FactChange>,
    /// Whether both sides could be asked about routes, tokens, connections, permissions and Pod Security.
    pub compared_facts: bool,
    /// What could not be read, one sentence each.
    pub not_seen: Vec<String>,
}

/// How a finding differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingSense {
    New,
    Worse,
    Better,
    Gone,
    /// It is no longer found, but its verdict is unknown.
    Unknown,
}

#[derive(Debug, Clone, Serialize)]
pub struct FindingChange {
    pub sense: FindingSense,
    pub check: String,
    #[serde(serialize_with = "word")]
    pub severity: Severity,
    pub object: String,
    pub message: String,
    /// The file and line, if it is in one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Why something about it is unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    pub fingerprint: String,
    /// The sets of files that it concerns, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<String>,
}

/// The direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactSense {
    Opens,
    /// One of the two sides is unknown.
    Unknown,
    Changes,
    Closes,
}

#[derive(Debug, Clone, Serialize)]
pub struct FactChange {
    pub sense: FactSense,
    pub area: &'static str,
    pub name: String,
    pub before: String,
    pub after: String,
    /// The sets of files that it concerns, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<String>,
}

// The serialiser hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn word<S: serde::Serializer>(severity: &Severity, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(severity.word())
}

impl FindingSense {
    fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Gone => "gone",
            Self::Unknown => "unknown",
        }
    }

    /// Returns whether the change adds a risk.
    #[must_use]
    pub fn is_new(self) -> bool {
        matches!(self, Self::New | Self::Worse)
    }
}

impl FactSense {
    fn word(self) -> &'static str {
        match self {
            Self::Opens => "opens",
            Self::Closes => "closes",
            Self::Changes => "changes",
            Self::Unknown => "unknown",
        }
    }
}

impl FactChange {
    /// Returns what the change does, without the name: `opens … to anyone`.
    fn effect(&self) -> String {
        match (self.sense, self.area, self.after.as_str()) {
            (FactSense::Opens, "route", "anyone") => "to anyone".into(),
            _ => format!("{} (before: {})", self.after, self.before),
        }
    }
}

impl Difference {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.facts.is_empty()
    }

    fn remarks(&self) -> Vec<String> {
        let mut all: Vec<String> = self.not_seen.iter().map(|one| format!("Not seen: {one}.")).collect();
        if !self.compared_facts {
            all.push("Routes, tokens, connections, permissions and Pod Security were not compared: a saved report contains findings only.".into());
        }
        all
    }
}

#[must_use]
pub fn json(difference: &Difference) -> String {
    serde_json::to_string_pretty(difference).unwrap_or_default() + "\n"
}

#[must_use]
pub fn text(difference: &Difference) -> String {
    let mut out = format!("{} → {}\n", difference.before, difference.after);
    for one in &difference.facts {
        let _ = writeln!(
            out,
            "{}: {} {}{}: {}",
            one.sense.word(),
            one.area,
            one.name,
            within(&one.sets),
            one.effect()
        );
    }
    for one in &difference.findings {
        let place = if one.place.is_empty() { String::new() } else { format!(" ({})", one.place) };
        let why = if one.why.is_empty() { String::new() } else { format!(" [{}]", one.why) };
        let (sense, severity, sets) = (one.sense.word(), one.severity, within(&one.sets));
        let _ = writeln!(
            out,
            "{sense}: {severity} {} {}{sets}{place}: {}{why}",
            one.check, one.object, one.message
        );
    }
    if difference.is_empty() {
        out.push_str("No differences.\n");
    }
    difference.remarks().into_iter().for_each(|remark| out.extend([remark, "\n".to_owned()]));
    out
}

/// Changes of one kind that are listed before the others are only counted: a comment of GitHub has 65,536 characters.
const LISTED: usize = 60;

#[must_use]
pub fn markdown(difference: &Difference) -> String {
    let mut out = format!("### fnsec: {} → {}\n", code(&difference.before), code(&difference.after));
    if difference.is_empty() {
        out.push_str("\nThis change opens nothing and adds no finding.\n");
    }
    let opened = difference.facts.iter().filter(|one| one.sense == FactSense::Opens).count();
    if opened > 0 {
        out.push('\n');
    }
    for one in
        difference.facts.iter().filter(|fact_change| fact_change.sense == FactSense::Opens).take(LISTED)
    {
        let _ = writeln!(
            out,
            "- **This change opens** {} {}{}: {}",
            one.area,
            code(&one.name),
            escape(&within(&one.sets)),
            escape(&one.effect())
        );
    }
    more(&mut out, opened);
    findings(&mut out, difference);
    let others: Vec<&FactChange> =
        difference.facts.iter().filter(|fact| fact.sense != FactSense::Opens).collect();
    if !others.is_empty() {
        let (count, plural) = (others.len(), plural(others.len()));
        let _ = writeln!(out, "\n<details><summary>{count} other change{plural} of access</summary>\n");
        out.push_str("| change | what | before | after |\n|---|---|---|---|\n");
        for one in others.iter().take(LISTED) {
            let [before, after] = [&one.before, &one.after].map(|text| escape(text));
            let _ = writeln!(
                out,
                "| {} {} | {}{} | {before} | {after} |",
                one.sense.word(),
                one.area,
                code(&one.name),
                escape(&within(&one.sets))
            );
        }
        more(&mut out, others.len());
        out.push_str("\n</details>\n");
    }
    for (at, one) in difference.remarks().iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { "" });
        let _ = writeln!(out, "- {}", escape(one));
    }
    out
}

fn findings(out: &mut String, difference: &Difference) {
    if difference.findings.is_empty() {
        return;
    }
    out.push_str("\n| change | severity | check | object | finding |\n|---|---|---|---|---|\n");
    for one in difference.findings.iter().take(LISTED) {
        let place = if one.place.is_empty() { String::new() } else { format!("<br>{}", code(&one.place)) };
        let why = if one.why.is_empty() { String::new() } else { format!("<br>{}", escape(&one.why)) };
        let (sense, message) = (one.sense.word(), escape(&one.message));
        let object = code(&one.object) + &escape(&within(&one.sets));
        let _ = writeln!(
            out,
            "| {sense} | {} | {} | {object}{place} | {message}{why} |",
            one.severity, one.check
        );
    }
    more(out, difference.findings.len());
}

fn more(out: &mut String, count: usize) {
    if count > LISTED {
        let _ = writeln!(out, "\n{} more are not listed here.", count - LISTED);
    }
}
