//! Results of other tools in a scan: beside the findings, never among them.

use super::object::{Object, ObjectPlaces, object};
use crate::checks::prelude::plural;
use crate::model::external_reports::{self, Grade, Other, ReportTool, Standing, Total};
use crate::model::{ObjectRef, Snapshot};
use crate::source::manifests::ManifestIndex;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The part of one report about one Function.
#[derive(Debug, Clone)]
pub struct ExternalFinding {
    source: &'static str,
    engine: String,
    object: ObjectRef,
    function: Option<String>,
    image: String,
    checked: Option<String>,
    /// Whether another image runs by now; `None` if unknown.
    stale: Option<bool>,
    summary: BTreeMap<&'static str, u32>,
    left: u32,
    worst: Vec<external_reports::ReportEntry>,
    files: ObjectPlaces,
}

/// Results of other tools in these namespaces, and the totals of the Functions in them.
#[derive(Debug, Clone, Default)]
pub struct Others {
    pub told: Vec<ExternalFinding>,
    totals: BTreeMap<ReportTool, Total>,
}

impl Others {
    pub fn of(snapshot: &Snapshot, namespaces: &[String], files: Option<&Arc<ManifestIndex>>) -> Self {
        let names = namespaces.iter().map(String::as_str).chain([""]);
        let spaces = names.filter_map(|name| snapshot.space(name));
        let all: Vec<Other<'_>> = spaces.flat_map(external_reports::of_space).collect();
        let totals = external_reports::totals(all.iter().filter(|one| one.function.is_some()));
        let told =
            all.iter().map(|other| ExternalFinding { files: files.cloned(), ..external_finding(other) });
        Self { told: told.collect(), totals }
    }

    /// Merges the results of another set.
    pub fn join(&mut self, other: Self) {
        self.told.extend(other.told);
        for (source, total) in other.totals {
            self.totals.entry(source).or_insert(total);
        }
    }

    /// `Others: Trivy reports 3 critical in 2 Functions.`, or nothing.
    #[must_use]
    pub fn line(&self) -> String {
        let each: Vec<String> = self.totals.iter().map(|(source, total)| words(source, total)).collect();
        if each.is_empty() { String::new() } else { format!("Others: {}\n", each.join("; ")) }
    }
}

fn words(source: &ReportTool, total: &Total) -> String {
    let count = total.functions.len();
    let stale = match total.stale {
        0 => String::new(),
        some => format!(" ({some} report{} for images that no longer run)", plural(some)),
    };
    if count == 0 {
        return format!("{} reports nothing for the current images{stale}", source.shown());
    }
    let found = total.words(*source == ReportTool::TrivySecrets);
    format!("{} reports {found} in {count} Function{}{stale}", source.shown(), plural(count))
}

fn external_finding(one: &Other<'_>) -> ExternalFinding {
    let grades = one.tally.each().map(|(grade, count)| (grade.word(), count));
    let judged = one.outcomes.iter().map(|(weight, count)| (weight.word(), *count));
    ExternalFinding {
        source: match one.source {
            ReportTool::Trivy | ReportTool::TrivySecrets => "trivy",
            ReportTool::Policy(_) => "policy-report",
        },
        engine: one.source.shown(),
        object: ObjectRef::new(one.kind, &one.meta.namespace, &one.meta.name),
        function: one.function.map(|name| format!("{}/{name}", one.meta.namespace)),
        image: one.image.clone(),
        checked: one.checked.map(|day| day.to_string()),
        stale: match one.standing {
            Standing::Current => Some(false),
            Standing::Stale => Some(true),
            Standing::Unknown => None,
        },
        summary: grades.chain(judged).collect(),
        left: one.left,
        worst: one.worst.clone(),
        files: None,
    }
}

/// One of them as JSON.
#[derive(Serialize)]
pub struct Json<'a> {
    source: &'static str,
    engine: &'a str,
    kind: &'a str,
    object: Object<'a>,
    function: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    image: &'a str,
    checked: Option<&'a str>,
    stale: Option<bool>,
    summary: &'a BTreeMap<&'static str, u32>,
    #[serde(rename = "notKept", skip_serializing_if = "is_none")]
    left: u32,
    worst: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    at: &'a str,
    severity: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
}

// The serialiser hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(count: &u32) -> bool {
    *count == 0
}

pub fn json(one: &ExternalFinding) -> Json<'_> {
    fn entry(hit: &external_reports::ReportEntry) -> Entry<'_> {
        Entry { id: &hit.id, at: &hit.at, severity: Grade::word(hit.grade), title: &hit.title }
    }
    Json {
        source: one.source,
        engine: &one.engine,
        kind: &one.object.kind,
        object: object(&one.object, one.files.as_deref()),
        function: one.function.as_deref(),
        image: &one.image,
        checked: one.checked.as_deref(),
        stale: one.stale,
        summary: &one.summary,
        left: one.left,
        worst: one.worst.iter().map(entry).collect(),
    }
}
