//! The two grids, Reach and Access: where their cursor is, and what they are kept up to date with.

use super::accessing::Accessing;
use super::model::Model;
use super::navigate;
use super::reaching::Reaching;
use super::{Effect, Place};
use crate::engine::access::Capability;
use crate::model::Dirty;

pub fn is_grid(model: &Model) -> bool {
    matches!(model.place, Place::Reach | Place::Access(_))
}

/// Remembers what changed, for when a grid is looked at again.
pub fn mark(model: &mut Model, dirty: &Dirty) {
    if let Some(reach) = &mut model.reach {
        reach.dirty.absorb(dirty.clone());
    }
    if let Some(access) = &mut model.access {
        access.dirty.absorb(dirty.clone());
    }
}

/// Brings the grid on screen up to date; others wait until they are looked at.
pub fn refresh(model: &mut Model) {
    match &model.place {
        Place::Reach | Place::Pair(..) => {
            let snapshot = &model.snapshot;
            let reach = model.reach.get_or_insert_with(|| Reaching::of(snapshot));
            reach.refresh(snapshot);
            if let Place::Pair(from, to) = &model.place {
                reach.look_into(from, to);
            }
        }
        Place::Access(namespace) => {
            let (snapshot, system) = (&model.snapshot, model.settings.show_system);
            let access = model.access.get_or_insert_with(|| Accessing::of(snapshot));
            access.refresh(snapshot, namespace, system);
        }
        _ => {}
    }
    let columns = columns(model);
    model.column = model.column.min(columns.saturating_sub(1));
}

fn columns(model: &Model) -> usize {
    match &model.place {
        Place::Access(_) => Capability::ALL.len(),
        Place::Reach => model.reach.as_ref().map_or(0, |reach| reach.matrix.names.len()),
        _ => usize::MAX,
    }
}

pub fn column(model: &mut Model, step: isize) -> Vec<Effect> {
    model.column = model.column.saturating_add_signed(step).min(columns(model).saturating_sub(1));
    Vec::new()
}

/// The namespace that the current selection is about.
fn namespace(model: &Model) -> Option<String> {
    match &model.place {
        Place::Namespace(name) | Place::Access(name) if !name.is_empty() => Some(name.clone()),
        Place::Function(namespace, _) => Some(namespace.clone()),
        Place::Pair(_, to) => Some(to.clone()),
        Place::Functions => {
            model.lists.functions.get(model.cursor(0).row).map(|row| row.namespace.to_string())
        }
        Place::Reach => {
            let names = model.reach.as_ref().map(|reach| &reach.matrix.names);
            names.and_then(|names| names.get(model.column)).map(ToString::to_string)
        }
        Place::Overview | Place::Namespaces => {
            model.lists.namespaces.get(model.cursor(0).row).map(|row| row.name.clone())
        }
        _ => {
            let of_finding = model.selected_finding().map(|finding| finding.home().to_owned());
            let first = || model.lists.namespaces.first().map(|row| row.name.clone());
            of_finding.filter(|name| !name.is_empty()).or_else(first)
        }
    }
}

/// Goes to the map, with the namespace of the selection as the one that is reached.
pub fn map(model: &mut Model) -> Vec<Effect> {
    let wanted = namespace(model);
    let effects = navigate::go(model, Place::Reach);
    let names = model.reach.as_ref().map(|reach| reach.matrix.names.clone()).unwrap_or_default();
    if let Some(at) = wanted.and_then(|name| names.iter().position(|one| **one == *name)) {
        model.column = at;
    }
    effects
}

pub fn who_can(model: &mut Model) -> Vec<Effect> {
    let Some(name) = namespace(model) else {
        model.say("there is no namespace to ask about yet");
        return Vec::new();
    };
    model.column = 0;
    navigate::go(model, Place::Access(name))
}

/// Looks into a cell: pod by pod, or the routes that lead in from outside.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(reach) = &model.reach else { return Vec::new() };
    let row = model.cursor(0).row;
    let from = reach.from(row).map(ToString::to_string).unwrap_or_default();
    match reach.matrix.names.get(model.column).map(ToString::to_string) {
        Some(to) if row == 0 => navigate::go(model, Place::Namespace(to)),
        Some(to) => navigate::go(model, Place::Pair(from, to)),
        None => Vec::new(),
    }
}

/// A pod that runs a Function opens that.
pub fn open_pair(model: &mut Model) -> Vec<Effect> {
    let Place::Pair(_, to) = &model.place else { return Vec::new() };
    let row = model.cursor(0).row;
    let pod = model.reach.as_ref().and_then(|reach| reach.pairs.get(row)).map(|pair| pair.to.clone());
    let space = model.snapshot.space(to);
    let function = pod.and_then(|pod| space?.pods.get(&pod)?.function().map(ToOwned::to_owned));
    let Some(name) = function else {
        model.say("this pod runs no Function");
        return Vec::new();
    };
    let place = Place::Function(to.clone(), name);
    navigate::go(model, place)
}
