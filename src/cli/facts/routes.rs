//! Which clients each route from outside the cluster admits.

use super::{Area, Fact, Facts, Openness};
use crate::cli::apirule::is_whole;
use crate::cli::gather::Gathered;
use crate::engine::mesh::entry;
pub use crate::engine::mesh::entry::{Callers, Route};

/// Returns every route of a source.
pub fn all(gathered: &Gathered) -> Vec<Route> {
    entry::routes(&gathered.snapshot, is_whole(gathered))
}

pub fn facts(gathered: &Gathered) -> Facts {
    let fact = |route: Route| {
        let (namespace, name) = &route.service;
        let key = (Area::Route, format!("{} to {namespace}/{name}", route.shown));
        let fact = match route.callers {
            Callers::None => Fact::new(Openness::Closed, "no one"),
            Callers::Some(words) => Fact::new(Openness::Limited, words),
            Callers::Anyone => Fact::new(Openness::Open, "anyone"),
            Callers::Unknown(why) => Fact::new(Openness::Unknown, format!("unknown: {why}")),
        };
        (key, fact)
    };
    all(gathered).into_iter().map(fact).collect()
}
