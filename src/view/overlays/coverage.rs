//! What could be read and what not: every feed, the verdicts that it blocks, and the permissions to
//! request.

use crate::app::model::Model;
use crate::model::{Feed, Kind};
use crate::view::parts::Canvas;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::dialog;
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, row: usize, area: Rect) {
    let inner = dialog(canvas, area, "Coverage · what could be read", 110, 36);
    let coverage = model.coverage();
    let all = coverage.known + coverage.unknown;
    let head = format!(
        "{} of {all} verdicts are known ({}%). Unknown is never counted as passed.",
        coverage.known,
        coverage.percent()
    );
    let mut rest = canvas.paragraph(inner, &head, Role::Text);
    let platform = model.snapshot.platform();
    rest =
        canvas.paragraph(rest, &format!("Serverless: {} ({})", platform.era, platform.evidence), Role::Muted);
    for note in &model.session.notes {
        rest = canvas.paragraph(rest, &format!("note: {note}"), Role::Warning);
    }
    let denied = crate::app::overlay::coverage::denied(model);
    if let Some((_, why)) = denied.first() {
        let words = format!(
            "{} kinds may not be listed. y copies the missing rights. The server answered:",
            denied.len()
        );
        rest = canvas.paragraph(rest, &words, Role::Warning);
        rest = canvas.paragraph(rest, why, Role::Muted);
    }
    rest = below(rest, 1);
    let titles =
        format!("{:<34}{:<14}{:<11}{:>8}{:>11}  {}", "KIND", "WHERE", "STATE", "OBJECTS", "HELD BACK", "WHY");
    canvas.words(rest, titles, Role::Muted);
    let list = below(rest, 1);
    let rows = rows(canvas, model);
    let top = row.min(rows.len().saturating_sub(usize::from(list.height)));
    canvas.lines(list, rows.into_iter().skip(top));
}

fn rows(canvas: &Canvas<'_, '_>, model: &Model) -> Vec<Line<'static>> {
    let coverage = model.coverage();
    let feeds = model.snapshot.feeds();
    let narrow = |kind: Kind| feeds.iter().any(|(other, place, _)| other == kind && !place.is_empty());
    // For a kind that is read per namespace, the refusal for the whole cluster adds nothing.
    let shown = feeds.iter().filter(|(kind, place, _)| !place.is_empty() || !narrow(*kind));
    let mut shown: Vec<(Kind, &str, &Feed)> = shown.collect();
    // Kinds that need attention come first, kinds that this cluster does not serve come last.
    shown.sort_by_key(|(_, _, feed)| match feed {
        Feed::Opening(_) | Feed::Stale(..) | Feed::Failed(_) | Feed::LoggedOut(_) | Feed::Forbidden(_) => 0,
        Feed::Live => 1,
        Feed::NotServed | Feed::NotAsked | Feed::Absent => 2,
    });
    let line = |(kind, place, feed): (Kind, &str, &Feed)| {
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
        let held = coverage.missing.get(&kind).map_or(0, |(count, _)| *count);
        let held = if held == 0 { canvas.glyphs.dot.to_owned() } else { held.to_string() };
        let why = match feed {
            Feed::Live => "",
            Feed::Forbidden(_) => "403",
            other => other.why(),
        };
        let place = if place.is_empty() { "cluster" } else { place };
        Line::from(vec![
            canvas.span(format!("{:<34}{place:<14}", kind.info().shown()), Role::Text),
            canvas.span(format!("{:<11}", feed.word()), role),
            canvas.span(format!("{count:>8}{held:>11}  "), Role::Text),
            canvas.span(why, Role::Muted),
        ])
    };
    shown.into_iter().map(line).collect()
}
