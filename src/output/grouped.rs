//! A scan for a terminal: findings by namespace, the worst first, one line each that fits the width.

use super::text::{Paint, clean};
use super::{Item, Scan, table};
use crate::checks::Severity;
use crate::model::columns;
use crate::verdicts::Counts;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The widest column of objects, and of titles.
const OBJECT: usize = 34;
const TITLE: usize = 47;

#[must_use]
pub fn text(scan: &Scan, paint: Paint, width: usize) -> String {
    let mut out = String::new();
    for (home, items) in groups(scan) {
        let name = if home.is_empty() { "cluster-wide" } else { home };
        let mut counts = Counts::default();
        for item in &items {
            counts.count(item.finding.severity);
        }
        let _ = writeln!(out, "{}  {}", paint.bold(&clean(name)), counts.words());
        let object = items.iter().map(|item| columns::width(&place(item))).max().unwrap_or(0).min(OBJECT);
        for item in items {
            out.push_str(&line(item, paint, object, (width, scan.sets.len())));
        }
        out.push('\n');
    }
    out + &table::rest(scan, paint)
}

/// Returns the findings of each namespace, the namespace with the worst findings first.
fn groups(scan: &Scan) -> Vec<(&str, Vec<&Item>)> {
    let mut homes: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in &scan.items {
        homes.entry(item.finding.home()).or_default().push(item);
    }
    let mut groups: Vec<(&str, Vec<&Item>)> = homes.into_iter().collect();
    for (_, items) in &mut groups {
        items.sort_by_key(|item| item.finding.severity);
    }
    let weight = |items: &[&Item]| {
        Severity::ALL.map(|severity| items.iter().filter(|item| item.finding.severity == severity).count())
    };
    groups.sort_by_key(|(home, items)| (std::cmp::Reverse(weight(items)), *home));
    groups
}

/// Returns the object, or its place in the files.
fn place(item: &Item) -> String {
    let file = item.index().and_then(|files| files.place(&item.finding.object));
    let text = match (file, item.at) {
        (Some(place), Some((line, _))) => format!("{}:{line}", place.file),
        (Some(place), None) => format!("{}:{}", place.file, place.line),
        (None, _) => item.finding.subject(),
    };
    clean(&text)
}

/// The least room for a part of the names of sets.
const LEAST: usize = 10;

fn line(item: &Item, paint: Paint, object: usize, (width, sets): (usize, usize)) -> String {
    let severity = paint.severity(item.finding.severity, &format!("{:<4}", item.finding.severity.short()));
    let place = columns::pad(&columns::cut_middle(&place(item), object, "…"), object);
    let title = item.finding.name();
    let within = item.in_sets(sets);
    let mark = item.standing.filter(|standing| standing.is_new());
    let mark = mark.map(|standing| clean(&within.standing(Some(standing))) + ": ");
    let title = format!("{}{title}", mark.unwrap_or_default());
    // Severity, place and title, with their gaps.
    let used = 2 + 4 + 2 + object + 2;
    let title = titled(title, &clean(within.apart().trim_start_matches(" in ")), width.saturating_sub(used));
    let head = format!("  {severity}  {place}  {title}");
    let written = columns::width(&title);
    let room = width.saturating_sub(used + written.max(TITLE) + 2);
    if room < item.check.id.len() {
        return head + "\n";
    }
    let gap = " ".repeat(TITLE.saturating_sub(written) + 2);
    format!("{head}{gap}{}\n", item.check.id)
}

/// Returns the title with the names of sets, as far as they fit.
fn titled(title: String, sets: &str, width: usize) -> String {
    let room = width.saturating_sub(columns::width(&title) + 3);
    if sets.is_empty() || room < LEAST.min(columns::width(sets)) {
        return title;
    }
    format!("{title} ({})", columns::cut_middle(sets, room, "…"))
}
