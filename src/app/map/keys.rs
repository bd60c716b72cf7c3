//! What keys do on a grid, and how it is opened.

use crate::app::Effect;
use crate::app::Place;
use crate::app::map::grid::{columns, namespace};
use crate::app::map::subjects;
use crate::app::model::Model;
use crate::app::screen::navigate;

/// Moves sideways, on the grid as it is painted.
pub fn across(model: &mut Model, step: isize) -> Vec<Effect> {
    if !model.settings.transposed {
        return column(model, step);
    }
    navigate::by(model, step);
    Vec::new()
}

pub fn column(model: &mut Model, step: isize) -> Vec<Effect> {
    let last = columns(model).saturating_sub(1);
    let own = model.grids.column_mut(&model.place);
    *own = own.saturating_add_signed(step).min(last);
    Vec::new()
}

/// Opens the map, with the namespace of the selection as the destination.
pub fn map(model: &mut Model) -> Vec<Effect> {
    model.grids.wanted = namespace(model);
    navigate::over(model, Place::Reach)
}

/// Opens Access in the namespace of the selection; from the table of all namespaces, one of the selected cell.
pub fn who_can(model: &mut Model) -> Vec<Effect> {
    if model.place == Place::Access(String::new()) {
        return subjects::open(model);
    }
    let Some(name) = namespace(model) else {
        model.say("no namespace to check yet");
        return Vec::new();
    };
    navigate::over(model, Place::Access(name))
}

/// Opens a cell: pod by pod, or the routes that lead in from outside.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(reach) = &model.grids.reach else { return Vec::new() };
    let row = model.cursor(0).row;
    let from = reach.from(row).map(ToString::to_string).unwrap_or_default();
    match reach.matrix.names.get(model.grids.reach_column).map(ToString::to_string) {
        Some(to) if row == 0 => navigate::go(model, Place::Namespace(to)),
        Some(to) => navigate::go(model, Place::Pair(from, to)),
        None => Vec::new(),
    }
}

/// Opens the Function that a pod runs.
pub fn open_pair(model: &mut Model) -> Vec<Effect> {
    let Place::Pair(_, to) = &model.place else { return Vec::new() };
    let row = model.cursor(0).row;
    let pod =
        model.grids.reach.as_ref().and_then(|reach| reach.pairs.rows.get(row)).map(|pair| pair.to.clone());
    let space = model.snapshot.space(to);
    let function = pod.and_then(|pod| space?.pods.get(&pod)?.function().map(ToOwned::to_owned));
    let Some(name) = function else {
        model.say("this pod does not run a Function");
        return Vec::new();
    };
    let place = Place::Function(to.clone(), name);
    navigate::go(model, place)
}
