//! The lists: namespaces, Functions, findings, changes, steps of a plan.

use super::paths;
use super::speech::SpeechLines;
use crate::app::Place;
use crate::app::fix::suggestions;
use crate::app::model::Model;
use crate::app::rows::lists::strip;
use crate::app::rows::since::standing;
use crate::app::screen::journal::undone;
use crate::app::state::rows::NamespaceRow;
use crate::checks::Finding;
use crate::fix::Receipt;
use crate::fix::journal::WriteResult;
use crate::fix::suggestions::Cause;
use crate::verdicts::Counts;
use crate::verdicts::report::Worst;
use crate::view::parts::text::field;

/// Returns the rows of the focused list.
pub(super) fn rows(model: &Model) -> Vec<String> {
    let causes = |of: &str| suggestions::of(model, of).iter().map(cause).collect();
    let findings = || model.page.findings.iter().map(|one| finding(model, one)).collect();
    match (&model.place, model.pane) {
        (Place::Overview, suggestions::PANE) => causes(""),
        (Place::Overview | Place::Namespaces, 0) => model.lists.namespaces.iter().map(namespace).collect(),
        (Place::Namespace(name), 1) => functions_of(model, name),
        (Place::Overview | Place::Namespace(_) | Place::Function(..), _) => findings(),
        (Place::Functions, _) => {
            let row = |row: &crate::app::state::rows::FunctionRow| {
                format!("{} in {}, {}", row.name, row.namespace, counts(&row.counts))
            };
            model.lists.functions.iter().map(row).collect()
        }
        (Place::Findings, _) => model.lists.findings.iter().map(|row| finding(model, &row.finding)).collect(),
        (Place::Changes, _) => model.journal.iter().map(|one| receipt(model, one)).collect(),
        (Place::Plan(of), _) => causes(of),
        _ => Vec::new(),
    }
}

/// Returns the counts in words: `2 critical, 1 low, 3 unknown`.
pub(super) fn counts(counts: &Counts) -> String {
    let found = counts.words();
    match (counts.total(), counts.unknown) {
        (0, 0) => "no findings".into(),
        (0, unknown) => format!("no findings in what could be read, {unknown} verdicts unknown"),
        (_, 0) => found,
        (_, unknown) => format!("{found}, {unknown} verdicts unknown"),
    }
}

fn namespace(row: &NamespaceRow) -> String {
    if let Some(why) = &row.blind {
        return format!("{}, not read: {why}", row.name);
    }
    let score = row.score.map_or_else(|| "no score".to_owned(), |score| format!("score {score} of 100"));
    let functions = match row.functions {
        1 => "1 Function".to_owned(),
        count => format!("{count} Functions"),
    };
    let level = if row.level == "(none)" { "no Pod Security level".to_owned() } else { row.level.clone() };
    format!("{}, {score}, {}, {functions}, {level}", row.name, counts(&row.counts))
}

/// Adds the worst finding of each family of checks.
pub(super) fn families(row: &NamespaceRow, lines: &mut SpeechLines) {
    for (family, worst) in strip(&row.families) {
        let words = match worst {
            Worst::Of(severity) => severity.word(),
            Worst::Unknown => "unknown",
            Worst::Clear => continue,
        };
        lines.label(&format!("Worst of {}", family.word()), words);
    }
}

fn functions_of(model: &Model, name: &str) -> Vec<String> {
    let report = model.report.space(name);
    let functions = model.snapshot.space(name).map(|space| space.functions.values());
    let row = |function: &std::sync::Arc<crate::model::function::Function>| {
        let own = report.and_then(|report| report.by_function.get(function.meta.name.as_str()));
        format!("{}, {}, {}", function.meta.name, function.runtime, counts(&own.copied().unwrap_or_default()))
    };
    functions.into_iter().flatten().map(row).collect()
}

/// Returns one finding in a line: severity, title, object, namespace, fixes.
pub(super) fn finding(model: &Model, one: &Finding) -> String {
    let fixes = match model.fix_marks.of(one) {
        None => String::new(),
        Some(0) => ", no automatic fix".into(),
        Some(1) => ", 1 fix".into(),
        Some(count) => format!(", {count} fixes"),
    };
    let marked = if model.marks.has(one) { "marked, " } else { "" };
    let accepted = if model.acceptance(one).is_some() { "accepted, " } else { "" };
    let home = if one.home().is_empty() { String::new() } else { format!(" in {}", one.home()) };
    let standing = standing(model, one).filter(|one| one.is_new());
    let standing = standing.map_or_else(String::new, |one| format!("{}, ", one.word()));
    format!(
        "{marked}{accepted}{standing}{}, {}, {}{home}{fixes}",
        one.severity.word(),
        one.name(),
        one.subject()
    )
}

fn cause(cause: &Cause) -> String {
    let risk = cause.risk.word().replace('-', " ");
    format!("{} in {}, resolves {}, risk {risk}", cause.title, cause.place(), cause.cleared())
}

fn fate(model: &Model, one: &Receipt) -> &'static str {
    match &one.result {
        WriteResult::Applied if undone(&model.journal, one) => "undone",
        WriteResult::Applied => "applied",
        WriteResult::Sent | WriteResult::Unknown(_) => "outcome unknown",
        WriteResult::Failed(_) => "failed",
    }
}

fn receipt(model: &Model, one: &Receipt) -> String {
    let time = one.time.get(..16).unwrap_or(&one.time).replace('T', " at ");
    format!("{}, {}, {}, {time}", fate(model, one), one.title, one.object.short())
}

/// Adds the posture of everything.
pub(super) fn overview(model: &Model, lines: &mut SpeechLines) {
    let all = model.report.counts();
    let score = model.page.posture.score;
    let score = score.map_or_else(|| "not known yet".to_owned(), |score| format!("{score} of 100"));
    lines.label("Posture", &score);
    lines.label("Findings", &counts(&all));
    let posture = model.page.posture;
    lines.label("Exposed", &format!("{} routes, {} open", posture.routes, posture.open_routes));
    for (kind, (count, why)) in model.coverage().missing.iter().take(4) {
        lines.label("Not read", &format!("{}, {count} verdicts unknown: {why}", kind.info().plural));
    }
    paths::of_cluster(model, lines);
    filtered(model, lines);
}

/// Adds the filter of the list, if there is one.
pub(super) fn filtered(model: &Model, lines: &mut SpeechLines) {
    let filter = &model.filter(model.filtered()).text;
    lines.label("Filter", filter);
    if let (Place::Findings, Some(since)) = (&model.place, &model.since) {
        let words = since.counts.map_or_else(|| "not counted yet".to_owned(), |counts| counts.words());
        lines.label(&format!("Since {}", since.name), &words);
    }
    if model.rows(model.pane) == 0 {
        let words = if filter.is_empty() { "This list is empty" } else { "Nothing matches the filter" };
        lines.say(words);
    }
}

pub(super) fn changes(model: &Model, lines: &mut SpeechLines) {
    if model.journal.is_empty() {
        lines.say("No changes yet. Every change that fnsec sends is recorded here and can be undone");
    }
}

pub(super) fn plan(model: &Model, of: &str, lines: &mut SpeechLines) {
    if suggestions::of(model, of).is_empty() {
        lines.say("No proposed change resolves a remaining finding");
    } else {
        lines.say("The best changes are first; open shows one before anything is sent");
    }
}

pub(super) fn why_cause(model: &Model, lines: &mut SpeechLines) {
    let Some(cause) = model.selected_cause() else { return };
    lines.label("Change", &cause.title);
    lines.label("Where", &cause.place());
    lines.label("Risk", &cause.risk.word().replace('-', " "));
    for one in &cause.clears {
        lines.label("Resolves", &format!("{}, {}", one.severity.word(), one.title()));
    }
}

pub(super) fn why_change(model: &Model, lines: &mut SpeechLines) {
    let Some(one) = model.journal.get(model.cursor(0).row) else {
        return lines.say("No changes yet");
    };
    lines.label("Change", &one.title);
    lines.label("Request", &format!("{} {}", one.verb, one.object));
    lines.label("Outcome", fate(model, one));
    if let WriteResult::Failed(why) | WriteResult::Unknown(why) = &one.result {
        lines.label("Reason", why);
    }
    for revert in &one.reverts {
        let show = |value: &Option<serde_json::Value>| {
            value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string)
        };
        let path = field(&revert.path);
        lines.label("Field", &format!("{path}, before {}, now {}", show(&revert.was), show(&revert.wrote)));
    }
    for warning in &one.warnings {
        lines.label("Warning", warning);
    }
}
