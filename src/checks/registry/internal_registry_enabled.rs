//! Images of Functions are stored in a registry that every node exposes without TLS.

use super::serverless_ref;
use crate::checks::prelude::*;
use crate::model::platform::Era;
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "internal-registry-enabled",
    family: Registry,
    severity: Medium,
    title: "Images are stored in the internal registry",
    why: "Images travel unencrypted, every node exposes the registry on a port, and one shared password can overwrite the image of any Function.",
    page: include_str!("internal_registry_enabled.md"),
    reads: &[Reads::Optional(Kind::Serverless), Reads::Hint(Kind::Service), Reads::Platform],
    find,
    fixes,
};

const SPEC: &str = "/spec/dockerRegistry";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.serverlesses.values().filter_map(|serverless| judge(scope, serverless)).collect()
}

fn judge(scope: &Scope<'_>, serverless: &Serverless) -> Option<Finding> {
    let asked = serverless.internal_registry;
    // A Secret names another registry, which the module prefers.
    let used = serverless.registry_secret.is_empty() && (asked || serverless.registry_in_use == "internal");
    let finding = Finding::new(&CHECK, serverless_ref(serverless)).at(format!("{SPEC}/enableInternal"));
    match scope.platform().era {
        Era::Buildless if asked => {
            let message = "The internal registry is still enabled, but no images are built any more";
            let dead = finding.says(message).with_evidence("enableInternal: true").key("inert");
            Some(dead.graded(Info, "buildless mode ignores this setting"))
        }
        Era::Legacy if used => Some(open(scope, finding, serverless)),
        // What the module reports is certain; a mere request may be ignored.
        Era::Unknown if used && serverless.registry_in_use == "internal" => {
            Some(open(scope, finding, serverless))
        }
        Era::Unknown if used => Some(open(scope, finding, serverless).sure(Confidence::Likely)),
        Era::Buildless | Era::Legacy | Era::Unknown => None,
    }
}

fn open(scope: &Scope<'_>, finding: Finding, serverless: &Serverless) -> Finding {
    let service = scope.space.services.get("serverless-docker-registry");
    let port = service.and_then(|service| service.ports.iter().map(|port| port.node_port).find(|at| *at > 0));
    let place = port.map_or("every node".into(), |port| format!("port {port} of every node"));
    let seen = match (serverless.internal_registry, serverless.registry_in_use.as_str()) {
        (true, "internal") => "enableInternal: true, in use: internal",
        (true, _) => "enableInternal: true",
        (false, _) => "in use: internal",
    };
    finding
        .says(format!("Images are stored in the internal registry, exposed without TLS on {place}"))
        .with_evidence(seen)
        .key("internal")
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(serverless) = scope.space.serverlesses.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let path = format!("{SPEC}/enableInternal");
    if scope.platform().era == Era::Buildless {
        let edit = Edit::modify(serverless_ref(serverless), vec![Op::remove(path)]);
        return vec![
            Fix::new("Remove the unused setting", Risk::Safe)
                .costs("Nothing changes: buildless mode does not read it.")
                .edit(edit),
        ];
    }
    let secret = format!("{SPEC}/secretName");
    let ops = vec![Op::set(&path, json!(false)), Op::set(&secret, json!("${secret}"))];
    let edit = Edit::modify(serverless_ref(serverless), ops)
        .note(path, "disables the registry inside the cluster")
        .note(secret, "a Secret with the keys username, password, serverAddress and registryAddress");
    vec![
        Fix::new("Use an external registry", Risk::MayBreak)
            .costs(
                "Every Function is rebuilt; builds fail if the Secret is missing or the registry does not answer.",
            )
            .asks(
                "secret",
                format!("the Secret in {} with the registry's address and credentials", scope.name()),
                "",
            )
            .edit(edit),
    ]
}
