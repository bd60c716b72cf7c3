//! News of the cluster: changes go into the snapshot, losses are told, nothing is thrown away.

use super::model::Model;
use super::session::Fresh;
use super::{Effect, Place};
use crate::model::{Dirty, Feed};
use crate::source::News;
use crate::source::trouble::Sort;

pub fn take(model: &mut Model, news: News) -> Vec<Effect> {
    match news {
        News::Found => {
            if model.session.fresh != Fresh::Live {
                model.say("connected");
            }
            model.session.fresh = Fresh::Live;
            Vec::new()
        }
        News::Lost(trouble) => {
            let sentence = trouble.to_string();
            model.session.fresh = match trouble.sort {
                Sort::Unauthenticated => Fresh::Login(sentence),
                _ => Fresh::Offline(sentence),
            };
            Vec::new()
        }
        News::Changes(changes) => {
            let mut dirty = Dirty::default();
            for change in changes {
                model.snapshot.apply(change, &mut dirty);
            }
            model.changes += 1;
            super::grid::mark(model, &dirty);
            model.lists.functions.mark(&dirty);
            model.report.mark(&model.snapshot, &dirty);
            freshen(model);
            refetch(model)
        }
    }
}

/// The worst feed says how fresh the whole is, and why.
fn freshen(model: &mut Model) {
    let stale = model.snapshot.feeds().iter().find_map(|(kind, _, feed)| match feed {
        Feed::Stale(why) => Some((kind, why.clone())),
        _ => None,
    });
    model.session.fresh = match stale {
        Some((_, why)) if why.contains("Unauthorized") || why.contains("auth exec") => {
            Fresh::Login(format!("{why}. L logs in again; what was seen stays on screen."))
        }
        Some((kind, why)) => {
            let plural = kind.info().plural;
            Fresh::Stale(format!(
                "the watch of {plural} was lost: {why}; it is tried again by itself, r tries now"
            ))
        }
        None => Fresh::Live,
    };
}

/// An open Function whose object changed is read again, once per version.
fn refetch(model: &mut Model) -> Vec<Effect> {
    let Place::Function(namespace, name) = model.place.clone() else {
        return Vec::new();
    };
    let shown = model.source.as_ref().map(|source| source.resource_version.as_str());
    let space = model.snapshot.space(&namespace);
    let now = space
        .and_then(|space| space.functions.get(name.as_str()))
        .map(|function| function.meta.resource_version.as_str());
    match (shown, now) {
        (Some(shown), Some(now)) if shown != now => super::navigate::fetch(model, &namespace, &name),
        _ => Vec::new(),
    }
}
