//! The two grids, Reach and Access: where their cursor is, and when they are computed again.

use crate::app::Effect;
use crate::app::Place;
use crate::app::map::map_job::{About, MapAnswer, MapJob};
use crate::app::map::reach_map::ReachMap;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::engine::access::{Access, Capability};
use crate::model::Dirty;

pub fn is_grid(model: &Model) -> bool {
    matches!(model.place, Place::Reach | Place::Access(_))
}

/// Whether the rows of other grids are the columns of this one.
pub fn is_transposed(model: &Model) -> bool {
    is_grid(model) && model.settings.transposed
}

/// Records what changed, for the next time a grid is shown.
pub fn mark(model: &mut Model, dirty: &Dirty) {
    let grids = &mut model.grids;
    if grids.reach.is_some() || grids.running.is_some() {
        grids.reach_dirty.absorb(dirty.clone());
    }
    if grids.access.is_some() || grids.running.is_some() {
        grids.access_dirty.absorb(dirty.clone());
    }
}

/// Requests the grid on screen where it is missing or out of date; other grids wait until they are shown.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let grids = &model.grids;
    let (namespace, system) = match &model.place {
        Place::Reach | Place::Pair(..) => (None, false),
        Place::Access(namespace) => (Some(namespace.clone()), model.settings.show_system),
        _ => return Vec::new(),
    };
    let fresh = match &namespace {
        None => {
            let tried = grids.what_if.as_ref().is_none_or(|what_if| what_if.then.is_some());
            tried && grids.reach.is_some() && !grids.reach_dirty.touches(ReachMap::READS)
        }
        Some(name) => {
            let shown =
                grids.access.as_ref().is_some_and(|one| one.namespace == *name && one.system == system);
            shown && !grids.access_dirty.touches(Access::READS)
        }
    };
    if fresh || grids.running.is_some() {
        return Vec::new();
    }
    let seq = model.next_sequence();
    let (grids, snapshot) = (&mut model.grids, model.snapshot.clone());
    grids.running = Some(seq);
    let (about, dirty) = match namespace {
        None => {
            let tried = grids.what_if.as_ref().map(|what_if| Box::new(what_if.plan.clone()));
            (About::Reach { known: grids.reach.clone(), tried }, std::mem::take(&mut grids.reach_dirty))
        }
        Some(namespace) => {
            let known = grids.access.clone();
            (About::Access { known, namespace, system }, std::mem::take(&mut grids.access_dirty))
        }
    };
    vec![Effect::MapJob(Box::new(MapJob { seq, snapshot, dirty, about }))]
}

/// Takes the computed grid; ignores an answer about another cluster.
pub fn take(model: &mut Model, seq: u64, surveyed: MapAnswer) {
    if model.grids.running.take_if(|running| *running == seq).is_none() {
        return;
    }
    match surveyed {
        MapAnswer::Reach { reach, tried } => {
            model.grids.reach = Some(*reach);
            // An answer about another change is outdated.
            if let (Some(what_if), Some(tried)) = (&mut model.grids.what_if, tried)
                && what_if.plan == tried.0
            {
                what_if.then = Some(tried.1);
            }
        }
        MapAnswer::Access(access) => model.grids.access = Some(access),
    }
    model.follow_rows();
    crate::app::map::subjects::land(model);
}

/// Keeps the cursor inside the grid, and shows the details of the selected cell.
pub fn refresh(model: &mut Model) {
    if let (Some(wanted), Some(reach)) = (&model.grids.wanted, &model.grids.reach) {
        let at = reach.matrix.names.iter().position(|one| **one == **wanted);
        model.grids.reach_column = at.unwrap_or(model.grids.reach_column);
        model.grids.wanted = None;
    }
    let last = columns(model).saturating_sub(1);
    let own = model.grids.column_mut(&model.place);
    *own = (*own).min(last);
    let (row, column) = (model.cursor(0).row, model.grids.reach_column);
    let tried = model.grids.what_if.as_mut().and_then(|what_if| what_if.then.as_mut());
    let Some(reach) = tried.map(|then| &mut then.reach).or(model.grids.reach.as_mut()) else { return };
    match &model.place {
        Place::Pair(from, to) => reach.look_into(from, to),
        Place::Reach => {
            let names = (reach.from(row).cloned(), reach.matrix.names.get(column).cloned());
            if let (Some(from), Some(to)) = names {
                reach.look_into(&from, &to);
            }
        }
        _ => {}
    }
}

fn columns(model: &Model) -> usize {
    match &model.place {
        Place::Access(_) => Capability::ALL.len(),
        Place::Reach => model.grids.reach.as_ref().map_or(1, |reach| reach.matrix.names.len()),
        _ => usize::MAX,
    }
}

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

/// Returns the namespace of the current selection.
pub(in crate::app) fn namespace(model: &Model) -> Option<String> {
    match &model.place {
        Place::Namespace(name) | Place::Access(name) if !name.is_empty() => Some(name.clone()),
        Place::Function(namespace, _) => Some(namespace.clone()),
        Place::Pair(_, to) => Some(to.clone()),
        Place::Functions => {
            model.lists.functions.get(model.cursor(0).row).map(|row| row.namespace.to_string())
        }
        Place::Reach => {
            let reach = model.grids.reach.as_ref();
            reach.and_then(|reach| reach.matrix.names.get(model.grids.reach_column)).map(ToString::to_string)
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

/// Opens the map, with the namespace of the selection as the destination.
pub fn map(model: &mut Model) -> Vec<Effect> {
    model.grids.wanted = namespace(model);
    navigate::go(model, Place::Reach)
}

pub fn who_can(model: &mut Model) -> Vec<Effect> {
    let Some(name) = namespace(model) else {
        model.say("no namespace to check yet");
        return Vec::new();
    };
    navigate::go(model, Place::Access(name))
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
