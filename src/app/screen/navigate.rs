//! Moving: between rows, panes, screens, and back.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::rows::page;
use crate::app::rows::refresh::follow;
use crate::app::state::pending::Pending;
use crate::app::state::visits::Visit;
use crate::checks::Finding;
use crate::model::{Kind, ObjectRef};
use std::sync::Arc;

/// The number of rows of context that stay when a page is turned.
const OVERLAP: usize = 1;

pub fn by(model: &mut Model, rows: isize) {
    let (pane, len) = (model.pane, model.rows(model.pane));
    model.cursor_mut(pane).by(rows, len);
    settle(model);
}

pub fn to(model: &mut Model, row: usize) {
    let (pane, len) = (model.pane, model.rows(model.pane));
    model.cursor_mut(pane).to(row, len);
    settle(model);
}

/// Returns the finding whose details are beside the list, where there is one.
pub fn story(model: &Model) -> Option<Arc<Finding>> {
    let beside = matches!(model.place, Place::Findings | Place::Namespace(_)) && model.pane == 0;
    if beside { model.told_finding() } else { None }
}

/// Keeps the details as they are until the selection is idle: a key must not wait for a pane of new text,
/// least of all on a slow line.
pub fn hold(model: &mut Model, before: Option<Arc<Finding>>) -> Vec<Effect> {
    let Some(before) = before.filter(|_| model.place != Place::Fix) else {
        return Vec::new();
    };
    let mut pending = Pending::default();
    let ticket = pending.start(&mut model.tickets);
    model.held = Some((before, pending));
    vec![Effect::Rest(ticket)]
}

/// Puts a row at the top of the screen.
pub fn scroll_to(model: &mut Model, row: usize) {
    to(model, usize::MAX);
    to(model, row);
}

pub fn page(model: &Model) -> isize {
    isize::try_from(model.geometry.rows.saturating_sub(OVERLAP).max(1)).unwrap_or(isize::MAX)
}

/// Records the identity under the cursor, and keeps it on screen.
pub fn settle(model: &mut Model) {
    let (pane, len) = (model.pane, model.rows(model.pane));
    let row = model.cursor(pane).row;
    let key = model.row_key(pane, row);
    let height = model.geometry.rows;
    let cursor = model.cursor_mut(pane);
    cursor.key = key;
    cursor.show(height, len);
    if model.place == Place::Overview && pane == 0 {
        *model.cursor_mut(1) = crate::app::rows::cursor::Cursor::default();
    }
    if pane == 0 {
        follow_finding(model);
    }
}

/// Opens a place, and records where the user came from.
pub fn go(model: &mut Model, place: Place) -> Vec<Effect> {
    if model.place == place {
        return Vec::new();
    }
    let from = model.visit();
    model.visits.open(from, &place);
    arrive(model, Visit { place, pane: 0, zoomed: false })
}

/// Opens a place on top of this one, so that `up` returns here even from a tab.
pub fn over(model: &mut Model, place: Place) -> Vec<Effect> {
    if model.place == place {
        return Vec::new();
    }
    let from = model.visit();
    model.visits.open_over(from);
    arrive(model, Visit { place, pane: 0, zoomed: false })
}

/// Returns to the screen that this one was opened from, as it was left.
pub fn up(model: &mut Model) -> Vec<Effect> {
    let from = model.visit();
    let above = model.visits.up(from);
    above.map_or_else(Vec::new, |visit| arrive(model, visit))
}

/// Returns to the screen visited before this one, as it was left.
pub fn back(model: &mut Model) -> Vec<Effect> {
    let before = model.visits.before();
    before.map_or_else(Vec::new, |visit| arrive(model, visit))
}

fn arrive(model: &mut Model, visit: Visit) -> Vec<Effect> {
    Visit { place: model.place, pane: model.pane, zoomed: model.zoomed } = visit;
    model.forget_cursors();
    // Until it is painted, nothing is known of how far this page scrolls.
    model.geometry.last_row = None;
    model.held = None;
    model.search = None;
    model.fix_marks.next = None;
    // What was said is about the screen that was left.
    model.status.clear();
    if !matches!(model.place, Place::Reach | Place::Pair(..)) {
        model.grids.what_if = None;
    }
    page::refresh(model);
    follow(model);
    let inspection = crate::app::screen::details::begin(model);
    let mut effects = match &model.place {
        Place::Function(namespace, name) => fetch(model, &namespace.clone(), &name.clone()),
        Place::Object(object) => fetch_object(model, object.clone()),
        Place::Changes => vec![Effect::ReadJournal],
        Place::Overview
        | Place::Namespaces
        | Place::Namespace(_)
        | Place::Functions
        | Place::Findings
        | Place::Reach
        | Place::Pair(..)
        | Place::Access(_)
        | Place::Plan(_)
        | Place::Fix
        | Place::Explain(_) => Vec::new(),
    };
    effects.extend(inspection);
    effects
}

/// Requests the whole Function, for its source pane.
pub fn fetch(model: &mut Model, namespace: &str, name: &str) -> Vec<Effect> {
    let Some(function) = model.snapshot.space(namespace).and_then(|space| space.functions.get(name)) else {
        return Vec::new();
    };
    let object = function.reference();
    fetch_object(model, object)
}

/// Whether the open page shows this object.
pub fn shows(model: &Model, object: &ObjectRef) -> bool {
    match &model.place {
        Place::Function(namespace, name) => {
            object.kind == Kind::Function && object.namespace == *namespace && object.name == *name
        }
        Place::Object(open) => open == object,
        _ => false,
    }
}

/// Requests a whole object, whose text a pane shows.
fn fetch_object(model: &mut Model, object: ObjectRef) -> Vec<Effect> {
    let is_whole = matches!(model.place, Place::Object(_));
    let same =
        model.source.as_ref().is_some_and(|source| source.object == object && source.is_whole() == is_whole);
    if !same {
        model.source = None;
    }
    vec![Effect::Fetch(object)]
}

/// Selects a finding in the list of this screen.
pub fn select(model: &mut Model, finding: &Finding) {
    let wanted = crate::app::state::marks::identity(finding);
    let all = model.findings_here();
    if let Some(row) = all.iter().position(|one| crate::app::state::marks::identity(one) == wanted) {
        to(model, row);
    }
}

/// Scrolls the source of a Function to the selected finding.
pub fn follow_finding(model: &mut Model) {
    /// How many lines stay visible above the finding.
    const ABOVE: usize = 4;
    if !matches!(model.place, Place::Function(..)) {
        return;
    }
    let Some(row) = model.selected_finding().and_then(|finding| model.source.as_ref()?.place(&finding))
    else {
        return;
    };
    let len = model.rows(1);
    let cursor = model.cursor_mut(1);
    cursor.to(row, len);
    cursor.top = row.saturating_sub(ABOVE);
}
