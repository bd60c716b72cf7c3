//! No part of Kyma scans what Functions run. This is one note for a cluster, not a discovery.

use crate::checks::prelude::*;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "unscanned-image",
    family: Leakage,
    severity: Info,
    title: "Kyma does not scan what Functions run",
    why: "The packages that a Function installs are in no image that a registry could scan, or in one that only Kyma's own registry stores. Their known vulnerabilities stay undetected.",
    page: include_str!("unscanned_image.md"),
    reads: &[Reads::Optional(Kind::Serverless), Reads::Hint(Kind::Deployment), Reads::Platform],
    find,
    fixes: no_fix,
};

const CONTROLLER: &str = "serverless-ctrl-mngr";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // A note about a cluster does not apply to files.
    if scope.is_from_files() {
        return Vec::new();
    }
    let Some(module) = module(scope) else {
        return Vec::new();
    };
    let message = match scope.platform().era {
        Era::Legacy => "Functions run from images that Kyma builds and does not scan",
        Era::Buildless => {
            "Packages installed at pod start are in no image, so image scanners do not see them"
        }
        Era::Unknown => "Kyma does not scan the code, the packages or the images of Functions",
    };
    // A scanner outside Kyma cannot be seen from here.
    let finding = Finding::new(&CHECK, module).with_evidence(scope.platform().era.to_string()).says(message);
    vec![finding.sure(Confidence::Possible).key("unscanned")]
}

/// Returns the module that runs Functions; before it had a resource, its controller.
fn module(scope: &Scope<'_>) -> Option<ObjectRef> {
    let space = scope.space;
    let resource = space.serverlesses.values().next();
    let resource = resource.map(|one| ObjectRef::new(Kind::Serverless, &one.meta.namespace, &one.meta.name));
    let controller = space.deployments.get(CONTROLLER).filter(|_| scope.name() == "kyma-system");
    let controller = controller
        .map(|workload| ObjectRef::new(Kind::Deployment, &workload.meta.namespace, &workload.meta.name));
    resource.or(controller)
}
