//! SARIF 2.1.0, in the form that code scanning of GitHub accepts:
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use super::sheet::{Sheet, SheetRow, Unknown, safe};
use super::uri;
use crate::checks::{Check, Severity, page};
use crate::output::Scan;
use crate::output::replacement::{Replacement, TextFix};
use crate::source::Origin;
use crate::verdicts::baseline::Standing;
use crate::yaml::Put;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The base of relative paths: the root of the repository.
const ROOT: &str = "%SRCROOT%";
/// The id of notifications about unknown verdicts and unread input.
const UNKNOWN: &str = "unknown-verdicts";

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let rules = Rules::of(&sheet);
    let results = sheet.entries.iter().chain(&sheet.accepted).map(|entry| result(entry, &rules));
    let mut run = json!({
        "tool": {"driver": {
            "name": "fnsec",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules.values(),
            "notifications": [{
                "id": UNKNOWN,
                "shortDescription": {"text": "Verdicts that could not be given"},
                "fullDescription": {"text": "Something that a check needs could not be read. An unknown verdict is not a pass."},
            }],
        }},
        "automationDetails": {"id": format!("fnsec/{}/", category(&sheet))},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository"}}},
        "invocations": [invocation(&sheet, &rules)],
        "results": results.collect::<Vec<_>>(),
        "properties": {"summary": sheet.summary(), "coverage": scan.coverage(), "unknown": scan.counts.unknown},
    });
    let artifacts = artifacts(&sheet);
    if !artifacts.is_empty() {
        run.put(["artifacts"], Value::Array(artifacts));
    }
    format!("{:#}\n", json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}))
}

/// Returns what keeps the results of several clusters apart: the context. Files have one category, whichever of them
/// were named.
fn category(sheet: &Sheet<'_>) -> String {
    match sheet.scan.header.origin {
        Origin::Manifests => "manifests".to_owned(),
        Origin::Demo => "demo".to_owned(),
        Origin::Cluster | Origin::Recording => uri::reference(&uri::segment(&sheet.source)),
    }
}

/// The checks that the results and notifications refer to, with their positions.
struct Rules(BTreeMap<&'static str, (usize, &'static Check)>);

impl Rules {
    fn of(sheet: &Sheet<'_>) -> Self {
        let found = sheet.entries.iter().chain(&sheet.accepted).map(|entry| entry.check.id);
        let unknown = sheet.unknown.iter().flat_map(Unknown::checks);
        let ids: BTreeSet<&'static str> = found.chain(unknown).collect();
        let checks = ids.into_iter().filter_map(crate::checks::find).enumerate();
        Self(checks.map(|(at, check)| (check.id, (at, check))).collect())
    }

    fn values(&self) -> Vec<Value> {
        self.0.values().map(|(_, check)| rule(check)).collect()
    }

    fn index(&self, id: &str) -> usize {
        self.0.get(id).map_or(0, |(at, _)| *at)
    }
}

fn rule(check: &Check) -> Value {
    let mut properties = json!({
        "tags": ["security", "kyma", "kubernetes", check.family.word()],
        "precision": "high",
        "problem.severity": level(check.severity).replace("note", "recommendation"),
    });
    if let Some(number) = security_severity(check.severity) {
        properties.put(["security-severity"], json!(number));
    }
    json!({
        "id": check.id,
        "name": pascal(check.id),
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "help": {
            "text": format!("{} Run fnsec explain {} to read more.", check.why, check.id),
            "markdown": page::whole(check),
        },
        "helpUri": page::links(check).first(),
        "defaultConfiguration": {"level": level(check.severity)},
        "properties": properties,
    })
}

/// Returns `JwtWithoutIssuer` for `jwt-without-issuer`.
fn pascal(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    id.split('-').filter_map(word).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// Returns a number within the range that GitHub shows as this severity; none for a remark.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.5"),
        Severity::Info => None,
    }
}

fn result(entry: &SheetRow<'_>, rules: &Rules) -> Value {
    let mut result = json!({
        "ruleId": entry.check.id,
        "ruleIndex": rules.index(entry.check.id),
        "level": level(entry.severity),
        "message": {"text": sentence(entry)},
        "locations": [location(entry)],
        // Of partial fingerprints, GitHub compares only the first one.
        "partialFingerprints": {"primaryLocationLineHash": entry.fingerprint, "fnsecFingerprint/v1": entry.fingerprint},
        "properties": {
            "severity": entry.severity.word(),
            "confidence": entry.finding.confidence.word(),
            "pointer": safe(&entry.finding.path),
        },
    });
    for (name, sets) in [("sets", entry.sets.sets), ("newIn", entry.sets.new_in)] {
        if !sets.is_empty() {
            result.put(["properties", name], sets.iter().map(|set| safe(set)).collect());
        }
    }
    if !entry.finding.flow.is_empty() {
        result.put(["codeFlows"], json!([code_flow(entry)]));
    }
    if let Some(standing) = entry.standing {
        let state = if standing == Standing::Known { "unchanged" } else { "new" };
        result.put(["baselineState"], json!(state));
    }
    if let Some(why) = entry.acceptance {
        let kind = if why.place.starts_with("annotation") { "inSource" } else { "external" };
        let justification = safe(&format!("{} ({})", why.reason, why.place));
        result.put(
            ["suppressions"],
            json!([{"kind": kind, "status": "accepted", "justification": justification}]),
        );
    }
    if !entry.replacements.is_empty() {
        result.put(["fixes"], entry.replacements.iter().map(fix).collect());
    }
    result
}

/// Returns the message with the object, since a result is also shown without its location.
fn sentence(entry: &SheetRow<'_>) -> String {
    let evidence = &entry.evidence;
    let seen = if evidence.is_empty() { String::new() } else { format!(" Found: {evidence}.") };
    let home = if entry.namespace.is_empty() { String::new() } else { format!(" in {}", entry.namespace) };
    let sets = safe(&entry.sets.words());
    let sets = if sets.is_empty() { sets } else { format!(" ({sets})") };
    format!("{}. {}{home}{sets}.{seen}", entry.sentence().trim_end_matches('.'), entry.object)
}

/// Returns the way of data through the code, one location for each step.
fn code_flow(entry: &SheetRow<'_>) -> Value {
    let flow = &entry.finding.flow;
    let last = flow.len().saturating_sub(1);
    let steps = flow.iter().enumerate().map(|(at, step)| {
        // A source in git has lines that are not those of the object.
        let text = format!("line {}: {}", step.line, safe(&step.text));
        json!({
            "location": {
                "physicalLocation": {"artifactLocation": artifact(&entry.place.file), "region": region(entry, at)},
                "message": {"text": text},
            },
            "executionOrder": at + 1,
            "importance": if at == 0 || at == last { "essential" } else { "important" },
        })
    });
    let steps: Vec<Value> = steps.collect();
    json!({"message": {"text": entry.sentence()}, "threadFlows": [{"locations": steps}]})
}

/// Returns the place of a step, or of the whole finding where it was not located.
fn region(entry: &SheetRow<'_>, step: usize) -> Value {
    match entry.steps.get(step) {
        Some((line, column)) => json!({"startLine": line, "startColumn": column}),
        None => json!({"startLine": entry.place.line}),
    }
}

fn location(entry: &SheetRow<'_>) -> Value {
    let mut region = json!({"startLine": entry.place.line});
    if entry.place.column > 0 {
        region.put(["startColumn"], json!(entry.place.column));
    }
    let object = &entry.finding.object;
    let names = [&*object.namespace, &*object.kind, &*object.name].map(safe);
    let whole: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    json!({
        "physicalLocation": {"artifactLocation": artifact(&entry.place.file), "region": region},
        "logicalLocations": [{"name": safe(&object.name), "fullyQualifiedName": whole.join("/"), "kind": "resource"}],
    })
}

fn artifact(file: &str) -> Value {
    let uri = uri::reference(file);
    if uri.starts_with("file:") { json!({"uri": uri}) } else { json!({"uri": uri, "uriBaseId": ROOT}) }
}

/// Returns the objects that have no file, each under the path that the results name.
fn artifacts(sheet: &Sheet<'_>) -> Vec<Value> {
    let all = sheet.entries.iter().chain(&sheet.accepted).filter(|entry| !entry.place.is_file);
    let files: BTreeSet<&str> = all.map(|entry| entry.place.file.as_str()).collect();
    let what = "An object that was not read from a file; the path stands for it";
    files.into_iter().map(|file| json!({"location": artifact(file), "description": {"text": what}})).collect()
}

fn fix(one: &TextFix) -> Value {
    let replacement = |replacement: &Replacement| {
        json!({
            "deletedRegion": {
                "startLine": replacement.line,
                "startColumn": 1,
                "endLine": replacement.line + replacement.count,
                "endColumn": 1,
            },
            "insertedContent": {"text": replacement.text},
        })
    };
    let changes = one.changes.iter().map(|change| {
        let all: Vec<Value> = change.replacements.iter().map(replacement).collect();
        json!({"artifactLocation": artifact(&change.file), "replacements": all})
    });
    json!({"description": {"text": safe(&one.title)}, "artifactChanges": changes.collect::<Vec<_>>()})
}

fn invocation(sheet: &Sheet<'_>, rules: &Rules) -> Value {
    let descriptor = json!({"id": UNKNOWN, "index": 0});
    let reasons = sheet.reasons();
    let unknown = reasons.iter().map(|reason| {
        let text = format!(
            "{} verdicts are unknown, and none of them is a pass: {}. {}.",
            reason.verdicts,
            reason.reason,
            reason.places()
        );
        let mut notification =
            json!({"descriptor": descriptor, "level": "warning", "message": {"text": text}});
        let checks = reason.checks();
        if let (Some(id), 1) = (checks.first(), checks.len()) {
            notification.put(["associatedRule"], json!({"id": id, "index": rules.index(id)}));
        }
        notification
    });
    let unread = sheet.unread.iter().map(|one| {
        json!({"descriptor": descriptor, "level": "error", "message": {"text": format!("Not read: {one}.")}})
    });
    let summary = json!({"descriptor": descriptor, "level": "note", "message": {"text": sheet.summary()}});
    let all: Vec<Value> = unread.chain(unknown).chain([summary]).collect();
    json!({
        "executionSuccessful": sheet.unread.is_empty() && sheet.scan.verdicts > 0,
        "toolExecutionNotifications": all,
    })
}
