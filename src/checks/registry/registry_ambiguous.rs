//! Two registries are asked for at once; one of them is ignored.

use super::serverless_ref;
use crate::checks::prelude::*;
use crate::model::platform::Era;
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "registry-ambiguous",
    family: Registry,
    severity: Low,
    title: "Two registries are asked for at once",
    why: "The module takes the external one and warns; whoever reads the settings believes that images lie in the other.",
    page: include_str!("registry_ambiguous.md"),
    reads: &[Reads::Optional(Kind::Serverless), Reads::Platform],
    find,
    fixes,
};

const INTERNAL: &str = "/spec/dockerRegistry/enableInternal";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.serverlesses.values().filter_map(|one| judge(scope, one)).collect()
}

fn judge(scope: &Scope<'_>, serverless: &Serverless) -> Option<Finding> {
    let secret = &serverless.registry_secret;
    let sure = match scope.platform().era {
        // Neither is read any more.
        Era::Buildless => return None,
        Era::Legacy => Confidence::Certain,
        Era::Unknown => Confidence::Likely,
    };
    if !serverless.internal_registry || secret.is_empty() {
        return None;
    }
    let message =
        format!("The internal registry is switched on, and Secret {secret} names another, which wins");
    let finding = Finding::new(&CHECK, serverless_ref(serverless)).at(INTERNAL);
    Some(
        finding
            .seen(format!("enableInternal: true, secretName: {secret}"))
            .says(message)
            .sure(sure)
            .key("both"),
    )
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(INTERNAL, json!(false))])
        .note(INTERNAL, "the registry of the Secret is in use already");
    vec![
        Fix::new("Keep the registry of the Secret", Risk::Safe)
            .costs("Nothing is built anew: the module takes the Secret's registry as it is.")
            .edit(edit),
    ]
}
