//! What could be read and what not: every feed, the verdicts that it blocks, and the permissions to
//! request.

use crate::app::model::Model;
use crate::app::overlay::coverage;
use crate::model::{Feed, Kind};
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::dialog;
use crate::view::parts::{Canvas, Position, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The width from which names of kinds have all the room they need; below it, the numbers come first.
const WIDE: u16 = 90;
const WIDE_KIND: usize = 34;
const NARROW_KIND: usize = 28;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, row: usize, area: Rect) {
    let inner = dialog(canvas, area, "Coverage · what could be read", 110, 36);
    let known = model.coverage();
    let all = known.known + known.unknown;
    let head = format!(
        "{} of {all} verdicts are known ({}%). Unknown is never counted as passed.",
        known.known,
        known.percent()
    );
    let mut rest = canvas.paragraph(inner, &head, Role::Text);
    let platform = model.snapshot.platform();
    rest =
        canvas.paragraph(rest, &format!("Serverless: {} ({})", platform.era, platform.evidence), Role::Muted);
    for note in &model.session.notes {
        rest = canvas.paragraph(rest, &format!("note: {note}"), Role::Warning);
    }
    let denied = coverage::denied(model);
    if let Some((_, why)) = denied.first() {
        rest = permitted(canvas, model, rest);
        rest = unseen(canvas, model, &denied, row, rest);
        rest = canvas.paragraph(rest, &format!("The server: {why}"), Role::Muted);
    }
    rest = below(rest, 1);
    let kind = if rest.width < WIDE { NARROW_KIND } else { WIDE_KIND };
    let titles = format!(
        "{:<kind$}{:<14}{:<11}{:>8}{:>11}  {}",
        "KIND", "WHERE", "STATE", "OBJECTS", "HELD BACK", "WHY"
    );
    canvas.words(rest, titles, Role::Muted);
    let list = below(rest, 1);
    let hidden: Vec<Kind> = denied.iter().map(|(kind, _)| *kind).collect();
    let rows = rows(canvas, model, &hidden, kind);
    let top = row.saturating_sub(denied.len()).min(rows.len().saturating_sub(usize::from(list.height)));
    let (shown, len) = (usize::from(list.height), rows.len());
    canvas.mark_position(Position { rows: list, top, shown, len, selected: None });
    canvas.lines(list, rows.into_iter().skip(top));
}

/// Paints what the user can do, first.
fn permitted(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Rect {
    let mut rest = below(area, 1);
    rest = canvas.lines(rest, [Line::from(canvas.span("WHAT YOU MAY", Role::Muted))]);
    for line in coverage::permitted(model) {
        rest = canvas.indented(rest, 2, &line, Role::Ok);
    }
    below(rest, 1)
}

/// Paints a line for each kind that may not be read: what it holds back, and the smallest role that would show it.
fn unseen(
    canvas: &mut Canvas<'_, '_>,
    model: &Model,
    denied: &[(Kind, String)],
    row: usize,
    area: Rect,
) -> Rect {
    let head = "WHAT YOU MAY NOT SEE · y copies the role of the selected line, Y of all";
    let mut rest = canvas.lines(area, [Line::from(canvas.span(head, Role::Muted))]);
    for (at, (kind, _)) in denied.iter().enumerate() {
        let count = model.coverage().missing.get(kind).map_or(0, |(count, _)| *count);
        let mark = if at == row { canvas.glyphs.pointer } else { " " };
        let line = Line::from(vec![
            canvas.span(format!("{mark} {:<30}", kind.info().shown()), Role::Text),
            canvas.span(format!("{count:>4} held back  "), Role::Unknown),
            canvas.span(coverage::in_words(*kind), Role::Muted),
        ]);
        canvas.line(rest, line);
        if at == row {
            canvas.select(rest);
            canvas.cursor(rest.x, rest.y);
        }
        rest = below(rest, 1);
    }
    rest
}

fn rows(canvas: &Canvas<'_, '_>, model: &Model, hidden: &[Kind], width: usize) -> Vec<Line<'static>> {
    let missing = &model.coverage().missing;
    let feeds = model.snapshot.feeds();
    let narrow = |kind: Kind| feeds.iter().any(|(other, place, _)| other == kind && !place.is_empty());
    // For a kind that is read per namespace, the refusal for the whole cluster adds nothing.
    let shown = feeds.iter().filter(|(kind, place, _)| !place.is_empty() || !narrow(*kind));
    let mut shown: Vec<(Kind, &str, &Feed)> = shown.filter(|(kind, ..)| !hidden.contains(kind)).collect();
    // Kinds that need attention come first, kinds that this cluster does not serve come last.
    shown.sort_by_key(|(kind, _, feed)| match feed {
        Feed::Opening(_) | Feed::Stale(..) | Feed::Failed(_) | Feed::LoggedOut(_) | Feed::Forbidden(_) => 0,
        Feed::Live if missing.contains_key(kind) => 1,
        Feed::Live => 2,
        Feed::NotServed | Feed::NotAsked | Feed::Absent => 3,
    });
    let ellipsis = canvas.glyphs.ellipsis;
    let name = |kind: Kind| {
        let room = width.saturating_sub(1);
        text::pad(&text::cut_middle(&kind.info().shown(), room, ellipsis), room)
    };
    let lines = |(kind, place, feed): (Kind, &str, &Feed)| {
        let role = match feed {
            Feed::Live => Role::Ok,
            Feed::Opening(_) | Feed::Stale(..) => Role::Warning,
            Feed::Failed(_)
            | Feed::LoggedOut(_)
            | Feed::Forbidden(_)
            | Feed::NotServed
            | Feed::NotAsked
            | Feed::Absent => Role::Unknown,
        };
        let count = match place {
            "" => model.snapshot.count(kind),
            place => model.snapshot.space(place).map_or(0, |space| space.count(kind)),
        };
        let held = missing.get(&kind).map_or(0, |(count, _)| *count);
        let held = if held == 0 { canvas.glyphs.dot.to_owned() } else { held.to_string() };
        let why = match feed {
            Feed::Live => "",
            Feed::Forbidden(_) => "403",
            other => other.why(),
        };
        let place = if place.is_empty() { "cluster" } else { place };
        let row = Line::from(vec![
            canvas.span(format!("{} {:<14}", name(kind), text::cut_middle(place, 13, ellipsis)), Role::Text),
            canvas.span(format!("{:<11}", feed.word()), role),
            canvas.span(format!("{count:>8}{held:>11}  "), Role::Text),
            canvas.span(why, Role::Muted),
        ]);
        // Objects that were read may lack something all the same.
        let reason = missing.get(&kind).filter(|_| matches!(feed, Feed::Live));
        let reason = reason.map(|(_, why)| Line::from(canvas.span(format!("  {why}"), Role::Unknown)));
        [Some(row), reason].into_iter().flatten()
    };
    shown.into_iter().flat_map(lines).collect()
}
