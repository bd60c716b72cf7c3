//! The two grids, Reach and Access: where their cursor is, and what is out of date.

use crate::app::Place;
use crate::app::model::Model;
use crate::engine::access::Capability;
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
    if grids.reach.is_some() || grids.pending.is_open() {
        grids.reach_dirty.absorb(dirty.clone());
    }
    if grids.access.is_some() || grids.pending.is_open() {
        grids.access_dirty.absorb(dirty.clone());
    }
}

/// Keeps the cursor inside the grid, and shows the details of the selected cell.
pub fn refresh(model: &mut Model) {
    if let (Some(wanted), Some(reach)) = (&model.grids.wanted, &model.grids.reach) {
        let at = reach.matrix.names.iter().position(|name| **name == **wanted);
        model.grids.reach_column = at.unwrap_or(model.grids.reach_column);
        model.grids.wanted = None;
    }
    let last = columns(model).saturating_sub(1);
    let own = model.grids.column_mut(&model.place);
    *own = (*own).min(last);
    if let Place::Access(_) = &model.place {
        let (row, column) = (model.cursor(0).row, model.grids.access_column);
        model.grids.access.iter_mut().for_each(|access| access.look_into(row, column));
        return;
    }
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

pub(super) fn columns(model: &Model) -> usize {
    match &model.place {
        Place::Access(_) => Capability::ALL.len(),
        Place::Reach => model.grids.reach.as_ref().map_or(1, |reach| reach.matrix.names.len()),
        Place::Overview
        | Place::Namespaces
        | Place::Namespace(_)
        | Place::Functions
        | Place::Function(..)
        | Place::Findings
        | Place::Pair(..)
        | Place::Object(_)
        | Place::Changes
        | Place::Plan(_)
        | Place::Fix
        | Place::Explain(_) => usize::MAX,
    }
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
        // A cell of all namespaces is about none of them.
        Place::Access(_) => None,
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
