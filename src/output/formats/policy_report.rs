//! Policy reports: `wgpolicyk8s.io/v1alpha2`, and `openreports.io/v1alpha1`, which continues it.
//!
//! A finding is a failed result, an accepted one is skipped, and an unknown verdict is an error, never a pass.
//! Reports have no owner and no time, so that applying the same result changes nothing.

use super::sheet::{Sheet, SheetRow, safe};
use crate::model::{Kind, ObjectRef};
use crate::output::Scan;
use crate::yaml::{self, Put};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The API that the reports are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    Policy,
    Open,
}

impl Api {
    #[must_use]
    pub fn version(self) -> &'static str {
        match self {
            Self::Policy => "wgpolicyk8s.io/v1alpha2",
            Self::Open => "openreports.io/v1alpha1",
        }
    }

    /// Returns the kind of the report about a namespace, or about the cluster.
    #[must_use]
    pub fn kind(self, is_wide: bool) -> Kind {
        match (self, is_wide) {
            (Self::Policy, false) => Kind::PolicyReport,
            (Self::Policy, true) => Kind::ClusterPolicyReport,
            (Self::Open, false) => Kind::OpenReport,
            (Self::Open, true) => Kind::OpenClusterReport,
        }
    }

    /// Returns the report about a namespace; the empty name is the cluster.
    #[must_use]
    pub fn report(self, namespace: &str) -> ObjectRef {
        ObjectRef::of(self.version(), self.kind(namespace.is_empty()).info().name, namespace, NAME)
    }
}

/// The name of reports; what else there is of a large one has a number after it.
pub const NAME: &str = "fnsec";
/// The label and its value by which a report is known as ours.
pub const MANAGED_BY: (&str, &str) = ("app.kubernetes.io/managed-by", "fnsec");
/// Results in one printed report: etcd refuses objects of more than 1.5 MiB.
const RESULTS: usize = 1_000;
/// The most bytes of results in a report that fnsec writes: the journal keeps them too, before and after.
pub const LARGEST: usize = 256 << 10;

/// The report about one namespace, or about the cluster, that fnsec writes.
pub struct NamespaceReport {
    pub target: ObjectRef,
    pub object: Value,
    pub results: usize,
    /// How many results are not in it, because it would be too large.
    pub left: usize,
}

/// Returns one report for each namespace with results, and one about the cluster, each with as many results as
/// fit, the worst first.
#[must_use]
pub fn written(scan: &Scan, api: Api) -> Vec<NamespaceReport> {
    let each = homes(&Sheet::of(scan)).into_iter();
    each.map(|(namespace, results)| fitted(api, &namespace, results)).collect()
}

fn fitted(api: Api, namespace: &str, mut results: Vec<Value>) -> NamespaceReport {
    results.sort_by_key(rank);
    let (mut bytes, all) = (0_usize, results.len());
    let fits = |value: &Value| {
        bytes = bytes.saturating_add(value.to_string().len());
        bytes <= LARGEST
    };
    let count = results.iter().map(fits).take_while(|fits| *fits).count();
    // The summary counts all results.
    let mut object = report(api, namespace, 0, &results);
    results.truncate(count);
    let left = all - count;
    if left > 0 {
        let why = format!("{left} of {all} results do not fit in this report; fnsec scan shows all");
        results.push(unknown("report-incomplete", &why));
    }
    object.put(["results"], Value::Array(results));
    NamespaceReport { target: api.report(namespace), object, results: count, left }
}

/// Returns the report about a namespace without results.
#[must_use]
pub fn empty(api: Api, namespace: &str) -> NamespaceReport {
    NamespaceReport {
        target: api.report(namespace),
        object: report(api, namespace, 0, &[]),
        results: 0,
        left: 0,
    }
}

/// The order in which results are kept: failures by severity, what is unknown, what is accepted.
fn rank(result: &Value) -> usize {
    let word = |field: &str| result.get(field).and_then(Value::as_str).unwrap_or_default();
    let severities = ["critical", "high", "medium", "low", "info"];
    match word("result") {
        "fail" => severities.iter().position(|one| *one == word("severity")).unwrap_or(severities.len()),
        "error" => severities.len() + 1,
        _ => severities.len() + 2,
    }
}

/// Prints the reports of a scan.
#[must_use]
pub fn text(scan: &Scan, api: Api) -> String {
    let sheet = Sheet::of(scan);
    let mut documents = Vec::new();
    for (namespace, results) in homes(&sheet) {
        for (at, part) in results.chunks(RESULTS).enumerate() {
            documents.push(yaml::print(&report(api, &namespace, at, part)));
        }
    }
    let head = format!("# fnsec {}: {}\n", env!("CARGO_PKG_VERSION"), sheet.summary());
    head + &documents.join("---\n")
}

/// Returns the results of each namespace; the empty name is the cluster.
fn homes(sheet: &Sheet<'_>) -> BTreeMap<String, Vec<Value>> {
    let mut homes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in sheet.entries.iter().chain(&sheet.accepted) {
        homes.entry(entry.namespace.clone()).or_default().push(result(entry));
    }
    for one in &sheet.unknown {
        for (namespace, checks) in &one.namespaces {
            let own = homes.entry(namespace.clone()).or_default();
            own.extend(checks.iter().map(|check| unknown(check, &one.reason)));
        }
    }
    let unread = sheet.unread.iter().map(|why| unknown("unread-input", why));
    homes.entry(String::new()).or_default().extend(unread);
    homes
}

fn report(api: Api, namespace: &str, at: usize, results: &[Value]) -> Value {
    let name = if at == 0 { NAME.to_owned() } else { format!("{NAME}-{}", at + 1) };
    let (label, tool) = MANAGED_BY;
    let mut metadata = json!({"name": name, "labels": {label: tool}});
    if !namespace.is_empty() {
        metadata.put(["namespace"], json!(namespace));
    }
    let count = |word: &str| results.iter().filter(|value| value["result"] == word).count();
    let mut report = json!({
        "apiVersion": api.version(),
        "kind": api.kind(namespace.is_empty()).info().name,
        "metadata": metadata,
        "results": results,
        "summary": {
            "pass": 0, "fail": count("fail"), "warn": 0, "error": count("error"), "skip": count("skip"),
        },
    });
    if api == Api::Open {
        report.put(["source"], json!("fnsec"));
    }
    report
}

fn result(entry: &SheetRow<'_>) -> Value {
    let object = &entry.finding.object;
    let mut resource = json!({"apiVersion": safe(&object.api_version), "kind": safe(&object.kind), "name": safe(&object.name)});
    if !object.namespace.is_empty() {
        resource.put(["namespace"], json!(safe(&object.namespace)));
    }
    let mut properties = json!({
        "fingerprint": entry.fingerprint,
        "confidence": entry.finding.confidence.word(),
        "pointer": safe(&entry.finding.path),
    });
    if let Some(why) = entry.acceptance {
        properties.put(["accepted"], json!(safe(&why.reason)));
    }
    if !entry.sets.sets.is_empty() {
        properties.put(["sets"], json!(safe(&entry.sets.sets.join(", "))));
    }
    if let Some(at) = entry.at() {
        properties.put(["file"], json!(at));
    }
    json!({
        "source": "fnsec",
        "policy": entry.check.id,
        "rule": entry.check.id,
        "category": entry.check.family.word(),
        "severity": entry.severity.word(),
        "result": if entry.acceptance.is_some() { "skip" } else { "fail" },
        "scored": entry.acceptance.is_none(),
        "message": entry.sentence(),
        "resources": [resource],
        "properties": properties,
    })
}

fn unknown(check: &str, reason: &str) -> Value {
    json!({
        "source": "fnsec",
        "policy": check,
        "rule": check,
        "result": "error",
        "scored": false,
        "message": format!("unknown: {reason}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_the_worst_results_that_fit() {
        let result = |severity: &str, message: &str| json!({"policy": "a", "result": "fail", "severity": severity, "message": message});
        let long = "x".repeat(LARGEST / 3);
        let all =
            vec![result("low", &long), result("high", &long), unknown("b", &long), result("critical", "y")];
        let one = fitted(Api::Policy, "shop", all);
        let kept: Vec<&str> = one.object["results"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|value| value["severity"].as_str().or(value["policy"].as_str()).expect("a word"))
            .collect();
        assert_eq!(kept, ["critical", "high", "low", "report-incomplete"]);
        assert_eq!((one.results, one.left), (3, 1));
        assert_eq!(one.object["summary"]["fail"], 3);
        assert_eq!(one.object["summary"]["error"], 1, "what is left out is counted");
        assert!(one.object.to_string().len() < LARGEST + 4096);
    }
}
