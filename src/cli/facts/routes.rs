//! Which clients each route from outside the cluster admits.

use super::{Area, Fact, Facts, NamespaceOpenness};
use crate::cli::apirule::is_whole;
use crate::cli::gather::SourceVerdicts;
use crate::engine::mesh::entry;
pub use crate::engine::mesh::entry::{Callers, Route};

/// Returns every route of a source.
pub fn all(gathered: &SourceVerdicts) -> Vec<Route> {
    entry::routes(&gathered.snapshot, is_whole(gathered))
}

pub fn facts(gathered: &SourceVerdicts) -> Facts {
    let fact = |route: Route| {
        let (namespace, name) = &route.service;
        let key = (Area::Route, format!("{} to {namespace}/{name}", route.shown));
        let fact = match route.callers {
            Callers::None => Fact::new(NamespaceOpenness::Closed, "no one"),
            Callers::Some(words) => Fact::new(NamespaceOpenness::Limited, words),
            Callers::Anyone => Fact::new(NamespaceOpenness::Open, "anyone"),
            Callers::Unknown(why) => Fact::new(NamespaceOpenness::Unknown, format!("unknown: {why}")),
        };
        (key, fact)
    };
    all(gathered).into_iter().map(fact).collect()
}
