//! The view of a scan that all formats share: every text masked as a whole and cleaned, every finding with its
//! place, unknown verdicts grouped by reason.

use super::uri;
use crate::checks::doubt::ABSENT;
use crate::checks::prelude::plural;
use crate::checks::{self, Check, Finding, Fix, Severity, fingerprint};
use crate::engine::credentials::masked;
use crate::output::object::ObjectPlaces;
use crate::output::replacement::TextFix;
use crate::output::sets::InSets;
use crate::output::text::clean;
use crate::output::{Gap, Item, Scan};
use crate::source::Origin;
use crate::verdicts::Acceptance;
use crate::verdicts::baseline::Standing;
use std::collections::{BTreeMap, BTreeSet};

/// A finding as reports show it.
pub struct SheetRow<'a> {
    pub check: &'static Check,
    pub finding: &'a Finding,
    pub severity: Severity,
    pub fingerprint: String,
    /// Empty for cluster-wide objects.
    pub namespace: String,
    /// `APIRule/orders`.
    pub object: String,
    pub message: String,
    pub evidence: String,
    pub place: FilePlace,
    /// Line and column of each step of its flow, if they were located.
    pub steps: &'a [(usize, usize)],
    pub fixes: &'a [Fix],
    pub replacements: &'a [TextFix],
    pub standing: Option<Standing>,
    pub sets: InSets<'a>,
    /// Why it does not count, if it was accepted.
    pub acceptance: Option<&'a Acceptance>,
}

/// Where a finding is: a file, or a path that stands for an object of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1; 0 if only the line is known.
    pub column: usize,
    /// Whether the file exists.
    pub is_file: bool,
}

/// Verdicts that could not be given for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unknown {
    pub reason: String,
    /// A code for machines: `forbidden`, `not served`, `opening`, `unreadable`.
    pub code: &'static str,
    pub verdicts: usize,
    /// Namespaces, and the checks that are unknown there; the empty name is cluster-wide.
    pub namespaces: BTreeMap<String, BTreeSet<&'static str>>,
    /// The kinds of which files may leave some out, if that is the only reason.
    pub absent: BTreeSet<&'static str>,
}

/// A whole scan as reports show it.
pub struct Sheet<'a> {
    pub scan: &'a Scan,
    /// The name of the context or the files; `manifests` for several sets, whose names change with the files.
    pub source: String,
    pub entries: Vec<SheetRow<'a>>,
    pub accepted: Vec<SheetRow<'a>>,
    pub unknown: Vec<Unknown>,
    /// What could not be read, one sentence each.
    pub unread: Vec<String>,
}

/// Returns a text that is safe to show: masked as a whole, then cleaned.
#[must_use]
pub fn safe(text: &str) -> String {
    clean(&masked(text))
}

impl<'a> Sheet<'a> {
    #[must_use]
    pub fn of(scan: &'a Scan) -> Self {
        let context = context(scan);
        let accepted = scan.accepted.iter().filter_map(|one| {
            let finding = &*one.what.finding;
            let check = checks::find(finding.check)?;
            let place = place(finding, &one.files, None, &context);
            let sets = InSets { sets: &one.sets, new_in: &[], of: scan.sets.len() };
            Some(SheetRow { acceptance: Some(&one.what.acceptance), sets, ..entry(check, finding, place) })
        });
        let unread = scan.unseen.iter().map(|one| safe(&one.to_string()));
        Self {
            scan,
            source: if scan.sets.is_empty() { safe(&scan.header.name) } else { "manifests".to_owned() },
            entries: scan.items.iter().map(|item| of_item(item, scan, &context)).collect(),
            accepted: accepted.collect(),
            unknown: unknown(&scan.gaps),
            unread: unread.collect(),
        }
    }

    /// Returns the reasons for people: what files alone cannot show is one.
    #[must_use]
    pub fn reasons(&self) -> Vec<Unknown> {
        let (absent, others): (Vec<&Unknown>, Vec<&Unknown>) =
            self.unknown.iter().partition(|unknown| !unknown.absent.is_empty());
        let mut all: Vec<Unknown> = others.into_iter().cloned().collect();
        let mut joined = Unknown::default();
        for one in absent {
            joined.code = one.code;
            joined.verdicts += one.verdicts;
            joined.absent.extend(&one.absent);
            for (namespace, checks) in &one.namespaces {
                joined.namespaces.entry(namespace.clone()).or_default().extend(checks);
            }
        }
        if joined.verdicts > 0 {
            let kinds = joined.absent.iter().copied().collect::<Vec<_>>().join(", ");
            joined.reason = format!("files alone may lack {kinds}");
            all.push(joined);
        }
        all
    }

    /// Returns whether every verdict is known and everything was read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unknown.is_empty() && self.unread.is_empty() && self.scan.verdicts > 0
    }

    /// Returns `12 findings (2 high, 10 low), 3 unknown verdicts, coverage 97 %`.
    #[must_use]
    pub fn summary(&self) -> String {
        let counts = &self.scan.counts;
        let (total, unknown) = (counts.total(), counts.unknown);
        let listed = if total == 0 { String::new() } else { format!(" ({})", counts.words()) };
        let accepted = self.accepted.len();
        let accepted = if accepted == 0 { String::new() } else { format!(", {accepted} accepted") };
        format!(
            "{total} finding{}{listed}{accepted}, {unknown} unknown verdict{}, coverage {} %",
            plural(total),
            plural(unknown),
            self.scan.coverage()
        )
    }

    /// Returns the entries of each namespace; the empty name is cluster-wide.
    #[must_use]
    pub fn by_namespace(&self) -> BTreeMap<&str, Vec<&SheetRow<'a>>> {
        let mut all: BTreeMap<&str, Vec<&SheetRow<'a>>> = BTreeMap::new();
        for entry in &self.entries {
            all.entry(entry.finding.home()).or_default().push(entry);
        }
        all
    }
}

impl Unknown {
    /// Returns `shop: check-a, check-b; pay: check-a`, or how many checks if files alone cannot show them.
    #[must_use]
    pub fn places(&self) -> String {
        let one = |(namespace, checks): (&String, &BTreeSet<&'static str>)| {
            let name = if namespace.is_empty() { "cluster-wide" } else { namespace };
            if self.absent.is_empty() {
                return format!("{name}: {}", checks.iter().copied().collect::<Vec<_>>().join(", "));
            }
            format!("{name}: {} check{}", checks.len(), plural(checks.len()))
        };
        self.namespaces.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// Returns every check that is unknown anywhere for this reason.
    #[must_use]
    pub fn checks(&self) -> BTreeSet<&'static str> {
        self.namespaces.values().flatten().copied().collect()
    }
}

impl SheetRow<'_> {
    /// Returns the namespace, or the name for cluster-wide objects.
    #[must_use]
    pub fn home(&self) -> &str {
        if self.namespace.is_empty() { "cluster-wide" } else { &self.namespace }
    }

    /// Returns `file:line:column`, or `file:line`; nothing for objects of a cluster.
    #[must_use]
    pub fn at(&self) -> Option<String> {
        let FilePlace { file, line, column, is_file } = &self.place;
        let text = if *column > 0 { format!("{file}:{line}:{column}") } else { format!("{file}:{line}") };
        is_file.then_some(text)
    }

    /// Returns ` (new)`, or ` (new in overlays/prod)`; nothing if it is known or there is no baseline.
    #[must_use]
    pub fn mark(&self) -> String {
        let standing = self.standing.filter(|standing| standing.is_new());
        match safe(&self.sets.standing(standing)) {
            words if words.is_empty() => words,
            words => format!(" ({words})"),
        }
    }

    /// Returns ` in overlays/prod`; nothing if the source has one set.
    #[must_use]
    pub fn within(&self) -> String {
        safe(&self.sets.within())
    }

    /// Returns the message, and the line within a text if the finding is in one.
    #[must_use]
    pub fn sentence(&self) -> String {
        let line = self.finding.line;
        if line > 0 { format!("{} (line {line})", self.message) } else { self.message.clone() }
    }
}

fn of_item<'a>(item: &'a Item, scan: &Scan, context: &str) -> SheetRow<'a> {
    let finding = &*item.finding;
    let place = place(finding, &item.files, item.at, context);
    SheetRow {
        steps: &item.steps,
        fixes: &item.fixes,
        replacements: &item.replacements,
        standing: item.standing,
        sets: item.in_sets(scan.sets.len()),
        ..entry(item.check, finding, place)
    }
}

fn entry<'a>(check: &'static Check, finding: &'a Finding, place: FilePlace) -> SheetRow<'a> {
    let object = &finding.object;
    SheetRow {
        check,
        finding,
        severity: finding.severity,
        fingerprint: fingerprint::of(finding),
        namespace: safe(finding.home()),
        object: safe(&format!("{}/{}", object.kind, object.name)),
        message: safe(&finding.message),
        evidence: safe(&finding.evidence),
        place,
        steps: &[],
        fixes: &[],
        replacements: &[],
        standing: None,
        sets: InSets::default(),
        acceptance: None,
    }
}

/// Returns the folder that stands for the source in paths of objects that are in no file.
fn context(scan: &Scan) -> String {
    match scan.header.origin {
        Origin::Manifests => "stdin".to_owned(),
        Origin::Demo => "demo".to_owned(),
        Origin::Cluster | Origin::Recording => uri::segment(&safe(&scan.header.name)),
    }
}

fn place(finding: &Finding, files: &ObjectPlaces, at: Option<(usize, usize)>, context: &str) -> FilePlace {
    let known = files.as_ref().and_then(|files| files.place(&finding.object));
    if let Some(known) = known.filter(|place| place.file != "-") {
        let (line, column) = at.unwrap_or((known.line, 0));
        return FilePlace { file: safe(&known.file), line: line.max(1), column, is_file: true };
    }
    let object = &finding.object;
    let names = [&*object.namespace, &*object.kind, &*object.name];
    let parts: Vec<String> =
        names.into_iter().filter(|name| !name.is_empty()).map(|name| uri::segment(&safe(name))).collect();
    let file = format!("{context}/{}.yaml", parts.join("/"));
    FilePlace { file, line: 1, column: 0, is_file: false }
}

fn unknown(gaps: &[Gap]) -> Vec<Unknown> {
    let mut all: BTreeMap<String, Unknown> = BTreeMap::new();
    for gap in gaps {
        let reason = safe(&gap.reason());
        let one = all.entry(reason.clone()).or_insert_with(|| Unknown { reason, ..Unknown::default() });
        one.code = gap.why;
        if gap.missing.iter().all(|(_, why)| why == ABSENT) {
            one.absent.extend(gap.missing.iter().map(|(kind, _)| kind.info().plural));
        }
        one.verdicts += 1;
        one.namespaces.entry(safe(&gap.namespace)).or_default().insert(gap.check.id);
    }
    all.into_values().collect()
}
