//! Whether a connection has listed everything that it will.

use crate::app::model::Model;
use crate::model::kind::KindScope;
use crate::model::{Feed, Kind};

/// Whether every kind was listed, also in its fallback namespace, and the schema arrived if it can.
pub(super) fn all_listed(model: &Model, fallback: &str) -> bool {
    let feeds = model.snapshot.feeds();
    let settled = |kind: Kind, place: &str| {
        feeds.own(kind, place).is_some_and(|feed| !matches!(feed, Feed::Opening(_)))
    };
    let listed = Kind::watched().into_iter().all(|kind| {
        let place = kind.info().place();
        let refused = matches!(feeds.own(kind, place), Some(Feed::Forbidden(_)));
        let narrow = refused && (kind == Kind::Namespace || kind.info().reach == KindScope::Namespaced);
        settled(kind, place) && (!narrow || settled(kind, fallback))
    });
    let served = feeds.everywhere(Kind::Function) != &Feed::NotServed;
    listed && (model.snapshot.schema().is_some() || !served)
}

/// Returns the kinds that are still being listed.
pub(super) fn open_kinds(model: &Model) -> Vec<&'static str> {
    let feeds = model.snapshot.feeds();
    let is_open =
        |kind: &Kind| matches!(feeds.own(*kind, kind.info().place()), None | Some(Feed::Opening(_)));
    Kind::watched().into_iter().filter(is_open).map(|kind| kind.info().plural).collect()
}
