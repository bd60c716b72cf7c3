//! What the table of a namespace and that of all namespaces say about a cell.

use crate::app::map::access_table::{AccessTable, SubjectRow};
use crate::engine::access::{GrantedBy, Right};
use crate::view::parts::Canvas;
use crate::view::parts::canvas::below;
use crate::view::theme::Role;
use ratatui::layout::Rect;

/// Paints what the answer leaves open: who is in a group, and what was not read.
pub(super) fn limits(canvas: &mut Canvas<'_, '_>, access: &AccessTable, row: &SubjectRow, area: Rect) {
    let mut rest = area;
    if row.subject.kind == "Group" {
        rest = below(rest, 1);
        let words = "The identity provider decides who is in the group, not the cluster.";
        rest = canvas.paragraph(rest, words, Role::Muted);
    }
    for gap in access.gaps.iter().take(2) {
        rest = canvas.paragraph(rest, &format!("not read: {gap}"), Role::Unknown);
    }
}

/// Paints each permission of a path, with the bindings that grant it.
pub(super) fn rights_of(canvas: &mut Canvas<'_, '_>, rights: &[(Right, Vec<GrantedBy>)], area: Rect) -> Rect {
    let mut rest = area;
    for (right, chains) in rights {
        rest = canvas.paragraph(rest, &format!("  {}", right.shown()), Role::Accent);
        for chain in chains.iter().take(3) {
            rest = canvas.paragraph(rest, &format!("  {} {chain}", canvas.glyphs.branch), Role::Muted);
        }
        if chains.len() > 3 {
            rest = canvas.paragraph(rest, &format!("     and {} more", chains.len() - 3), Role::Muted);
        }
    }
    rest
}
