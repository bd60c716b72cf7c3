//! When the rows are computed again: what this screen shows first, the rest while the loop is idle.

use crate::app::Place;
use crate::app::map::grid;
use crate::app::model::Model;
use crate::app::rows::lists;
use crate::app::screen::place::ScreenKind;
use crate::app::state::rows::RowsStamp;
use crate::verdicts::attack_path;

/// Whether the rows have the current filter and order; the cluster may have changed since.
pub fn are_of_view(model: &Model) -> bool {
    let now = stamp(model);
    let known = model.lists.stamp.as_ref();
    known.is_some_and(|known| {
        RowsStamp { generation: known.generation, changes: known.changes, ..now } == *known
    })
}

/// Recomputes what is out of date, and lets the cursors follow their rows.
pub fn refresh(model: &mut Model) {
    if compute(model) {
        follow(model);
    }
}

/// Lets every cursor of this screen find its object again after the lists changed.
pub fn follow(model: &mut Model) {
    compute(model);
    for pane in 0..model.panes() {
        let len = model.rows(pane);
        let mut cursor = model.cursor(pane);
        let is_it = |row: &usize| !cursor.key.is_empty() && model.row_key(pane, *row) == cursor.key;
        // Most changes leave the row where it is, and a search through all rows takes a frame.
        let row = Some(cursor.row).filter(is_it).or_else(|| (0..len).find(is_it));
        cursor.follow(|_| row, len);
        *model.cursor_mut(pane) = cursor;
    }
}

/// Recomputes what this screen shows; returns whether anything it depends on changed.
pub fn compute(model: &mut Model) -> bool {
    grid::refresh(model);
    let stamp = stamp(model);
    let changed = model.lists.stamp.as_ref() != Some(&stamp);
    if changed {
        model.refresh_marks();
        model.lists.namespaces = lists::namespaces(model);
        model.lists.stamp = Some(stamp);
    }
    let shown = shown(model);
    if changed {
        let near =
            (model.lists.functions.has_little_left(model), model.lists.findings.has_little_left(model));
        long(model, (shown.0 || near.0, shown.1 || near.1));
    } else {
        long(model, shown);
    }
    if let (Place::Namespace(name), true) = (&model.place, changed) {
        model.lists.paths = attack_path::paths(&model.findings_of(name));
    }
    changed
}

/// Whether this screen shows the list of Functions, and whether that of findings.
fn shown(model: &Model) -> (bool, bool) {
    match model.place {
        Place::Functions => (true, false),
        Place::Findings | Place::Explain(_) => (false, true),
        Place::Overview
        | Place::Namespaces
        | Place::Namespace(_)
        | Place::Function(..)
        | Place::Reach
        | Place::Pair(..)
        | Place::Access(_)
        | Place::Object(_)
        | Place::Changes
        | Place::Plan(_)
        | Place::Fix => (false, false),
    }
}

/// Builds a part of the long lists while the loop is idle, so that they open without delay. A list that is on screen
/// is left to the next frame: a key that comes before it moves from the row that can be seen.
pub fn prepare(model: &mut Model) {
    model.lists.more = false;
    if !model.report.is_settled() {
        return;
    }
    let (mut functions, mut findings) =
        (std::mem::take(&mut model.lists.functions), std::mem::take(&mut model.lists.findings));
    let shown = shown(model);
    let more = (!shown.0 && functions.prepare(model)) || (!shown.1 && findings.prepare(model));
    (model.lists.functions, model.lists.findings) = (functions, findings);
    model.lists.more = more;
}

/// Updates the lists of Functions and of findings, as far as they are needed.
fn long(model: &mut Model, (functions, findings): (bool, bool)) {
    if functions && !model.lists.functions.is_fresh(model) {
        let mut kept = std::mem::take(&mut model.lists.functions);
        kept.refresh(model);
        model.lists.functions = kept;
    }
    if findings && !model.lists.findings.is_fresh(model) {
        let mut kept = std::mem::take(&mut model.lists.findings);
        kept.refresh(model);
        model.lists.findings = kept;
    }
}

fn stamp(model: &Model) -> RowsStamp {
    RowsStamp {
        generation: model.report.generation,
        changes: model.changes,
        filters: [ScreenKind::Namespaces, ScreenKind::Functions, ScreenKind::Findings]
            .map(|sort| model.filter(sort).text.clone()),
        orders: [ScreenKind::Namespaces, ScreenKind::Functions, ScreenKind::Findings]
            .map(|sort| (model.order(sort), model.is_reversed(sort))),
        system: model.settings.show_system,
        accepted: model.settings.show_accepted,
        detail: model.detail_of(),
    }
}
