//! The request for a grid, and its answer.

use crate::app::Effect;
use crate::app::Place;
use crate::app::map::reach_map::ReachMap;
use crate::app::model::Model;
use crate::app::rows::refresh::follow;
use crate::app::screen::navigate;
use crate::app::state::grids::{About, MapAnswer, MapJob};
use crate::app::state::pending::Ticket;
use crate::engine::access::AccessIndex;

/// Requests the grid on screen where it is missing or out of date; other grids wait until they are shown.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let grids = &model.grids;
    let (namespace, system) = match &model.place {
        Place::Reach | Place::Pair(..) => (None, false),
        Place::Access(namespace) => (Some(namespace.clone()), model.settings.show_system),
        Place::Overview
        | Place::Namespaces
        | Place::Namespace(_)
        | Place::Functions
        | Place::Function(..)
        | Place::Findings
        | Place::Object(_)
        | Place::Changes
        | Place::Plan(_)
        | Place::Fix
        | Place::Explain(_) => return Vec::new(),
    };
    let fresh = match &namespace {
        None => {
            let tried = grids.what_if.as_ref().is_none_or(|what_if| what_if.then.is_some());
            tried
                && grids.reach.is_some()
                && !grids.reach_dirty.affects(ReachMap::reads(model.snapshot.extent()))
        }
        Some(name) => {
            let shown = grids
                .access
                .as_ref()
                .is_some_and(|access_table| access_table.namespace == *name && access_table.system == system);
            shown && !grids.access_dirty.affects(AccessIndex::READS)
        }
    };
    if fresh || grids.pending.is_open() {
        return Vec::new();
    }
    let ticket = model.grids.pending.start(&mut model.tickets);
    let (grids, snapshot) = (&mut model.grids, model.snapshot.clone());
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
    vec![Effect::MapJob(Box::new(MapJob { ticket, snapshot, dirty, about }))]
}

/// Takes the computed grid; ignores an answer about another cluster.
pub fn take(model: &mut Model, ticket: Ticket, surveyed: MapAnswer) {
    if !model.grids.pending.accept(ticket) {
        return;
    }
    match surveyed {
        MapAnswer::Reach { reach, tried } => {
            let selected = selected_name(model);
            let at = selected.and_then(|name| reach.matrix.names.iter().position(|one| **one == *name));
            model.grids.reach_column = at.unwrap_or(model.grids.reach_column);
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
    follow(model);
    land(model);
}

/// Returns the namespace of the selected column, which it stays at.
fn selected_name(model: &Model) -> Option<String> {
    let reach = model.grids.reach.as_ref()?;
    reach.matrix.names.get(model.grids.reach_column).map(ToString::to_string)
}

/// Moves the cursor to the requested subject, once the grid of its namespace is there.
pub fn land(model: &mut Model) {
    let Place::Access(namespace) = &model.place else {
        model.grids.subject = None;
        return;
    };
    let Some(access) = model.grids.access.as_ref().filter(|access| access.namespace == *namespace) else {
        return;
    };
    let Some(wanted) = model.grids.subject.take() else { return };
    if let Some(row) = access.rows.iter().position(|row| row.subject.shown() == wanted) {
        return navigate::to(model, row);
    }
    let place = if namespace.is_empty() { "anywhere".to_owned() } else { format!("in {namespace}") };
    model.say(format!("{wanted} has none of these permissions {place}, as far as could be read"));
}
