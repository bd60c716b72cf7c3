//! Functions are still built into images: builds run as root and need a registry.

use super::serverless_ref;
use crate::checks::prelude::*;
use crate::model::platform::{Era, Version};
use crate::model::serverless::{MODE_ANNOTATION, Serverless};

pub static CHECK: Check = Check {
    id: "legacy-build-mode",
    family: Registry,
    severity: Medium,
    title: "Functions are built into images by root jobs",
    why: "Image builds run as root in the namespaces of Functions, need a registry, and copy its credentials into every namespace.",
    page: include_str!("legacy_build_mode.md"),
    reads: &[Reads::Optional(Kind::Serverless), Reads::Kind(Kind::Deployment), Reads::Platform],
    find,
    fixes,
};

/// The first version in which image builds must be requested.
const BUILDLESS_BY_DEFAULT: Version = Version(1, 9, 0);
/// The first version that reads the annotation.
const SWITCH_EXISTS: Version = Version(1, 8, 0);
const CONTROLLER: &str = "serverless-ctrl-mngr";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.platform().era != Era::Legacy {
        return Vec::new();
    }
    let found: Vec<Finding> =
        scope.space.serverlesses.values().map(|serverless| judge(scope, serverless)).collect();
    // Older installations have a controller, but no resource to configure it.
    let older = !scope.missing(&[Reads::Kind(Kind::Serverless)]).is_empty();
    let controller = scope.space.deployments.get(CONTROLLER).filter(|_| older);
    let alone = controller.map(|workload| {
        Finding::new(&CHECK, ObjectRef::new(Kind::Deployment, &workload.meta.namespace, &workload.meta.name))
            .at("/spec/template/spec/containers/0/image")
            .with_evidence(scope.platform().evidence.clone())
            .says("This cluster builds Functions into images and is too old for buildless mode")
            .key("legacy")
    });
    found.into_iter().chain(alone).collect()
}

fn judge(scope: &Scope<'_>, serverless: &Serverless) -> Finding {
    let platform = scope.platform();
    let finding = Finding::new(&CHECK, serverless_ref(serverless))
        .at(format!("/metadata/annotations/{}", escape(MODE_ANNOTATION)));
    if leaves(serverless, platform.version) {
        return finding
            .with_evidence(format!("{}; {}", mode(serverless), platform.evidence))
            .says("Buildless mode is configured, but the old controller still runs")
            .graded(Info, "the change is in progress, or stuck")
            .key("leaving");
    }
    let message = match platform.version {
        Some(version) => {
            format!("Serverless {version} builds Functions into images with jobs that run as root")
        }
        None => "This cluster builds Functions into images with jobs that run as root".into(),
    };
    let finding = finding.says(message).key("legacy");
    if platform.evidence.starts_with(CONTROLLER) {
        return finding.with_evidence(format!("{}; {}", mode(serverless), platform.evidence));
    }
    // If its controller cannot be seen, the module may be too new to read the annotation.
    finding.with_evidence(mode(serverless)).sure(Confidence::Likely)
}

fn mode(serverless: &Serverless) -> String {
    serverless.mode().map_or("no buildless-mode annotation".into(), |mode| format!("buildless-mode: {mode}"))
}

/// Returns whether the resource requests buildless mode already.
fn leaves(serverless: &Serverless, version: Option<Version>) -> bool {
    match serverless.mode() {
        Some("enabled") => version.is_none_or(|version| version >= SWITCH_EXISTS),
        Some("disabled") => false,
        Some(_) | None => version.is_some_and(|version| version >= BUILDLESS_BY_DEFAULT),
    }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let too_old = scope.platform().version.is_some_and(|version| version < SWITCH_EXISTS);
    let serverless = scope.space.serverlesses.get(finding.object.name.as_str());
    let Some(serverless) = serverless.filter(|_| finding.key == "legacy" && !too_old) else {
        return Vec::new();
    };
    let path = format!("/metadata/annotations/{}", escape(MODE_ANNOTATION));
    let edit = Edit::modify(serverless_ref(serverless), vec![Op::set(&path, json!("enabled"))])
        .note(path, "sources are copied in when a pod starts; no image build and no registry are needed");
    vec![
        Fix::new("Switch to buildless mode", Risk::MayBreak)
            .costs(
                "Every Function of the cluster restarts and installs its dependencies at each start: pods must reach the package registry.",
            )
            .edit(edit),
    ]
}
