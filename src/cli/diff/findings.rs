//! Compares the findings of sets that belong together.

use super::pairs::Pair;
use super::sets::{DiffRow, DiffSet};
use crate::output::difference::{FindingChange, FindingSense};
use crate::output::formats::safe;
use crate::verdicts::baseline::BaselineEntry;
use std::cmp::Ordering;
use std::collections::BTreeSet;

type SideFindings<'a> = Vec<(&'a DiffSet, &'a DiffRow)>;

/// Returns how findings differ; the same difference in several sets is one, with their names.
pub fn findings(pairs: &[Pair<'_>]) -> Vec<FindingChange> {
    let mut all: Vec<FindingChange> = Vec::new();
    for pair in pairs {
        let sets = pair.before.iter().chain(&pair.after);
        let prints: BTreeSet<&str> = sets.flat_map(|set| set.rows.keys().map(String::as_str)).collect();
        for print in prints {
            changes(print, pair, &mut all);
        }
    }
    let key = |one: &FindingChange| (one.sense, one.severity, one.check.clone(), one.object.clone());
    all.sort_by_cached_key(|finding_change| {
        (key(finding_change), finding_change.fingerprint.clone(), finding_change.why.clone())
    });
    all.dedup_by(|other, first| {
        let same = first.fingerprint == other.fingerprint
            && (first.sense, first.severity, &first.why) == (other.sense, other.severity, &other.why);
        if same {
            first.sets.append(&mut other.sets);
        }
        same
    });
    all
}

fn changes(print: &str, pair: &Pair<'_>, all: &mut Vec<FindingChange>) {
    let (old, new) = (of(print, &pair.before), of(print, &pair.after));
    let (Some(was), Some(is)) = (worst(&old), worst(&new)) else {
        all.extend(new.iter().map(|one| appeared(print, one, pair)));
        all.extend(old.iter().map(|one| vanished(print, one, pair)));
        return;
    };
    // Worse severities come first.
    let sense = match is.1.known.severity.cmp(&was.1.known.severity) {
        Ordering::Less => Some(FindingSense::Worse),
        Ordering::Greater => Some(FindingSense::Better),
        Ordering::Equal => None,
    };
    let before = format!("before: {}", was.1.known.severity);
    all.extend(sense.map(|sense| change(print, is, sense, &before)));
    if !pair.has_sets() {
        return;
    }
    // It is not known which of them has a new name.
    let why = format!(
        "in {} sets that are called differently before and after; before in {}",
        new.len(),
        old.len()
    );
    match new.len().cmp(&old.len()) {
        Ordering::Greater => all.extend(new.iter().map(|one| change(print, one, FindingSense::New, &why))),
        Ordering::Less => all.extend(old.iter().map(|one| match unknown(&pair.doubts.1, &one.1.known) {
            Some(doubt) => change(print, one, FindingSense::Unknown, &doubt),
            None => change(print, one, FindingSense::Gone, &why),
        })),
        Ordering::Equal => {}
    }
}

fn of<'a>(print: &str, sets: &[&'a DiffSet]) -> SideFindings<'a> {
    sets.iter().filter_map(|set| Some((*set, set.rows.get(print)?))).collect()
}

fn worst<'f, 'a>(found: &'f SideFindings<'a>) -> Option<&'f (&'a DiffSet, &'a DiffRow)> {
    found.iter().min_by_key(|(_, row)| row.known.severity)
}

fn appeared(print: &str, one: &(&DiffSet, &DiffRow), pair: &Pair<'_>) -> FindingChange {
    let why = unknown(&pair.doubts.0, &one.1.known).map(|why| format!("unknown before: {why}"));
    change(print, one, FindingSense::New, &why.unwrap_or_default())
}

fn vanished(print: &str, one: &(&DiffSet, &DiffRow), pair: &Pair<'_>) -> FindingChange {
    match unknown(&pair.doubts.1, &one.1.known) {
        Some(why) => change(print, one, FindingSense::Unknown, &why),
        None => change(print, one, FindingSense::Gone, ""),
    }
}

fn unknown(sets: &[&DiffSet], known: &BaselineEntry) -> Option<String> {
    sets.iter().find_map(|set| set.why_unknown(known))
}

fn change(print: &str, (set, row): &(&DiffSet, &DiffRow), sense: FindingSense, why: &str) -> FindingChange {
    FindingChange {
        sense,
        check: row.known.check.clone(),
        severity: row.known.severity,
        object: safe(&row.known.object),
        message: row.message.clone(),
        place: row.place.clone(),
        why: safe(why),
        fingerprint: print.to_owned(),
        sets: Some(safe(&set.name)).into_iter().filter(|name| !name.is_empty()).collect(),
    }
}
