//! Compares two sides. What is unknown on one of them is never reported as closed or fixed.

use super::sets::Row;
use super::side::Side;
use crate::cli::facts::{Area, Fact, Facts, Openness};
use crate::output::difference::{Difference, FactChange, FactSense, FindingChange, FindingSense};
use crate::output::formats::safe;
use std::collections::BTreeSet;

pub fn compare(before: &Side, after: &Side) -> Difference {
    let mut not_seen = [before.unread.clone(), after.unread.clone()].concat();
    not_seen.sort();
    not_seen.dedup();
    let mut difference = Difference {
        version: 1,
        before: before.name.clone(),
        after: after.name.clone(),
        findings: findings(before, after),
        facts: Vec::new(),
        compared_facts: false,
        not_seen,
    };
    if let (Some(old), Some(new)) = (&before.facts, &after.facts) {
        difference.compared_facts = true;
        difference.facts = facts((old, !before.unread.is_empty()), (new, !after.unread.is_empty()));
    }
    difference
}

fn findings(before: &Side, after: &Side) -> Vec<FindingChange> {
    let prints: BTreeSet<&String> = before.rows.keys().chain(after.rows.keys()).collect();
    let mut all = Vec::new();
    for print in prints {
        let change = match (before.rows.get(print), after.rows.get(print)) {
            (Some(old), Some(new)) => {
                // Worse severities come first.
                let sense = match new.known.severity.cmp(&old.known.severity) {
                    std::cmp::Ordering::Less => FindingSense::Worse,
                    std::cmp::Ordering::Greater => FindingSense::Better,
                    std::cmp::Ordering::Equal => continue,
                };
                change(print, new, sense, &format!("before: {}", old.known.severity))
            }
            (None, Some(new)) => {
                let why = before.why_unknown(new, after).map(|why| format!("unknown before: {why}"));
                change(print, new, FindingSense::New, &why.unwrap_or_default())
            }
            (Some(old), None) => match after.why_unknown(old, before) {
                Some(why) => change(print, old, FindingSense::Unknown, &why),
                None => change(print, old, FindingSense::Gone, ""),
            },
            (None, None) => continue,
        };
        all.push(change);
    }
    all.sort_by(|one, other| {
        (one.sense, one.severity, &one.check, &one.object).cmp(&(
            other.sense,
            other.severity,
            &other.check,
            &other.object,
        ))
    });
    all
}

fn change(print: &str, row: &Row, sense: FindingSense, why: &str) -> FindingChange {
    FindingChange {
        sense,
        check: row.known.check.clone(),
        severity: row.known.severity,
        object: safe(&row.known.object),
        message: row.message.clone(),
        place: row.place.clone(),
        why: safe(why),
        fingerprint: print.to_owned(),
    }
}

fn facts((old, old_unread): (&Facts, bool), (new, new_unread): (&Facts, bool)) -> Vec<FactChange> {
    let names: BTreeSet<&(Area, String)> = old.keys().chain(new.keys()).collect();
    let mut all = Vec::new();
    for key in names {
        let absent = |unread: bool| match (key.0, unread) {
            (_, true) => Fact::new(Openness::Unknown, "not found, and something was not read"),
            (Area::Route, false) => Fact::new(Openness::Closed, "no route"),
            (Area::Token, false) => Fact::new(Openness::Closed, "refused"),
            (_, false) => Fact::new(Openness::Closed, "not allowed"),
        };
        // A namespace or a workload that is new, or gone, has no counterpart to compare with.
        let is_pair = matches!(key.0, Area::PodSecurity | Area::Connection);
        if is_pair && (!old.contains_key(key) || !new.contains_key(key)) {
            continue;
        }
        let was = old.get(key).cloned().unwrap_or_else(|| absent(old_unread));
        let is = new.get(key).cloned().unwrap_or_else(|| absent(new_unread));
        if was == is {
            continue;
        }
        let sense = match (was.openness, is.openness) {
            (Openness::Unknown, _) | (_, Openness::Unknown) => FactSense::Unknown,
            (was, is) if is > was => FactSense::Opens,
            (was, is) if is < was => FactSense::Closes,
            _ => FactSense::Changes,
        };
        let [name, before, after] = [&key.1, &was.state, &is.state].map(|text| safe(text));
        all.push(FactChange { sense, area: key.0.word(), name, before, after });
    }
    all.sort_by(|one, other| (one.sense, one.area, &one.name).cmp(&(other.sense, other.area, &other.name)));
    all
}
