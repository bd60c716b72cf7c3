//! What could be seen and what could not: every feed, the verdicts it holds back, and what to ask for.

use super::dialog;
use crate::app::model::Model;
use crate::model::Feed;
use crate::view::parts::Canvas;
use crate::view::parts::canvas::below;
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, row: usize, area: Rect) {
    let inner = dialog(canvas, area, "Coverage · what could be seen", 110, 34);
    let coverage = model.coverage();
    let head = format!(
        "{} of {} verdicts are known ({}%). Unknown is never counted as passed.",
        coverage.known,
        coverage.known + coverage.unknown,
        coverage.percent()
    );
    let mut rest = canvas.paragraph(inner, &head, Role::Text);
    let platform = model.snapshot.platform();
    rest =
        canvas.paragraph(rest, &format!("Serverless: {} ({})", platform.era, platform.evidence), Role::Muted);
    for note in &model.session.notes {
        rest = canvas.paragraph(rest, &format!("note: {note}"), Role::Warning);
    }
    rest = below(rest, 1);
    canvas.words(
        rest,
        format!("{:<30}{:<14}{:<12}{:>8}  {}", "KIND", "WHERE", "STATE", "OBJECTS", "WHY"),
        Role::Muted,
    );
    let list = below(rest, 1);
    let rows: Vec<Line<'static>> = model
        .snapshot
        .feeds()
        .iter()
        .map(|(kind, namespace, feed)| {
            let role = match feed {
                Feed::Live => Role::Ok,
                Feed::Opening(_) | Feed::Stale(_) => Role::Warning,
                Feed::Failed(_) | Feed::Forbidden(_) | Feed::NotServed => Role::Unknown,
            };
            let place = if namespace.is_empty() { "cluster" } else { namespace };
            let count = if namespace.is_empty() {
                model.snapshot.count(kind)
            } else {
                model.snapshot.space(namespace).map_or(0, |space| space.count(kind))
            };
            let held = coverage
                .missing
                .get(&kind)
                .map_or_else(String::new, |(count, _)| format!(" · holds back {count} verdicts"));
            let why = if *feed == Feed::Live { String::new() } else { format!("{}{held}", feed.why()) };
            Line::from(vec![
                canvas.span(format!("{:<30}{place:<14}", kind.info().plural), Role::Text),
                canvas.span(format!("{:<12}", feed.word()), role),
                canvas.span(format!("{count:>8}  "), Role::Text),
                canvas.span(why, Role::Muted),
            ])
        })
        .collect();
    let top = row.min(rows.len().saturating_sub(usize::from(list.height)));
    canvas.lines(list, rows.into_iter().skip(top));
}
