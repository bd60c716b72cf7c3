//! Two registries are configured at once; one of them is ignored.

use super::serverless_ref;
use crate::checks::prelude::*;
use crate::model::platform::Era;
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "registry-ambiguous",
    family: Registry,
    severity: Low,
    title: "Two registries are configured at once",
    why: "The module uses the external one and warns. Readers of the settings expect images in the internal one.",
    page: include_str!("registry_ambiguous.md"),
    reads: &[Reads::Optional(Kind::Serverless), Reads::Platform],
    find,
    fixes,
};

const INTERNAL: &str = "/spec/dockerRegistry/enableInternal";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.serverlesses.values().filter_map(|serverless| judge(scope, serverless)).collect()
}

fn judge(scope: &Scope<'_>, serverless: &Serverless) -> Option<Finding> {
    let secret = &serverless.registry_secret;
    let sure = match scope.platform().era {
        // Buildless mode reads neither.
        Era::Buildless => return None,
        Era::Legacy => Confidence::Certain,
        Era::Unknown => Confidence::Likely,
    };
    if !serverless.internal_registry || secret.is_empty() {
        return None;
    }
    let message = format!(
        "The internal registry is enabled, but Secret {secret} names another, which takes precedence"
    );
    let finding = Finding::new(&CHECK, serverless_ref(serverless)).at(INTERNAL);
    Some(
        finding
            .with_evidence(format!("enableInternal: true, secretName: {secret}"))
            .says(message)
            .sure(sure)
            .key("both"),
    )
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(INTERNAL, json!(false))])
        .note(INTERNAL, "the registry of the Secret is already in use");
    vec![
        Fix::new("Keep only the registry of the Secret", Risk::Safe)
            .costs("Nothing is rebuilt: the module already uses the Secret's registry.")
            .edit(edit),
    ]
}
