//! A scan as one JSON document; the names of its fields are a contract.

use super::item::Of;
mod finding;

pub use finding::{Finding, finding};

use super::comparison::BaselineComparison;
use super::object::{Object, object};
use super::{Gap, Item, NotSeen, Scan, Suppressions, external_reports};
use crate::checks::{Severity, fingerprint};
use crate::fix::Cause;
use crate::source::manifests::SkippedInput;
use crate::verdicts::AcceptedFinding;
use crate::verdicts::attack_path::AttackPath;
use serde::Serialize;
use std::collections::BTreeMap;

const VERSION: u8 = 1;

/// The source of the findings; written before them.
#[derive(Serialize)]
struct Head<'a> {
    version: u8,
    tool: Tool,
    source: Source<'a>,
    namespaces: &'a [String],
}

/// What is known after the last namespace; written after the findings.
#[derive(Serialize)]
struct Tail<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<Because<'a>>,
    coverage: Coverage<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepted: Vec<AcceptedJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paths: Vec<Path<'a>>,
    #[serde(rename = "idleExceptions", skip_serializing_if = "Vec::is_empty")]
    idle: Vec<Idle<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<external_reports::Json<'a>>,
    /// The sets of files, if there are several.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    sets: &'a [String],
    #[serde(rename = "notSeen", skip_serializing_if = "<[NotSeen]>::is_empty")]
    not_seen: &'a [NotSeen],
    #[serde(skip_serializing_if = "Suppressions::is_empty")]
    silenced: &'a Suppressions,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a BaselineComparison>,
    summary: Summary,
}

/// Everything except the findings and their causes.
#[derive(Serialize)]
pub struct Frame<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    #[serde(flatten)]
    tail: Tail<'a>,
}

/// Findings that are worse in combination, in the order of an attack.
#[derive(Serialize)]
struct Path<'a> {
    namespace: &'a str,
    function: &'a str,
    severity: &'static str,
    why: &'static str,
    links: Vec<PathLink<'a>>,
}

#[derive(Serialize)]
struct PathLink<'a> {
    check: &'static str,
    fingerprint: &'a str,
    words: &'static str,
}

/// An exception that has no effect.
#[derive(Serialize)]
struct Idle<'a> {
    check: &'static str,
    place: &'a str,
    state: &'static str,
    why: String,
}

/// One change, and the findings it resolves.
#[derive(Serialize)]
struct Because<'a> {
    title: &'a str,
    risk: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
    target: Object<'a>,
    ratio: f64,
    severities: BTreeMap<&'static str, usize>,
    clears: Vec<String>,
}

/// An accepted finding.
#[derive(Serialize)]
struct AcceptedJson<'a> {
    fingerprint: String,
    check: &'static str,
    severity: &'static str,
    object: Object<'a>,
    message: &'a str,
    reason: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    place: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sets: &'a [String],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Source<'a> {
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Coverage<'a> {
    verdicts: usize,
    percent: u8,
    unknown: Vec<Unknown<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<Unread<'a>>,
}

#[derive(Serialize)]
struct Unknown<'a> {
    check: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
    missing: Vec<&'static str>,
    why: &'static str,
    detail: &'a str,
}

#[derive(Serialize)]
struct Unread<'a> {
    file: &'a str,
    line: usize,
    why: &'a str,
}

#[derive(Serialize)]
struct Summary {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
    passed: usize,
    unknown: usize,
    #[serde(skip_serializing_if = "is_zero")]
    accepted: usize,
}

// The serialiser hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[must_use]
pub fn text(scan: &Scan) -> String {
    let mut writer = Writer::default();
    writer.begin(scan) + &writer.findings(&scan.items) + &writer.end(scan)
}

/// Writes a document in parts, so that its findings need not be in memory together.
#[derive(Debug, Default)]
pub struct Writer {
    /// Whether a finding was written.
    some: bool,
}

impl Writer {
    #[must_use]
    pub fn begin(&self, scan: &Scan) -> String {
        let head = pretty(&head(scan), "");
        format!("{},\n  \"findings\": [", head.trim_end_matches("\n}"))
    }

    pub fn findings(&mut self, items: &[Item]) -> String {
        let mut out = String::new();
        for item in items {
            out.push_str(if self.some { ",\n    " } else { "\n    " });
            out.push_str(&pretty(&finding(item), "    "));
            self.some = true;
        }
        out
    }

    pub fn end(self, scan: &Scan) -> String {
        let causes = scan.causes.iter().map(because).collect();
        let tail = pretty(&Tail { causes, ..tail(scan) }, "");
        let close = if self.some { "\n  ]" } else { "]" };
        format!("{close},{}\n", tail.trim_start_matches('{'))
    }
}

/// Formats JSON over several lines, each but the first after `indent`.
fn pretty(value: &impl Serialize, indent: &str) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    if indent.is_empty() { text } else { text.replace('\n', &format!("\n{indent}")) }
}

/// The document without its findings and their causes.
#[must_use]
pub fn frame(scan: &Scan) -> Frame<'_> {
    Frame { head: head(scan), tail: tail(scan) }
}

fn head(scan: &Scan) -> Head<'_> {
    Head {
        version: VERSION,
        tool: Tool { name: "fnsec", version: env!("CARGO_PKG_VERSION") },
        source: Source { kind: scan.header.origin.word(), name: &scan.header.name },
        namespaces: &scan.header.namespaces,
    }
}

fn tail(scan: &Scan) -> Tail<'_> {
    let coverage = Coverage {
        verdicts: scan.verdicts,
        percent: scan.coverage(),
        unknown: scan.gaps.iter().map(unknown).collect(),
        skipped: scan.skipped().into_iter().map(unread).collect(),
    };
    Tail {
        causes: Vec::new(),
        coverage,
        accepted: scan.accepted.iter().map(accepted_json).collect(),
        paths: scan.paths.iter().map(path).collect(),
        idle: scan.idle.iter().map(idle).collect(),
        others: scan.others.told.iter().map(external_reports::json).collect(),
        sets: &scan.sets,
        not_seen: &scan.unseen,
        silenced: &scan.silenced,
        baseline: scan.baseline.as_ref(),
        summary: summary(scan),
    }
}

fn path((namespace, one): &(String, AttackPath)) -> Path<'_> {
    Path {
        namespace,
        function: &one.function,
        severity: one.severity.word(),
        why: one.why,
        links: one
            .links
            .iter()
            .map(|link| PathLink { check: link.check, fingerprint: &link.fingerprint, words: link.words })
            .collect(),
    }
}

fn idle(one: &crate::verdicts::Idle) -> Idle<'_> {
    let state = match (&one.no_set, one.expired) {
        (Some(_), _) => "no-set",
        (None, Some(_)) => "expired",
        (None, None) => "unmatched",
    };
    Idle { check: one.check, place: &one.place, state, why: one.words() }
}

fn because(of: &Of<Cause>) -> Because<'_> {
    let cause = &of.what;
    let counts = Severity::ALL.into_iter().map(|severity| (severity.word(), cause.counts.of(severity)));
    Because {
        title: &cause.title,
        risk: cause.risk.word(),
        namespace: &cause.namespace,
        target: object(&cause.target, of.files.as_deref()),
        ratio: (cause.ratio() * 100.0).round() / 100.0,
        severities: counts.filter(|(_, count)| *count > 0).collect(),
        clears: cause.clears.iter().map(|cleared| fingerprint::of(cleared)).collect(),
    }
}

fn accepted_json(one: &Of<AcceptedFinding>) -> AcceptedJson<'_> {
    let (finding, why) = (&*one.what.finding, &one.what.acceptance);
    AcceptedJson {
        fingerprint: fingerprint::of(finding),
        check: finding.check,
        severity: finding.severity.word(),
        object: object(&finding.object, one.files.as_deref()),
        message: &finding.message,
        reason: &why.reason,
        by: &why.by,
        expires: why.expires.map(|day| day.to_string()),
        place: &why.place,
        sets: &one.sets,
    }
}

fn unknown(gap: &Gap) -> Unknown<'_> {
    Unknown {
        check: gap.check.id,
        namespace: &gap.namespace,
        missing: gap.missing.iter().map(|(kind, _)| kind.info().plural).collect(),
        why: gap.why,
        detail: gap.missing.first().map(|(_, why)| why.as_str()).unwrap_or_default(),
    }
}

fn unread(skipped: &SkippedInput) -> Unread<'_> {
    Unread { file: &skipped.file, line: skipped.line, why: &skipped.why }
}

fn summary(scan: &Scan) -> Summary {
    let counts = &scan.counts;
    Summary {
        critical: counts.of(Severity::Critical),
        high: counts.of(Severity::High),
        medium: counts.of(Severity::Medium),
        low: counts.of(Severity::Low),
        info: counts.of(Severity::Info),
        passed: counts.passed,
        unknown: counts.unknown,
        accepted: scan.accepted.len(),
    }
}
