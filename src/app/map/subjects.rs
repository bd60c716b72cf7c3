//! Opening a user, group or ServiceAccount: what it can do anywhere, and then in a namespace.

use crate::app::Effect;
use crate::app::Place;
use crate::app::map::access_table::AccessMark;
use crate::app::map::request;
use crate::app::model::Model;
use crate::app::overlay::{Overlay, Pick, Picker};
use crate::app::rows::cursor::Cursor;
use crate::app::screen::navigate;
use crate::model::rbac::Subject;
use std::collections::HashSet;

/// Returns every subject that a binding names.
pub fn all(model: &Model) -> Vec<String> {
    let spaces = model.snapshot.spaces().flat_map(|space| space.role_bindings.values());
    let wide = model.snapshot.cluster().cluster_role_bindings.values();
    // Thousands of bindings name few subjects, so only distinct subjects are formatted.
    let mut seen = HashSet::new();
    let each = spaces.chain(wide).flat_map(|binding| &binding.subjects);
    let people = each.filter(|one| seen.insert((&one.kind, &one.namespace, &one.name)));
    let mut names: Vec<String> = people.map(Subject::shown).collect();
    names.sort_unstable();
    names
}

/// Opens Access for all namespaces at the subject.
pub fn choose(model: &mut Model, chosen: &str) -> Vec<Effect> {
    model.grids.subject = Some(chosen.to_owned());
    let effects = navigate::over(model, Place::Access(String::new()));
    request::land(model);
    effects
}

/// Opens the namespaces of the selected cell: the only one, or a list to choose from. In the table of one namespace,
/// shows what grants the cell on the whole screen.
pub fn open(model: &mut Model) -> Vec<Effect> {
    if model.place != Place::Access(String::new()) {
        model.zoomed = !model.zoomed;
        return Vec::new();
    }
    match choices(model).as_slice() {
        [] => {
            model.say("there is no namespace in which this is granted, as far as could be read");
            Vec::new()
        }
        [one] => enter(model, one),
        _ => {
            let picker = Picker { pick: Pick::Granted, query: String::new(), cursor: Cursor::default() };
            model.overlay = Some(Overlay::Picker(picker));
            Vec::new()
        }
    }
}

/// Returns the namespaces of the selected cell; all of them where it is about the whole cluster.
pub fn choices(model: &Model) -> Vec<String> {
    let Some(access) = &model.grids.access else { return Vec::new() };
    let row = access.rows.get(model.cursor(0).row);
    let column = model.grids.access_column;
    let cell = row.and_then(|row| row.marks.get(column).copied().zip(row.counts.get(column).copied()));
    match cell {
        Some((AccessMark::Cluster | AccessMark::Indirect | AccessMark::Some, 0)) => {
            access.access.namespaces().map(str::to_owned).collect()
        }
        _ => access
            .spread
            .iter()
            .flat_map(|spread| &spread.namespaces)
            .map(|(name, _)| name.to_string())
            .collect(),
    }
}

/// Opens Access in a namespace, at the same subject.
pub fn enter(model: &mut Model, namespace: &str) -> Vec<Effect> {
    let row = model.grids.access.as_ref().and_then(|access| access.rows.get(model.cursor(0).row));
    model.grids.subject = row.map(|row| row.subject.shown());
    let effects = navigate::over(model, Place::Access(namespace.to_owned()));
    request::land(model);
    effects
}
