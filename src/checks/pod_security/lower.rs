//! Lowering the level of a namespace, where nothing else lets its pods start.
//! A scope, a level and what is gained flow in; a change that names its direction flows out.

use super::raise::Draft;
use super::standard;
use crate::checks::prelude::*;
use crate::engine::pod_security::Level;

/// Enforces a lower level and goes on warning of what the old one refused. It weakens the namespace, so it is never
/// safe, whatever runs there.
pub fn to(scope: &Scope<'_>, level: Level, why: &str, price: impl Into<String>) -> Fix {
    let (before, _) = standard::policy(scope).enforce;
    let mut draft = Draft::new(scope);
    draft.set("enforce", level, why);
    draft.raise(before, &format!("what goes beyond {level} is reported, but let in"));
    Fix::new(format!("Lower {} from {before} to {level}", scope.name()), Risk::MayBreak)
        .costs(price)
        .edit(draft.edit)
}
