//! Lowers the level of a namespace where its pods could not start otherwise.
//! A scope, a level and the benefit flow in; a change that names its direction flows out.

use super::raise::Draft;
use super::standard;
use crate::checks::prelude::*;
use crate::engine::pod_security::Level;

/// Enforces a lower level and keeps warning at the old one. It weakens the namespace, so it is never
/// rated safe, whatever runs there.
pub fn to(scope: &Scope<'_>, level: Level, why: &str, price: impl Into<String>) -> Fix {
    let (before, _) = standard::policy(scope).enforce;
    let mut draft = Draft::new(scope);
    draft.set("enforce", level, why);
    draft.raise(before, &format!("pods that violate {before} cause a warning, but are admitted"));
    Fix::new(format!("Lower {} from {before} to {level}", scope.name()), Risk::MayBreak)
        .costs(price)
        .edit(draft.edit)
}
