//! No scanner of Kyma looks at what a Function runs; this is a note, not a discovery.

use crate::checks::prelude::*;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "unscanned-image",
    family: Leakage,
    severity: Info,
    title: "Nobody in Kyma scans what these Functions run",
    why: "What a Function installs lies in no image that a registry could scan, or in one that only Kyma's own registry holds: known holes in it are found by nobody.",
    page: include_str!("unscanned_image.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Platform],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let built = scope.platform().era == Era::Legacy;
    let brings = |function: &&Function| built || function.is_git() || !function.dependencies.is_empty();
    let functions = scope.space.functions.values().map(AsRef::as_ref);
    let named: Vec<&str> = functions.filter(brings).map(|function| function.meta.name.as_str()).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let (listed, s) = (some_of(&named), if named.len() == 1 { "s" } else { "" });
    let message = if built {
        format!("{listed} run{s} from images that Kyma builds and never scans")
    } else {
        format!(
            "What {listed} install{s} at the start of a pod is in no image, so no scanner of images sees it"
        )
    };
    let finding = Finding::new(&CHECK, namespace_ref(scope)).seen(format!(
        "{} Function{}",
        named.len(),
        plural(named.len())
    ));
    // A scanner beside Kyma cannot be seen from here.
    vec![finding.says(message).sure(Confidence::Possible).about(named).key("unscanned")]
}
