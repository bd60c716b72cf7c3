//! A package that its maintainers have given up.

use super::{READS, at, each};
use crate::checks::prelude::*;
use crate::engine::packages::deprecated;

pub static CHECK: Check = Check {
    id: "deprecated-package",
    family: Leakage,
    severity: Low,
    title: "A package is deprecated by its maintainers",
    why: "A deprecated package gets no security fixes. A vulnerability in it stays in the Function, exposed to every caller.",
    page: include_str!("deprecated_package.md"),
    reads: READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    each(scope, |function, one, language, name| {
        let known = deprecated(language, name)?;
        let message = if known.successor.is_empty() {
            format!("Package {name} is deprecated, without a successor")
        } else {
            format!("Package {name} is deprecated: use {}", known.successor)
        };
        Some(at(&CHECK, function, one).says(message))
    })
}
