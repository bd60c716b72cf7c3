//! How findings, severities and scores are shown on every screen.

use super::canvas::{Canvas, below};
use super::table::Cell;
use super::text;
use crate::checks::{Finding, Severity};
use crate::model::Kind;
use crate::verdicts::{Acceptance, Counts};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

#[must_use]
pub fn role(severity: Severity) -> Role {
    match severity {
        Severity::Critical => Role::SevCritical,
        Severity::High => Role::SevHigh,
        Severity::Medium => Role::SevMedium,
        Severity::Low => Role::SevLow,
        Severity::Info => Role::SevInfo,
    }
}

/// Returns the label of a severity, four letters wide.
#[must_use]
pub fn word(canvas: &Canvas<'_, '_>, severity: Severity) -> Span<'static> {
    canvas.span(format!("{:<4}", severity.short()), role(severity))
}

/// Returns a count, or a dot for zero.
#[must_use]
pub fn count(canvas: &Canvas<'_, '_>, count: usize, severity: Severity) -> Cell {
    if count == 0 {
        vec![canvas.span(canvas.glyphs.dot, Role::Muted)]
    } else {
        vec![canvas.span(count.to_string(), role(severity))]
    }
}

/// Returns `C1 H2 M5`, or `ok`.
#[must_use]
pub fn summary(canvas: &Canvas<'_, '_>, counts: &Counts) -> Cell {
    let mut cell = Vec::new();
    for severity in Severity::ALL.into_iter().filter(|severity| counts.of(*severity) > 0) {
        if !cell.is_empty() {
            cell.push(Span::raw(" "));
        }
        cell.push(canvas.span(format!("{}{}", severity.letter(), counts.of(severity)), role(severity)));
    }
    if cell.is_empty() {
        cell.push(if counts.unknown > 0 {
            canvas.span("?", Role::Unknown)
        } else {
            canvas.span("ok", Role::Ok)
        });
    }
    cell
}

/// Returns the score with a bar, `--` when nothing is known; `~` and the bar say when some verdicts are unknown.
#[must_use]
pub fn score(canvas: &Canvas<'_, '_>, score: Option<u8>, unknown: bool, bar: usize) -> Cell {
    match score {
        None => vec![canvas.span(" --", Role::Unknown)],
        Some(score) => {
            let (mark, role) = if unknown { ("~", Role::Unknown) } else { (" ", Role::Muted) };
            vec![
                canvas.span(format!("{score:>3}"), Role::Text),
                canvas.span(format!("{mark}{}", canvas.glyphs.bar(usize::from(score), bar)), role),
            ]
        }
    }
}

/// The lines of the severity and the message, with a blank one, that most findings need at most.
const TOLD: u16 = 4;
/// The height in which all lines fit below these too.
const ROOM: u16 = 7;
/// Over a network, how many columns the row, the message, its note, the first fix and what was seen take together, and
/// how many of them remain for the details.
const BRIEF: usize = 178;
const LEAST: usize = 80;
/// What a piece takes besides its letters: its place, its colour, and the blanks behind it.
const PIECE: usize = 16;
/// The lines of a severity, a message beside a list, and a blank one.
const WHOLE: u16 = 5;
/// The lines of the object, the field, what was seen, a blank one, and the first fix.
const LABELS: u16 = 5;
/// A shorter piece of a fix or of what was seen says nothing.
const TELLING: usize = 20;

/// Paints the details of a finding, always in the same order: what, where, seen, why, fix.
pub fn story(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    finding: &Finding,
    acceptance: Option<&Acceptance>,
    (fixes, limits): (&[String], Option<String>),
) {
    let Some(check) = crate::checks::find(finding.check) else {
        return;
    };
    // Over a network, what is the same for every finding of a check is left to its page.
    let id = if canvas.remote { "" } else { finding.check };
    let mut rest = message_rows(canvas, area, finding, (id, &finding.message), acceptance);
    let evidence =
        if canvas.remote { telling(finding).unwrap_or_default() } else { finding.evidence.to_string() };
    if !finding.note.is_empty() {
        rest = canvas.paragraph(rest, &finding.note, Role::Muted);
    }
    // Over a network, labels stay where they are, however long the message is: they are not sent again.
    let keeps_places = canvas.remote && area.height >= WHOLE + LABELS;
    let places = below(area, WHOLE.min(area.height));
    rest = if keeps_places && rest.y <= places.y { places } else { canvas.lines(rest, [Line::default()]) };
    // Its own page names the namespace of a Function.
    let is_page = canvas.remote && finding.object.kind == Kind::Function;
    let object =
        if is_page { format!("Function/{}", finding.object.name) } else { finding.object.to_string() };
    rest = labelled(canvas, rest, "object  ", &object);
    rest = evidence_rows(canvas, rest, finding, &evidence, limits.as_deref());
    if !canvas.remote {
        rest = canvas.lines(rest, [Line::default()]);
        rest = canvas.paragraph(rest, check.why, Role::Muted);
    }
    rest = canvas.lines(rest, [Line::default()]);
    let place = below(places, LABELS.min(places.height).saturating_sub(1));
    if keeps_places && rest.y < place.y {
        rest = place;
    }
    if canvas.remote {
        return first_fix(canvas, rest, fixes.first(), fixes.len());
    }
    let fixes = fixes.iter().enumerate().map(|(at, title)| format!("fix {}   {title}", at + 1));
    let fixes: Vec<Line<'static>> = fixes.map(|title| Line::from(canvas.span(title, Role::Accent))).collect();
    canvas.lines(rest, fixes);
}

/// Paints the details below a list. Over a network they are short, because they are sent for each row that is read:
/// the row itself names the object, the page that `enter` opens shows the rest, and the fixes are counted.
pub fn below_list(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    finding: &Finding,
    acceptance: Option<&Acceptance>,
    (fixes, limits): (&[String], Option<String>),
) {
    if !canvas.remote {
        return story(canvas, area, finding, acceptance, (fixes, limits));
    }
    // The row has the title of the check.
    let row = [finding.name(), &finding.subject(), finding.home()];
    let row = row.into_iter().map(text::width).sum::<usize>();
    let room = BRIEF.saturating_sub(row).max(LEAST);
    let message = text::cut(&finding.message, room, canvas.glyphs.ellipsis);
    let mut rest = message_rows(canvas, area, finding, ("", &message), acceptance);
    let mut room = room.saturating_sub(text::width(&message));
    let mut fitting = |words: &str| {
        let own = room.saturating_sub(PIECE);
        let fits = text::cut(words, own, canvas.glyphs.ellipsis);
        let is_telling = own >= TELLING.min(text::width(words));
        room = room.saturating_sub(if is_telling { PIECE + text::width(&fits) } else { 0 });
        is_telling.then_some(fits)
    };
    // The page of a Function shows it too.
    let has_page = finding.object.kind == Kind::Function || !finding.functions.is_empty();
    let note =
        Some(&finding.note).filter(|note| !has_page && !note.is_empty()).and_then(|note| fitting(note));
    let title = fixes.first().and_then(|first| fitting(first));
    let seen = telling(finding).and_then(|seen| fitting(&seen));
    if let Some(note) = note {
        rest = canvas.paragraph(rest, &note, Role::Muted);
    }
    // What was seen and the fix stay where they are, whether the message takes one line or two: what is at its place
    // is not sent again. The row names the place, and the page has all of it.
    let usual = below(area, TOLD.min(area.height));
    if area.height >= ROOM && rest.y < usual.y {
        rest = usual;
    }
    let fix = below(rest, 1.min(rest.height));
    if let Some(seen) = seen {
        rest = labelled(canvas, rest, "seen    ", &seen);
    }
    if let Some(limits) = limits {
        rest = canvas.paragraph(rest, &limits, Role::Warning);
    }
    if area.height >= ROOM && rest.y < fix.y {
        rest = fix;
    }
    first_fix(canvas, rest, title.as_ref(), fixes.len());
}

/// Paints the first fix, and how many there are.
fn first_fix(canvas: &mut Canvas<'_, '_>, area: Rect, title: Option<&String>, count: usize) {
    if let Some(title) = title {
        let label = if count > 1 { format!("fix 1/{count}") } else { "fix 1".to_owned() };
        canvas.words(area, format!("{label:<8}{title}"), Role::Accent);
    }
}

/// Returns what was seen, if it says more than the message.
fn telling(finding: &Finding) -> Option<String> {
    let seen = text::clean(&finding.evidence);
    let is_hidden = !seen.chars().any(char::is_alphanumeric);
    (!is_hidden && !finding.message.contains(seen.trim())).then_some(seen)
}

/// Paints the severity, the check and the message.
fn message_rows(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    finding: &Finding,
    (id, message): (&'static str, &str),
    acceptance: Option<&Acceptance>,
) -> Rect {
    let is_certain = finding.confidence == crate::checks::Confidence::Certain;
    let mut head = vec![word(canvas, finding.severity), Span::raw(" "), canvas.span(id, Role::Muted)];
    if !is_certain {
        head.push(canvas.span(format!("  {}", finding.confidence.word()), Role::Unknown));
    }
    let mut rest = canvas.lines(area, [Line::from(head)]);
    rest = canvas.paragraph(rest, message, Role::Text);
    if let Some(acceptance) = acceptance {
        rest = canvas.paragraph(rest, &accepted(acceptance), Role::Unknown);
    }
    rest
}

/// Paints the field, what was seen there, and what limits a fix.
fn evidence_rows(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    finding: &Finding,
    evidence: &str,
    limits: Option<&str>,
) -> Rect {
    let mut rest = area;
    if !finding.path.is_empty() {
        let line = if finding.line > 0 { format!(" line {}", finding.line) } else { String::new() };
        rest = labelled(canvas, rest, "field   ", &format!("{}{line}", text::field(&finding.path)));
    }
    if !evidence.is_empty() {
        rest = labelled(canvas, rest, "seen    ", evidence);
    }
    match limits {
        Some(limits) => canvas.paragraph(rest, limits, Role::Warning),
        None => rest,
    }
}

/// Returns who accepted the risk, why, until when, and where that is stored.
fn accepted(acceptance: &Acceptance) -> String {
    let by = if acceptance.by.is_empty() { String::new() } else { format!(" by {}", acceptance.by) };
    let until = acceptance.expires.map_or_else(String::new, |day| format!(" until {day}"));
    format!("accepted{by}{until}: {} ({})", acceptance.reason, acceptance.place)
}

/// Paints a value beside its label; over a network on one line, else on as many as it takes.
fn labelled(canvas: &mut Canvas<'_, '_>, area: Rect, label: &str, value: &str) -> Rect {
    if canvas.remote {
        let line = Line::from(vec![canvas.span(label, Role::Muted), canvas.span(value, Role::Text)]);
        return canvas.lines(area, [line]);
    }
    canvas.words(area, label, Role::Muted);
    canvas.indented(area, text::cells(text::width(label)), value, Role::Text)
}
