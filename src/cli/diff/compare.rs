//! Compares two sides. What is unknown on one of them is never reported as closed or fixed.

use super::findings::findings;
use super::pairs::{Pair, pairs};
use super::sets::DiffSet;
use super::side::Side;
use crate::cli::facts::{self, Area, Fact, Facts, NamespaceOpenness};
use crate::output::difference::{Difference, FactChange, FactSense};
use crate::output::formats::safe;
use std::collections::BTreeSet;

pub fn compare(before: &Side, after: &Side) -> Difference {
    let pairs = pairs(&before.sets, &after.sets);
    let compared = pairs.iter().filter_map(facts_of).collect::<Vec<_>>();
    Difference {
        version: 1,
        before: before.name.clone(),
        after: after.name.clone(),
        findings: findings(&pairs),
        compared_facts: pairs.iter().all(Pair::has_sets),
        facts: joined(compared.concat()),
        not_seen: not_seen(before, after),
    }
}

/// Returns what was not seen, with the side; once if it is the same on both.
fn not_seen(before: &Side, after: &Side) -> Vec<String> {
    let (old, new) = (before.unread(), after.unread());
    let side = |why: &String| match (old.contains(why), new.contains(why)) {
        (true, true) if before.name != after.name => format!("{} and {}", before.name, after.name),
        (true, _) => before.name.clone(),
        (false, _) => after.name.clone(),
    };
    old.union(&new).map(|why| format!("{why} ({})", side(why))).collect()
}

/// Returns how the facts of sets that belong together differ; nothing if one of them is a saved report.
fn facts_of(pair: &Pair<'_>) -> Option<Vec<FactChange>> {
    let of = |sets: &[&DiffSet]| {
        let mut all = Facts::new();
        for set in sets {
            facts::join(&mut all, set.facts.as_ref()?);
        }
        Some(all)
    };
    let is_unread = |sets: &[&DiffSet]| sets.iter().any(|set| !set.unread.is_empty());
    let (old, new) = (of(&pair.before)?, of(&pair.after)?);
    let names = |key: &(Area, String)| {
        let has = |set: &&&DiffSet| set.facts.as_ref().is_some_and(|facts| facts.contains_key(key));
        let names = pair.before.iter().chain(&pair.after).filter(has).map(|set| safe(&set.name));
        names.filter(|name| !name.is_empty()).collect::<BTreeSet<String>>().into_iter().collect()
    };
    Some(facts((&old, is_unread(&pair.doubts.0)), (&new, is_unread(&pair.doubts.1)), names))
}

/// Sorts differences; the same one in several sets is one, with their names.
fn joined(mut all: Vec<FactChange>) -> Vec<FactChange> {
    all.sort_by(|one, other| {
        let key = |one: &FactChange| (one.sense, one.area);
        let texts = |one: &FactChange| [&one.name, &one.before, &one.after].map(String::clone);
        key(one).cmp(&key(other)).then_with(|| texts(one).cmp(&texts(other)))
    });
    all.dedup_by(|other, first| {
        let key = |fact_change: &FactChange| (fact_change.sense, fact_change.area);
        let same = key(first) == key(other)
            && [&first.name, &first.before, &first.after] == [&other.name, &other.before, &other.after];
        if same {
            first.sets.append(&mut other.sets);
        }
        same
    });
    all
}

fn facts(
    (old, old_unread): (&Facts, bool),
    (new, new_unread): (&Facts, bool),
    sets: impl Fn(&(Area, String)) -> Vec<String>,
) -> Vec<FactChange> {
    let names: BTreeSet<&(Area, String)> = old.keys().chain(new.keys()).collect();
    let mut all = Vec::new();
    for key in names {
        let absent = |unread: bool| match (key.0, unread) {
            (_, true) => Fact::new(NamespaceOpenness::Unknown, "not found, and something was not read"),
            (Area::Route, false) => Fact::new(NamespaceOpenness::Closed, "no route"),
            (Area::Token, false) => Fact::new(NamespaceOpenness::Closed, "refused"),
            (_, false) => Fact::new(NamespaceOpenness::Closed, "not allowed"),
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
            (NamespaceOpenness::Unknown, _) | (_, NamespaceOpenness::Unknown) => FactSense::Unknown,
            (was, is) if is > was => FactSense::Opens,
            (was, is) if is < was => FactSense::Closes,
            _ => FactSense::Changes,
        };
        let [name, before, after] = [&key.1, &was.state, &is.state].map(|text| safe(text));
        all.push(FactChange { sense, area: key.0.word(), name, before, after, sets: sets(key) });
    }
    all
}
