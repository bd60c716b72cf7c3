//! Annotations for a workflow of GitHub, and the summary of its step.
//!
//! GitHub shows ten annotations of each level for a step, so only the worst are written and the others are counted;
//! the summary lists all of them.

use super::markdown;
use super::sheet::{Sheet, SheetRow, safe};
use crate::checks::Severity;
use crate::output::Scan;
use crate::verdicts::baseline::Standing;

/// Annotations of one level that GitHub shows for a step.
const SHOWN: usize = 10;
/// The largest summary of a step that GitHub accepts, in bytes.
pub const LARGEST: usize = 1 << 20;

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let mut out = String::new();
    for level in ["error", "warning", "notice"] {
        let mut own: Vec<&SheetRow<'_>> =
            sheet.entries.iter().filter(|entry| self::level(entry) == level).collect();
        // What is new comes first, because the others were known before.
        own.sort_by_key(|one| (one.standing == Some(Standing::Known), one.severity));
        own.iter().take(SHOWN).for_each(|row| out += &annotation(level, row));
        if own.len() > SHOWN {
            let text = format!("{} more findings are in the summary of this step", own.len() - SHOWN);
            out += &command("notice", &[("title", "fnsec")], &text);
        }
    }
    for why in &sheet.unread {
        out += &command("error", &[("title", "fnsec: not read")], why);
    }
    for one in &sheet.reasons() {
        let text = format!(
            "{} unknown verdicts, none of them a pass: {}. {}",
            one.verdicts,
            one.reason,
            one.places()
        );
        out += &command("warning", &[("title", "fnsec: unknown")], &text);
    }
    out + &command("notice", &[("title", "fnsec")], &sheet.summary())
}

/// Returns the summary for the page of the workflow, within its limit.
#[must_use]
pub fn summary(scan: &Scan) -> String {
    let whole = markdown::text(scan);
    if whole.len() <= LARGEST {
        return whole;
    }
    let note = "\nThe report is longer than the summary of a step may be; the rest was left out.\n";
    let mut end = LARGEST - note.len();
    while !whole.is_char_boundary(end) {
        end -= 1;
    }
    let kept = whole.get(..end).and_then(|text| text.rsplit_once('\n')).map_or("", |(kept, _)| kept);
    format!("{kept}\n{note}")
}

fn level(entry: &SheetRow<'_>) -> &'static str {
    match entry.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

fn annotation(level: &str, entry: &SheetRow<'_>) -> String {
    let (line, column) = (entry.place.line.to_string(), entry.place.column.to_string());
    let title = format!("{}{} {}", entry.severity, entry.mark(), entry.check.id);
    let mut properties = Vec::new();
    if entry.place.is_file {
        properties.extend([("file", super::gitlab::path(&entry.place.file)), ("line", line)]);
        properties.extend((entry.place.column > 0).then_some(("col", column)));
    }
    properties.push(("title", title));
    let properties: Vec<(&str, &str)> =
        properties.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let sets = safe(&entry.sets.words());
    let sets = if sets.is_empty() { sets } else { format!(", {sets}") };
    let text = format!("{} ({}, {}{sets})", entry.sentence(), entry.object, entry.home());
    command(level, &properties, &text)
}

/// Returns a workflow command, escaped as the runner reads it:
/// <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>.
fn command(name: &str, properties: &[(&str, &str)], text: &str) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let all: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    format!("::{name} {}::{}\n", all.join(","), data(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_a_command_or_begins_another() {
        let made = command("error", &[("file", "a,b:c\n::error::x")], "50%\r\n::stop-commands::x");
        assert_eq!(made, "::error file=a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax::50%25%0D%0A::stop-commands::x\n");
    }
}
