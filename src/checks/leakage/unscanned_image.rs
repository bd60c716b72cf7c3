//! No part of Kyma scans what Functions run; this is a note, once for a cluster, not a discovery.

use crate::checks::prelude::*;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "unscanned-image",
    family: Leakage,
    severity: Info,
    title: "Nobody in Kyma scans what Functions run",
    why: "What a Function installs lies in no image that a registry could scan, or in one that only Kyma's own registry holds: known holes in it are found by nobody.",
    page: include_str!("unscanned_image.md"),
    reads: &[Reads::Optional(Kind::Serverless), Reads::Hint(Kind::Deployment), Reads::Platform],
    find,
    fixes: no_fix,
};

const CONTROLLER: &str = "serverless-ctrl-mngr";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // A note about a cluster says nothing of files.
    if scope.is_from_files() {
        return Vec::new();
    }
    let Some(module) = module(scope) else {
        return Vec::new();
    };
    let message = match scope.platform().era {
        Era::Legacy => "Functions run from images that Kyma builds, and that nothing in it ever scans",
        Era::Buildless => {
            "What Functions install at the start of a pod is in no image: scanners of images do not see it"
        }
        Era::Unknown => "Nothing in Kyma scans the code, the packages and the images of Functions",
    };
    // A scanner beside Kyma cannot be seen from here.
    let finding = Finding::new(&CHECK, module).seen(scope.platform().era.to_string()).says(message);
    vec![finding.sure(Confidence::Possible).key("unscanned")]
}

/// The module that runs Functions; before it had a resource there was its controller.
fn module(scope: &Scope<'_>) -> Option<ObjectRef> {
    let space = scope.space;
    let resource = space.serverlesses.values().next();
    let resource = resource.map(|one| ObjectRef::new(Kind::Serverless, &one.meta.namespace, &one.meta.name));
    let controller = space.deployments.get(CONTROLLER).filter(|_| scope.name() == "kyma-system");
    let controller =
        controller.map(|one| ObjectRef::new(Kind::Deployment, &one.meta.namespace, &one.meta.name));
    resource.or(controller)
}
