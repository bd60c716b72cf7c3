//! What follows a change of the snapshot: derived values are marked, the freshness is derived again, and an
//! open object is read again.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::state::connection::Fresh;
use crate::model::{Dirty, Feed, Loss, ObjectRef};

/// Marks everything that is derived from the snapshot for a new computation.
pub(in crate::app) fn changed(model: &mut Model, dirty: &Dirty) -> Vec<Effect> {
    model.changes += 1;
    crate::app::map::grid::mark(model, dirty);
    model.lists.functions.mark(dirty);
    model.report.mark(&model.snapshot, dirty);
    freshen(model);
    refetch(model, dirty)
}

/// Derives the freshness of the whole, with its reason, from the worst feed; also for changes that were set
/// aside.
pub(in crate::app) fn freshen(model: &mut Model) {
    let now = model.paused.as_ref().map_or(&model.snapshot, |paused| &paused.snapshot);
    let stale = now.feeds().iter().find_map(|(kind, _, feed)| {
        let Feed::Stale(loss, why) = feed else { return None };
        Some((kind, *loss, why.clone()))
    });
    model.session.fresh = match stale {
        Some((_, Loss::Credentials, why)) => {
            let key = model.keys.key(KeyAction::LogIn);
            Fresh::Login(format!("{why}. Press {key} to log in again; the last data stays on screen."))
        }
        // With every watch lost, the server itself does not answer.
        Some((_, Loss::Connection, why)) if !now.feeds().iter().any(|(_, _, feed)| *feed == Feed::Live) => {
            let key = model.keys.key(KeyAction::Relist);
            Fresh::Offline(format!(
                "{why}; the last data stays on screen. Retrying automatically, {key} retries now."
            ))
        }
        Some((kind, Loss::Connection, why)) => {
            let plural = kind.info().plural;
            let key = model.keys.key(KeyAction::Relist);
            Fresh::Stale(format!(
                "watching {plural} failed: {why}; retrying automatically, {key} retries now"
            ))
        }
        None => Fresh::Live,
    };
}

/// Reads an open Function again once per version of its object; another object when its kind changed.
fn refetch(model: &mut Model, dirty: &Dirty) -> Vec<Effect> {
    let (namespace, name) = match model.place.clone() {
        Place::Function(namespace, name) => (namespace, name),
        Place::Object(object) if kind_changed(&object, dirty) => return vec![Effect::Fetch(object)],
        _ => return Vec::new(),
    };
    let shown = model.source.as_ref().map(|source| source.resource_version.as_str());
    let space = model.snapshot.space(&namespace);
    let now = space
        .and_then(|space| space.functions.get(name.as_str()))
        .map(|function| function.meta.resource_version.as_str());
    match (shown, now) {
        (Some(shown), Some(now)) if shown != now => {
            crate::app::screen::navigate::fetch(model, &namespace, &name)
        }
        _ => Vec::new(),
    }
}

/// Whether anything of an object's kind changed in its namespace.
fn kind_changed(object: &ObjectRef, dirty: &Dirty) -> bool {
    let kind = object.known();
    let bits = dirty.spaces.get(object.namespace.as_str());
    kind.zip(bits).is_some_and(|(kind, bits)| kind.bit() & bits != 0)
}
