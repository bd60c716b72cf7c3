//! Results of other tools beside this program's own: one row each, with source and date, and never a
//! verdict.

use super::finding;
use crate::checks::Severity;
use crate::checks::prelude::plural;
use crate::model::Space;
use crate::model::calendar::Day;
use crate::model::external_reports::{self, Grade, Other, Source, Standing, Weight};
use crate::view::theme::Role;
use std::collections::BTreeSet;

/// A label, the text beside it, and its role.
pub type Row = (String, String, Role);

/// Returns the results of other tools for a Function; none where there are none.
pub fn of_function(space: &Space, name: &str, today: Day) -> Vec<Row> {
    let mut all = external_reports::of_function(space, name);
    // The newest report comes first: older ones of the same image add nothing.
    all.sort_by_key(|one| (one.source.clone(), std::cmp::Reverse(one.checked)));
    let mut seen = BTreeSet::new();
    let mut rows: Vec<Row> = Vec::new();
    for one in all.iter().filter(|one| !matches!(one.source, Source::Policy(_))) {
        if seen.insert((one.source.clone(), one.image.clone())) {
            rows.push(of_image(one, today));
        }
    }
    rows.extend(of_policies(&all, today));
    if !rows.is_empty() {
        rows.insert(0, ("Others".into(), "from other tools, not in the score".into(), Role::Muted));
    }
    rows
}

fn of_image(one: &Other<'_>, today: Day) -> Row {
    let place = if one.image.is_empty() { String::new() } else { format!(" in {}", one.image) };
    let stale = one.standing == Standing::Stale;
    let (mark, note) = if stale { ("stale, ", ", which no longer runs") } else { ("", "") };
    let role = if stale { Role::Muted } else { one.tally.worst().map_or(Role::Text, grade) };
    let words = format!("{} ({mark}{}){place}{note}", one.words(), ago(one.checked, today));
    (one.source.shown(), words, role)
}

/// Returns one row for each policy engine: how many results, and which policies.
fn of_policies(all: &[Other<'_>], today: Day) -> Vec<Row> {
    let sources: BTreeSet<&Source> =
        all.iter().map(|one| &one.source).filter(|one| matches!(one, Source::Policy(_))).collect();
    let row = |source: &Source| {
        let own = || all.iter().filter(|one| one.source == *source);
        let total = external_reports::totals(own()).remove(source).unwrap_or_default();
        let ids = own().flat_map(|one| &one.worst).map(|hit| hit.id.as_str());
        let mut names: Vec<&str> =
            ids.map(|id| id.split_once('/').map_or(id, |(policy, _)| policy)).collect();
        let mut once = BTreeSet::new();
        names.retain(|name| once.insert(*name));
        let checked = own().filter_map(|one| one.checked).max();
        let (found, names) = (total.words(false), crate::checks::prelude::some_of(&names));
        let words = format!("{found} ({}): {names}", ago(checked, today));
        (source.shown(), words, weight(total.outcomes.keys().next().copied()))
    };
    sources.into_iter().map(row).collect()
}

/// Returns the results of other tools for the Functions of a namespace, a row for each of them.
pub fn of_namespace(space: &Space) -> Vec<Row> {
    let all = external_reports::of_space(space);
    let own = all.iter().filter(|one| one.function.is_some());
    let row = |(source, total): (Source, external_reports::Total)| {
        let count = total.functions.len();
        let stale = match total.stale {
            0 => String::new(),
            some => format!(", {some} report{} out of date", plural(some)),
        };
        let found = total.words(source == Source::TrivySecrets);
        let found =
            if count == 0 { String::new() } else { format!("{found} in {count} Function{}", plural(count)) };
        let worst = total.tally.worst().map(grade);
        let role = worst.unwrap_or_else(|| weight(total.outcomes.keys().next().copied()));
        (source.shown(), format!("{found}{stale}").trim_start_matches(", ").to_owned(), role)
    };
    external_reports::totals(own).into_iter().map(row).collect()
}

/// Returns the same in one line, where space is short.
#[must_use]
pub fn line(rows: &[Row]) -> Option<String> {
    let told: Vec<String> = rows
        .iter()
        .filter(|(label, ..)| label != "Others")
        .map(|(who, what, _)| format!("{who} {what}"))
        .collect();
    (!told.is_empty()).then(|| format!("others: {}", told.join("; ")))
}

fn ago(checked: Option<Day>, today: Day) -> String {
    let Some(checked) = checked else { return "no date".into() };
    match today.number() - checked.number() {
        ..=0 => "today".into(),
        1 => "1 day ago".into(),
        days => format!("{days} days ago"),
    }
}

fn weight(worst: Option<Weight>) -> Role {
    match worst {
        Some(Weight::Fail | Weight::Error) => Role::Warning,
        Some(Weight::Warn) | None => Role::Text,
    }
}

fn grade(grade: Grade) -> Role {
    match grade {
        Grade::Critical => finding::role(Severity::Critical),
        Grade::High => finding::role(Severity::High),
        Grade::Medium => finding::role(Severity::Medium),
        Grade::Low => finding::role(Severity::Low),
        Grade::Info => finding::role(Severity::Info),
        Grade::Unknown => Role::Unknown,
    }
}
