//! Results of other tools beside this program's own: one row each, with source and date, and never a
//! verdict.

use crate::app::state::page::{ReportRow, Tone};
use crate::checks::prelude::plural;
use crate::model::Space;
use crate::model::calendar::Day;
use crate::model::external_reports::{self, Other, ReportTool, Standing, Weight};
use std::collections::BTreeSet;

/// The label of the first row, which says that the others are not verdicts.
pub const HEADING: &str = "Others";

fn row(label: impl Into<String>, words: impl Into<String>, tone: Tone) -> ReportRow {
    ReportRow { label: label.into(), words: words.into(), tone }
}

/// Returns the results of other tools for a Function; none where there are none.
pub fn of_function(space: &Space, name: &str, today: Day) -> Vec<ReportRow> {
    let mut all = external_reports::of_function(space, name);
    // The newest report comes first: older ones of the same image add nothing.
    all.sort_by_key(|one| (one.source.clone(), std::cmp::Reverse(one.checked)));
    let mut seen = BTreeSet::new();
    let mut rows: Vec<ReportRow> = Vec::new();
    for one in all.iter().filter(|one| !matches!(one.source, ReportTool::Policy(_))) {
        if seen.insert((one.source.clone(), one.image.clone())) {
            rows.push(of_image(one, today));
        }
    }
    rows.extend(of_policies(&all, today));
    if !rows.is_empty() {
        rows.insert(0, row(HEADING, "from other tools, not in the score", Tone::Muted));
    }
    rows
}

fn of_image(one: &Other<'_>, today: Day) -> ReportRow {
    let place = if one.image.is_empty() { String::new() } else { format!(" in {}", one.image) };
    let stale = one.standing == Standing::Stale;
    let (mark, note) = if stale { ("stale, ", ", which no longer runs") } else { ("", "") };
    let tone = if stale { Tone::Muted } else { one.tally.worst().map_or(Tone::Text, Tone::Grade) };
    let words = format!("{} ({mark}{}){place}{note}", one.words(), ago(one.checked, today));
    row(one.source.shown(), words, tone)
}

/// Returns one row for each policy engine: how many results, and which policies.
fn of_policies(all: &[Other<'_>], today: Day) -> Vec<ReportRow> {
    let sources: BTreeSet<&ReportTool> =
        all.iter().map(|one| &one.source).filter(|one| matches!(one, ReportTool::Policy(_))).collect();
    let of_source = |source: &ReportTool| {
        let own = || all.iter().filter(|one| one.source == *source);
        let total = external_reports::totals(own()).remove(source).unwrap_or_default();
        let ids = own().flat_map(|one| &one.worst).map(|hit| hit.id.as_str());
        let mut names: Vec<&str> =
            ids.map(|id| id.split_once('/').map_or(id, |(policy, _)| policy)).collect();
        let mut once = BTreeSet::new();
        names.retain(|name| once.insert(*name));
        let checked = own().filter_map(|other| other.checked).max();
        let (found, names) = (total.words(false), crate::checks::prelude::some_of(&names));
        let words = format!("{found} ({}): {names}", ago(checked, today));
        row(source.shown(), words, weight(total.outcomes.keys().next().copied()))
    };
    sources.into_iter().map(of_source).collect()
}

/// Returns the results of other tools for the Functions of a namespace, a row for each of them.
pub fn of_namespace(space: &Space) -> Vec<ReportRow> {
    let all = external_reports::of_space(space);
    let own = all.iter().filter(|one| one.function.is_some());
    let of_source = |(source, total): (ReportTool, external_reports::Total)| {
        let count = total.functions.len();
        let stale = match total.stale {
            0 => String::new(),
            some => format!(", {some} report{} out of date", plural(some)),
        };
        let found = total.words(source == ReportTool::TrivySecrets);
        let found =
            if count == 0 { String::new() } else { format!("{found} in {count} Function{}", plural(count)) };
        let worst = total.tally.worst().map(Tone::Grade);
        let tone = worst.unwrap_or_else(|| weight(total.outcomes.keys().next().copied()));
        row(source.shown(), format!("{found}{stale}").trim_start_matches(", "), tone)
    };
    external_reports::totals(own).into_iter().map(of_source).collect()
}

fn ago(checked: Option<Day>, today: Day) -> String {
    let Some(checked) = checked else { return "no date".into() };
    match today.number() - checked.number() {
        ..=0 => "today".into(),
        1 => "1 day ago".into(),
        days => format!("{days} days ago"),
    }
}

fn weight(worst: Option<Weight>) -> Tone {
    match worst {
        Some(Weight::Fail | Weight::Error) => Tone::Warning,
        Some(Weight::Warn) | None => Tone::Text,
    }
}
