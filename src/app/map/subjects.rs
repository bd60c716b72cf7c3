//! Opening a user, group or ServiceAccount: what it can do in a namespace where it is bound.

use crate::app::Effect;
use crate::app::Place;
use crate::app::map::grid;
use crate::app::map::request;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::model::rbac::{Binding, Subject};
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

/// Opens Access where the selection is if the subject is bound there, else in the first namespace where it
/// is bound.
pub fn choose(model: &mut Model, chosen: &str) -> Vec<Effect> {
    let bound = |binding: &Binding| binding.subjects.iter().any(|one| one.shown() == chosen);
    let here = grid::namespace(model);
    let of = |space: &str| {
        model.snapshot.space(space).is_some_and(|space| space.role_bindings.values().any(|one| bound(one)))
    };
    let first = || model.snapshot.spaces().map(|space| space.name.to_string()).find(|space| of(space));
    let there = here.clone().filter(|space| of(space)).or_else(first).or(here);
    let Some(namespace) = there else {
        model.say("no namespace to check yet");
        return Vec::new();
    };
    model.grids.subject = Some(chosen.to_owned());
    let effects = navigate::go(model, Place::Access(namespace));
    request::land(model);
    effects
}
