//! One finding as JSON; the names of its fields are a contract.

use crate::checks::finding::FlowStep;
use crate::checks::{Fix, fingerprint};
use crate::model::strings::SmallStr;
use crate::output::Item;
use crate::output::object::{Object, object};
use crate::source::manifests::ManifestIndex;
use crate::verdicts::baseline::Standing;
use serde::Serialize;

#[derive(Serialize)]
pub struct Finding<'a> {
    fingerprint: String,
    check: &'static str,
    family: &'static str,
    fact: Option<u8>,
    severity: &'static str,
    confidence: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
    object: Object<'a>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// Line and column in the file of the object.
    #[serde(rename = "at", skip_serializing_if = "Option::is_none")]
    at: Option<At>,
    evidence: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sets: &'a [String],
    #[serde(rename = "newIn", skip_serializing_if = "<[_]>::is_empty")]
    new_in: &'a [String],
    #[serde(skip_serializing_if = "<[SmallStr]>::is_empty")]
    functions: &'a [SmallStr],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    flow: &'a [FlowStep],
    fixes: Vec<Proposal<'a>>,
}

#[derive(Serialize)]
struct At {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Proposal<'a> {
    title: &'a str,
    slug: String,
    risk: &'static str,
    targets: Vec<Object<'a>>,
}

#[must_use]
pub fn finding(item: &Item) -> Finding<'_> {
    let (one, files) = (&*item.finding, item.index());
    let place = (one.line > 0).then_some((one.line, one.column));
    Finding {
        fingerprint: fingerprint::of(one),
        check: one.check,
        family: item.check.family.word(),
        fact: item.check.family.fact(),
        severity: one.severity.word(),
        confidence: one.confidence.word(),
        namespace: &one.object.namespace,
        object: object(&one.object, files),
        path: &one.path,
        line: place.map(|place| place.0),
        column: place.map(|place| place.1),
        at: item.at.map(|(line, column)| At { line, column }),
        evidence: &one.evidence,
        message: &one.message,
        note: &one.note,
        baseline: item.standing.map(Standing::word),
        sets: &item.sets,
        new_in: &item.new_in,
        functions: &one.functions,
        flow: &one.flow,
        fixes: item.fixes.iter().map(|fix| proposal(fix, files)).collect(),
    }
}

fn proposal<'a>(fix: &'a Fix, files: Option<&'a ManifestIndex>) -> Proposal<'a> {
    let targets = fix.edits.iter().map(|edit| object(&edit.target, files)).collect();
    Proposal { title: &fix.title, slug: fix.slug(), risk: fix.risk.word(), targets }
}
