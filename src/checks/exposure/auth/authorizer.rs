//! External authorizers of the mesh: whether one fails open, and the fix that requires a token as well.

use super::open::{about_token, token};
use crate::checks::prelude::*;

/// Whether an authorizer of this name is configured to fail open.
pub(super) fn fails_open(scope: &Scope<'_>, name: &str) -> bool {
    let providers = scope.mesh_config().map_or(&[][..], |config| &config.providers);
    providers.iter().any(|provider| provider.fail_open && provider.name == name)
}

/// Returns the fix that requires a token as well; `place` points at the route's `extAuth`.
pub(super) fn token_as_well(scope: &Scope<'_>, finding: &Finding, place: &str) -> Fix {
    let named = finding.functions.first().map_or(finding.object.name.as_str(), |name| name.as_str());
    let path = format!("{place}/restrictions");
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(&path, token())])
        .note(path, "token requirements, in addition to the authorizer's decision");
    let fix = Fix::new("Require a token in addition to the authorizer", Risk::MayBreak)
        .costs("Callers without such a token get 403, including those with only a session cookie.")
        .edit(edit);
    about_token(fix, scope, named)
}
