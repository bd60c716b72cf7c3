//! A scan for a terminal: findings by namespace, the worst first, one line each that fits the width.

use super::text::{Paint, clean};
use super::{Item, Scan, table};
use crate::checks::Severity;
use crate::verdicts::Counts;
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

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
        let _ = writeln!(out, "{}  {}", paint.bold(&clean(name)), counted(&counts));
        let object = items.iter().map(|item| place(item).width()).max().unwrap_or(0).min(OBJECT);
        for item in items {
            out.push_str(&line(item, paint, object, width));
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

/// `1 critical, 3 high`
fn counted(counts: &Counts) -> String {
    let each = Severity::ALL.into_iter().filter(|severity| counts.of(*severity) > 0);
    each.map(|severity| format!("{} {severity}", counts.of(severity))).collect::<Vec<_>>().join(", ")
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

/// Cuts a text in the middle, since its ends distinguish it, or pads it.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return format!("{text}{}", " ".repeat(width - text.width()));
    }
    let letters: Vec<char> = text.chars().collect();
    let (head, tail) = (width / 2, width.saturating_sub(width / 2 + 1));
    let end = letters.len().saturating_sub(tail);
    let kept = letters.iter().take(head).chain(['…'].iter()).chain(letters.iter().skip(end));
    kept.collect()
}

fn line(item: &Item, paint: Paint, object: usize, width: usize) -> String {
    let severity = paint.severity(item.finding.severity, &format!("{:<4}", item.finding.severity.short()));
    let place = fitted(&place(item), object);
    let title = item.finding.name();
    let head = format!("  {severity}  {place}  {title}");
    // Severity, place and title, with their gaps.
    let used = 2 + 4 + 2 + object + 2;
    let room = width.saturating_sub(used + TITLE + 2);
    if room < item.check.id.len() {
        return head + "\n";
    }
    let gap = " ".repeat(TITLE.saturating_sub(title.chars().count()) + 2);
    format!("{head}{gap}{}\n", item.check.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_place_keeps_both_ends() {
        assert_eq!(fitted("fn/a", 6), "fn/a  ");
        assert_eq!(fitted("apirule/provider-webhook[0]", 12), "apirul…ok[0]");
    }
}
