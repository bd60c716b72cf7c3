//! The whole object behind the selection, as YAML.

use crate::app::Effect;
use crate::app::Place;
use crate::app::fix::suggestions;
use crate::app::map::grid;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::model::{Kind, ObjectRef};

pub fn open(model: &mut Model) -> Vec<Effect> {
    if let Some(object) = selected(model) {
        return navigate::go(model, Place::Object(object));
    }
    model.say("no object is selected");
    Vec::new()
}

/// Returns the object that the selection is about.
fn selected(model: &Model) -> Option<ObjectRef> {
    let of_finding = || model.selected_finding().map(|finding| finding.object.clone());
    let row = model.cursor(model.pane).row;
    match (&model.place, model.pane) {
        (Place::Overview, suggestions::PANE) | (Place::Plan(_), _) => {
            model.selected_cause().map(|cause| cause.target.clone())
        }
        (Place::Overview | Place::Namespaces, 0) => {
            model.lists.namespaces.get(row).map(|row| ObjectRef::new(Kind::Namespace, "", &row.name))
        }
        (Place::Functions, _) => {
            let row = model.lists.functions.get(row)?;
            function(model, &row.namespace, &row.name)
        }
        (Place::Function(namespace, name), 1) => function(model, namespace, name),
        (Place::Namespace(namespace), 1) => {
            let name = model.snapshot.space(namespace)?.functions.keys().nth(row)?;
            function(model, namespace, name)
        }
        (Place::Changes, _) => model.journal.get(row).map(|receipt| receipt.object.clone()),
        (Place::Reach | Place::Pair(..) | Place::Access(_), _) => {
            grid::namespace(model).map(|name| ObjectRef::new(Kind::Namespace, "", &name))
        }
        (Place::Object(_) | Place::Fix, _) => None,
        (
            Place::Overview
            | Place::Namespaces
            | Place::Namespace(_)
            | Place::Function(..)
            | Place::Findings
            | Place::Explain(_),
            _,
        ) => of_finding(),
    }
}

fn function(model: &Model, namespace: &str, name: &str) -> Option<ObjectRef> {
    Some(model.snapshot.space(namespace)?.functions.get(name)?.reference())
}
