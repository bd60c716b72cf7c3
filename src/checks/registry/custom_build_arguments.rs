//! Flags of the image builds decide where images are pushed and what they are built from.

use super::serverless_ref;
use crate::checks::prelude::*;
use crate::model::platform::Era;
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "custom-build-arguments",
    family: Registry,
    severity: Medium,
    title: "Image builds run with custom flags",
    why: "A single flag can push every image to another registry or pull base images from elsewhere. It applies to all Functions of the cluster.",
    page: include_str!("custom_build_arguments.md"),
    reads: &[Reads::Optional(Kind::Serverless), Reads::Platform],
    find,
    fixes,
};

const PATH: &str = "/spec/functionBuildExecutorArgs";
/// Flags that the module sets by itself, and flags that only change speed and logs.
const USUAL: [&str; 13] = [
    "--insecure",
    "--skip-tls-verify",
    "--skip-unused-stages",
    "--log-format",
    "--log-timestamp",
    "--verbosity",
    "--cache",
    "--cache-copy-layers",
    "--cache-ttl",
    "--use-new-run",
    "--compressed-caching",
    "--snapshot-mode",
    "--single-snapshot",
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.serverlesses.values().filter_map(|serverless| judge(scope, serverless)).collect()
}

fn judge(scope: &Scope<'_>, serverless: &Serverless) -> Option<Finding> {
    let words = serverless.build_arguments.split([',', ' ', '\n']).map(|word| word.trim_matches(['"', '\'']));
    let flags = words.filter(|word| word.starts_with("--"));
    let mut flags: Vec<&str> = flags.map(|word| word.split('=').next().unwrap_or(word)).collect();
    flags.retain(|flag| !USUAL.contains(flag));
    if flags.is_empty() {
        return None;
    }
    // Values are left out: they may contain addresses with credentials.
    let finding = Finding::new(&CHECK, serverless_ref(serverless)).at(PATH).with_evidence(flags.join(" "));
    let message =
        format!("Every Function is built with {}, which the module does not set by default", some_of(&flags));
    Some(match scope.platform().era {
        Era::Buildless => finding
            .says("Flags for image builds are still set, but no images are built any more")
            .graded(Info, "buildless mode ignores this setting")
            .key("inert"),
        Era::Legacy => finding.says(message).key("arguments"),
        Era::Unknown => finding.says(message).sure(Confidence::Likely).key("arguments"),
    })
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::remove(PATH)]);
    let inert = finding.key == "inert";
    let fix = if inert {
        Fix::new("Remove the unused setting", Risk::Safe)
            .costs("Nothing changes: buildless mode does not read it.")
    } else {
        Fix::new("Build with the module's default flags", Risk::MayBreak).costs(
            "Functions are rebuilt with the module's own flags; builds that rely on the custom flags fail.",
        )
    };
    vec![fix.edit(edit)]
}
