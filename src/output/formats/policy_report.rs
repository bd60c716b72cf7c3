//! Policy reports: `wgpolicyk8s.io/v1alpha2`, and `openreports.io/v1alpha1`, which continues it.
//!
//! A finding is a failed result, an accepted one is skipped, and an unknown verdict is an error, never a pass.
//! Reports have no owner and no time, so that applying the same result changes nothing.

use super::sheet::{Entry, Sheet, safe};
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
    fn version(self) -> &'static str {
        match self {
            Self::Policy => "wgpolicyk8s.io/v1alpha2",
            Self::Open => "openreports.io/v1alpha1",
        }
    }

    fn kind(self, is_wide: bool) -> &'static str {
        match (self, is_wide) {
            (Self::Policy, false) => "PolicyReport",
            (Self::Policy, true) => "ClusterPolicyReport",
            (Self::Open, false) => "Report",
            (Self::Open, true) => "ClusterReport",
        }
    }
}

/// Results in one report: etcd refuses objects of more than 1.5 MiB.
const RESULTS: usize = 1_000;

#[must_use]
pub fn text(scan: &Scan, api: Api) -> String {
    let sheet = Sheet::of(scan);
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
    let mut documents = Vec::new();
    for (namespace, results) in homes {
        for (at, part) in results.chunks(RESULTS).enumerate() {
            documents.push(yaml::print(&report(api, &namespace, at, part)));
        }
    }
    let head = format!("# fnsec {}: {}\n", env!("CARGO_PKG_VERSION"), sheet.summary());
    head + &documents.join("---\n")
}

fn report(api: Api, namespace: &str, at: usize, results: &[Value]) -> Value {
    let name = if at == 0 { "fnsec".to_owned() } else { format!("fnsec-{}", at + 1) };
    let mut metadata = json!({"name": name, "labels": {"app.kubernetes.io/managed-by": "fnsec"}});
    if !namespace.is_empty() {
        metadata.put(["namespace"], json!(namespace));
    }
    let count = |word: &str| results.iter().filter(|one| one["result"] == word).count();
    let mut report = json!({
        "apiVersion": api.version(),
        "kind": api.kind(namespace.is_empty()),
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

fn result(entry: &Entry<'_>) -> Value {
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
