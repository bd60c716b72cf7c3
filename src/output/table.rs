//! A scan for people: findings in columns, what is unknown and why, and a summary line.

use super::sets::within;
use super::text::{Paint, align, clean};
use super::{Gap, Item, Scan};
use crate::checks::doubt::ABSENT;
use crate::checks::prelude::plural;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

#[must_use]
pub fn text(scan: &Scan, paint: Paint) -> String {
    let mut out = String::new();
    if !scan.items.is_empty() {
        out.push_str(&findings(scan, paint));
        out.push('\n');
    }
    out + &rest(scan, paint)
}

/// Returns what follows the findings: what is unknown or was not read, and the summary.
#[must_use]
pub fn rest(scan: &Scan, paint: Paint) -> String {
    let mut out = gaps(scan, paint);
    out.push_str(&skipped(scan, paint));
    out.push_str(&aside(scan));
    out.push_str(&idle(scan));
    out.push_str(&clean_line(&scan.others.line()));
    out.push_str(&baseline(scan));
    out.push_str(&summary(scan));
    out
}

/// Returns one cleaned line, keeping its line end.
fn clean_line(line: &str) -> String {
    line.strip_suffix('\n').map_or_else(String::new, |line| clean(line) + "\n")
}

fn findings(scan: &Scan, paint: Paint) -> String {
    let with_files = scan.items.iter().any(|item| item.files.is_some());
    let mut head = vec!["SEVERITY", "CHECK", "NAMESPACE", "OBJECT"];
    head.extend(with_files.then_some("FILE"));
    head.extend((scan.sets.len() > 1).then_some("SETS"));
    head.extend(scan.baseline.is_some().then_some("BASELINE"));
    head.push("MESSAGE");
    let mut rows = vec![head.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    rows.extend(scan.items.iter().map(|item| row(item, with_files, scan.sets.len())));
    let mut out = String::new();
    for (at, cells) in align(&rows).into_iter().enumerate() {
        let rest = cells.get(1..).unwrap_or_default().concat();
        let first = cells.first().map(String::as_str).unwrap_or_default();
        let item = at.checked_sub(1).and_then(|at| scan.items.get(at));
        let line = match item {
            Some(item) => format!("{}{rest}", paint.severity(item.finding.severity, first)),
            None => paint.bold(&format!("{first}{rest}")),
        };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn row(item: &Item, with_files: bool, sets: usize) -> Vec<String> {
    let one = &item.finding;
    let home = if one.home().is_empty() { "-" } else { one.home() };
    let mut cells =
        vec![one.severity.word().to_owned(), one.check.to_owned(), clean(home), clean(&one.object.short())];
    if with_files {
        let place = item.index().and_then(|files| files.place(&one.object));
        cells.push(place.map_or_else(
            || "-".into(),
            |place| match item.at {
                Some((line, column)) => clean(&format!("{}:{line}:{column}", place.file)),
                None => clean(&format!("{}:{}", place.file, place.line)),
            },
        ));
    }
    let line = match one.flow.first() {
        Some(source) if source.line != one.line => format!(" (lines {} to {})", source.line, one.line),
        _ if one.line > 0 => format!(" (line {})", one.line),
        _ => String::new(),
    };
    let within = item.in_sets(sets);
    cells.extend((sets > 1).then(|| within.words()));
    cells.extend(item.standing.map(|_| within.standing(item.standing)));
    cells.push(clean(&format!("{}{line}", one.message)));
    cells
}

/// Formats unknown verdicts, grouped by reason: first what could not be read, with the checks that needed it,
/// and then in one line what may exist outside the files.
fn gaps(scan: &Scan, paint: Paint) -> String {
    if scan.gaps.is_empty() {
        return String::new();
    }
    let mut reasons: BTreeMap<String, Vec<&Gap>> = BTreeMap::new();
    let (mut absent, mut without) = (BTreeSet::new(), 0);
    for gap in &scan.gaps {
        if let Some((kind, why)) = gap.missing.iter().find(|(_, why)| why != ABSENT) {
            reasons.entry(format!("{}: {why}", kind.info().plural)).or_default().push(gap);
        } else {
            without += 1;
            absent.extend(gap.missing.iter().map(|(kind, _)| kind.info().plural));
        }
    }
    let mut out = paint.bold(&format!("UNKNOWN  {} of {} verdicts", scan.gaps.len(), scan.verdicts)) + "\n";
    for (reason, gaps) in reasons {
        let _ = writeln!(out, "  {}", shortened(&clean(&reason)));
        for (namespace, checks) in by_namespace(&gaps) {
            let _ = writeln!(
                out,
                "    {}: {}",
                clean(namespace),
                checks.into_iter().collect::<Vec<_>>().join(", ")
            );
        }
    }
    if without > 0 {
        let kinds = absent.into_iter().collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            out,
            "  {without} verdict{} cannot be given from files alone, which may lack: {kinds}",
            plural(without)
        );
    }
    out + "\n"
}

/// A server's message may be long; the full text is in the JSON.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        text.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

fn by_namespace<'a>(gaps: &[&'a Gap]) -> BTreeMap<&'a str, BTreeSet<&'static str>> {
    let mut all: BTreeMap<&str, BTreeSet<&'static str>> = BTreeMap::new();
    for gap in gaps {
        all.entry(gap.home()).or_default().insert(gap.check.id);
    }
    all
}

fn skipped(scan: &Scan, paint: Paint) -> String {
    let skipped = scan.skipped();
    if skipped.is_empty() {
        return String::new();
    }
    let head = paint.bold(&format!("NOT READ  {} document{}", skipped.len(), plural(skipped.len())));
    let lines = skipped.iter().map(|skipped| format!("  {}\n", clean(&skipped.to_string())));
    format!("{head}\n{}\n", lines.collect::<String>())
}

/// Returns one line about documents that no check reads.
fn aside(scan: &Scan) -> String {
    let words = scan.aside().map(crate::source::manifests::IgnoredCounts::words).unwrap_or_default();
    if words.is_empty() { words } else { clean(&words) + "\n" }
}

/// Returns the comparison with the baseline: its numbers, and the entries that are gone.
fn baseline(scan: &Scan) -> String {
    let Some(comparison) = &scan.baseline else { return String::new() };
    let mut out = comparison.words() + "\n";
    for one in &comparison.fixed {
        let _ = writeln!(out, "  fixed: {} {}{}", one.check, clean(&one.object), within(&one.sets));
    }
    for one in &comparison.unknown {
        let (object, sets) = (clean(&one.object), within(&one.sets));
        let _ = writeln!(out, "  unknown: {} {object}{sets}: {}", one.check, shortened(&clean(&one.why)));
    }
    out
}

/// Returns exceptions that have no effect, each with its line.
fn idle(scan: &Scan) -> String {
    scan.idle.iter().map(|one| idle_line(one) + "\n").collect()
}

/// Returns why an exception has no effect, with its file and line.
#[must_use]
pub fn idle_line(one: &crate::verdicts::Idle) -> String {
    let lead = if one.no_set.is_some() { "" } else { " has no effect" };
    let words = clean(&one.words());
    let end = if words.ends_with('?') { "" } else { "." };
    format!("Exception {} ({}){lead}: {words}{end}", clean(&one.place), one.check)
}

fn summary(scan: &Scan) -> String {
    let counts = &scan.counts;
    let total = counts.total();
    let listed = if total == 0 { String::new() } else { format!(" ({})", counts.words()) };
    let hidden = if scan.hidden > 0 { format!(", {} not shown", scan.hidden) } else { String::new() };
    let namespaces = scan.header.namespaces.len();
    let source = match scan.sets.len() {
        0 => clean(&scan.header.name),
        sets => format!("in {sets} sets"),
    };
    let accepted = scan.accepted.len();
    let accepted = if accepted > 0 { format!(", {accepted} accepted") } else { String::new() };
    format!(
        "{total} finding{}{listed}{hidden}{accepted} in {namespaces} namespace{} of {} {} · {} passed · {} unknown · coverage {} %\n",
        plural(total),
        plural(namespaces),
        scan.header.origin.word(),
        source,
        counts.passed,
        counts.unknown,
        scan.coverage()
    )
}
