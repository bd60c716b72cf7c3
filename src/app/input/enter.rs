//! What Enter opens, on each screen.

use crate::app::Effect;
use crate::app::Place;
use crate::app::fix::suggestions;
use crate::app::map::keys;
use crate::app::map::subjects;
use crate::app::model::Model;
use crate::app::screen::details;
use crate::app::screen::navigate::{go, select};
use crate::app::screen::whole;
use crate::model::Kind;

/// Opens the row under the cursor.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let row = model.cursor(model.pane).row;
    match (&model.place, model.pane) {
        (Place::Overview | Place::Namespaces, 0) => match model.lists.namespaces.get(row) {
            Some(found) => go(model, Place::Namespace(found.name.clone())),
            None => Vec::new(),
        },
        (Place::Functions, _) => match model.lists.functions.get(row) {
            Some(found) => go(model, Place::Function(found.namespace.to_string(), found.name.to_string())),
            None => Vec::new(),
        },
        (Place::Namespace(namespace), 1) => {
            let name = model.snapshot.space(namespace).and_then(|space| space.functions.keys().nth(row));
            match name.map(|name| Place::Function(namespace.clone(), name.to_string())) {
                Some(place) => go(model, place),
                None => Vec::new(),
            }
        }
        (Place::Overview, suggestions::PANE) | (Place::Plan(_), _) => suggestions::open(model),
        (Place::Object(_), 1) => match details::link(model) {
            Some(object) => go(model, Place::Object(object)),
            None => Vec::new(),
        },
        (Place::Reach, _) => keys::open(model),
        (Place::Pair(..), _) => keys::open_pair(model),
        (Place::Access(_), _) => subjects::open(model),
        (Place::Changes, _) => whole::open(model),
        (Place::Function(..), 1) | (Place::Fix | Place::Explain(_), _) => Vec::new(),
        (
            Place::Overview
            | Place::Findings
            | Place::Namespace(_)
            | Place::Namespaces
            | Place::Function(..)
            | Place::Object(_),
            _,
        ) => open_finding(model),
    }
}

/// Opens the Function of a finding, else its explanation.
fn open_finding(model: &mut Model) -> Vec<Effect> {
    let Some(finding) = model.selected_finding() else {
        return Vec::new();
    };
    let function = if finding.object.kind == Kind::Function {
        Some(finding.object.name.clone())
    } else {
        finding.functions.first().cloned()
    };
    let place = function.map(|name| Place::Function(finding.object.namespace.to_string(), name.into()));
    match (place, crate::checks::find(finding.check)) {
        (Some(place), _) if place != model.place => {
            let effects = go(model, place);
            select(model, &finding);
            effects
        }
        (_, Some(check)) => go(model, Place::Explain(check.id)),
        _ => Vec::new(),
    }
}
