//! Jump from the selection to its owner: from a finding's object to its Function, from a Function to its
//! namespace.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::model::ObjectRef;

pub fn go(model: &mut Model) -> Vec<Effect> {
    let Some(place) = owner(model) else {
        model.say("no owner to show");
        return Vec::new();
    };
    navigate::go(model, place)
}

fn owner(model: &Model) -> Option<Place> {
    match &model.place {
        Place::Function(namespace, _) => Some(Place::Namespace(namespace.clone())),
        Place::Functions => {
            let row = model.lists.functions.get(model.cursor(0).row)?;
            Some(Place::Namespace(row.namespace.to_string()))
        }
        Place::Object(object) => of(model, object, None),
        Place::Changes => {
            let receipt = model.journal.get(model.cursor(0).row)?;
            of(model, &receipt.object, None)
        }
        Place::Access(_) => {
            let row = model.grids.access.as_ref()?.rows.get(model.cursor(0).row)?;
            Some(row.subject.namespace.clone()).filter(|name| !name.is_empty()).map(Place::Namespace)
        }
        Place::Reach | Place::Pair(..) => crate::app::map::grid::namespace(model).map(Place::Namespace),
        Place::Overview | Place::Namespaces if model.pane == 0 => None,
        Place::Overview
        | Place::Namespaces
        | Place::Namespace(_)
        | Place::Findings
        | Place::Plan(_)
        | Place::Fix
        | Place::Explain(_) => {
            let finding = model.selected_finding()?;
            of(model, &finding.object, finding.functions.first().map(compact_str::CompactString::as_str))
        }
    }
}

/// Returns the Function that an object was created for, else its namespace.
fn of(model: &Model, object: &ObjectRef, function: Option<&str>) -> Option<Place> {
    let namespace = object.home();
    let space = model.snapshot.space(namespace)?;
    let made_for = || match &*object.kind {
        "Function" => Some(object.name.as_str()),
        "Pod" => space.pods.get(object.name.as_str())?.function(),
        _ => space.functions.contains_key(object.name.as_str()).then_some(object.name.as_str()),
    };
    let there = |name: &&str| space.functions.contains_key(*name);
    let place = match function.or_else(made_for).filter(there) {
        Some(name) => Place::Function(namespace.to_owned(), name.to_owned()),
        None => Place::Namespace(namespace.to_owned()),
    };
    // If the owner is already shown, jump one level higher.
    if place == model.place {
        Some(Place::Namespace(namespace.to_owned())).filter(|up| *up != model.place)
    } else {
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use crate::app::Key;
    use crate::app::Msg;
    use crate::app::Place;
    use crate::app::tests::with_findings;
    use crate::app::update;

    #[test]
    fn a_finding_belongs_to_its_function_and_that_to_its_namespace() {
        let mut model = with_findings();
        let mut press = |letter: char| {
            update(&mut model, Msg::Key(Key::char('g'), 1));
            update(&mut model, Msg::Key(Key::char(letter), 2));
            model.place.clone()
        };
        assert!(matches!(press('o'), Place::Function(..)));
        assert_eq!(press('o'), Place::Namespace("shop".into()));
    }
}
