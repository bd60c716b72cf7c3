//! Who can do what in all namespaces: how far each cell reaches, and the namespaces of the selected one.

use super::access_parts::{limits, rights_of};
use crate::app::map::access_table::{AccessMark, AccessTable, SubjectRow};
use crate::app::model::Model;
use crate::checks::prelude::plural;
use crate::engine::access::{Capability, CapabilityReach, Path, Who};
use crate::view::parts::Canvas;
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Span;

pub(super) const LEGEND: &str = "all, 3 ns: granted  ( ) via escalation  some: by name  + ? not all read";

/// Returns a cell: `all` for the whole cluster, else in how many namespaces.
pub(super) fn sign(canvas: &Canvas<'_, '_>, mark: AccessMark, count: usize, is_blind: bool) -> Span<'static> {
    let more = if is_blind { "+" } else { "" };
    let (word, role) = match (mark, count) {
        (AccessMark::Cluster, _) => ("all".to_owned(), Role::SevHigh),
        (AccessMark::Here, count) => (format!("{count}{more} ns"), Role::SevMedium),
        (AccessMark::Indirect, 0) => ("(all)".to_owned(), Role::SevLow),
        (AccessMark::Indirect, count) => (format!("({count}{more} ns)"), Role::SevLow),
        (AccessMark::Some, _) => ("some".to_owned(), Role::Muted),
        (AccessMark::Unknown, _) => ("?".to_owned(), Role::Unknown),
        (AccessMark::No, _) => (canvas.glyphs.dot.to_owned(), Role::Muted),
    };
    canvas.span(format!("{word:<8}"), role)
}

/// Paints how the selected subject has the selected capability over the cluster, then in each namespace.
pub(super) fn draw(
    canvas: &mut Canvas<'_, '_>,
    model: &Model,
    access: &AccessTable,
    row: &SubjectRow,
    to: Capability,
    area: Rect,
) {
    let who = Who::of(&row.subject);
    let wide = access.access.ways(&who, to, "");
    let mut rest = area;
    if let Some(way) = first(&wide) {
        rest = canvas.paragraph(rest, "in the whole cluster", Role::Title);
        rest = one(canvas, way, rest);
    }
    let spread = access.spread.as_ref().map(|spread| spread.namespaces.as_slice()).unwrap_or_default();
    for (reach, words) in [
        (CapabilityReach::Direct, "granted in"),
        (CapabilityReach::Indirect, "via escalation in"),
        (CapabilityReach::Some, "for named objects in"),
    ] {
        let names: Vec<&str> =
            spread.iter().filter(|(_, own)| *own == reach).map(|(name, _)| &**name).collect();
        if names.is_empty() {
            continue;
        }
        let count = names.len();
        rest = canvas.paragraph(rest, &format!("{words} {count} namespace{}", plural(count)), Role::Title);
        for (at, name) in names.iter().enumerate() {
            // Over a network, each line is sent for each row that is read.
            if rest.height < LINES || (canvas.remote && at > 0) {
                let key = model.keys.key(crate::app::KeyAction::Open);
                let words = format!("and {} more; {key} lists them", count - at);
                rest = canvas.paragraph(rest, &words, Role::Muted);
                break;
            }
            rest = canvas.paragraph(rest, name, Role::Text);
            if let Some(way) = first(&access.access.ways(&who, to, name)) {
                rest = one(canvas, way, rest);
            }
        }
    }
    if wide.is_empty() && spread.is_empty() {
        rest = canvas.paragraph(rest, "No grant that was read allows it.", Role::Muted);
    }
    limits(canvas, access, row, rest);
}

/// The least room for a namespace with what grants it.
const LINES: u16 = 6;

/// Returns the strongest path: the permission itself, else the first escalation.
fn first(ways: &[Path]) -> Option<&Path> {
    ways.iter().find(|(way, _)| way.is_direct()).or(ways.first())
}

fn one(canvas: &mut Canvas<'_, '_>, (way, rights): &Path, area: Rect) -> Rect {
    let mut rest = area;
    if !way.is_direct() {
        rest = canvas.paragraph(rest, &format!("  {}", way.how), Role::Text);
    }
    rights_of(canvas, rights, rest)
}
