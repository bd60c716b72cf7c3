//! Moving: between rows, panes, screens, and back.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::{Model, Order};
use crate::app::rows::refresh::follow;
use crate::app::state::pending::Pending;
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
}

/// Opens a place, and records where the user came from.
pub fn go(model: &mut Model, place: Place) -> Vec<Effect> {
    if model.place == place {
        return Vec::new();
    }
    let from = std::mem::replace(&mut model.place, place);
    if from != Place::Fix {
        model.history.push(from);
    }
    arrive(model)
}

pub fn back(model: &mut Model) -> Vec<Effect> {
    match model.history.pop() {
        Some(place) => {
            model.place = place;
            arrive(model)
        }
        None => Vec::new(),
    }
}

fn arrive(model: &mut Model) -> Vec<Effect> {
    const LONGEST: usize = 64;
    let excess = model.history.len().saturating_sub(LONGEST);
    model.history.drain(..excess);
    model.pane = 0;
    model.held = None;
    if !matches!(model.place, Place::Reach | Place::Pair(..)) {
        model.grids.what_if = None;
    }
    follow(model);
    match &model.place {
        Place::Function(namespace, name) => fetch(model, &namespace.clone(), &name.clone()),
        Place::Object(object) => fetch_object(model, object.clone(), 0),
        Place::Changes => vec![Effect::ReadJournal],
        _ => Vec::new(),
    }
}

/// Requests the whole Function, for its source pane.
pub fn fetch(model: &mut Model, namespace: &str, name: &str) -> Vec<Effect> {
    let Some(function) = model.snapshot.space(namespace).and_then(|space| space.functions.get(name)) else {
        return Vec::new();
    };
    let api = Kind::Function.info().api_version_of(if function.version.is_empty() {
        "v1alpha2"
    } else {
        &function.version
    });
    fetch_object(model, ObjectRef::of(&api, "Function", namespace, name), 1)
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
fn fetch_object(model: &mut Model, object: ObjectRef, pane: usize) -> Vec<Effect> {
    let same = model.source.as_ref().is_some_and(|source| source.object == object);
    if !same {
        model.source = None;
        *model.cursor_mut(pane) = crate::app::rows::cursor::Cursor::default();
    }
    vec![Effect::Fetch(object)]
}

/// Changes to the next sort order of the current list.
pub fn sort(model: &mut Model) {
    let sort = model.filtered();
    let next = match model.order(sort) {
        Order::Risk => Order::Name,
        Order::Name => Order::Size,
        Order::Size => Order::Risk,
    };
    model.set_order(sort, next);
    sorted(model, sort);
}

/// Reverses the current list.
pub fn reverse(model: &mut Model) {
    let sort = model.filtered();
    model.reverse(sort);
    sorted(model, sort);
}

fn sorted(model: &mut Model, sort: crate::app::screen::place::ScreenKind) {
    let by = match model.order(sort) {
        Order::Risk => "risk",
        Order::Name => "name",
        Order::Size => "size",
    };
    let way = if model.is_reversed(sort) { ", reversed" } else { "" };
    model.say(format!("sorted by {by}{way}"));
}
