//! What image builds left behind still opens a registry, and still holds old source.

use crate::checks::prelude::*;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "dead-registry-credentials",
    family: Access,
    severity: Medium,
    title: "Image builds are gone, their credentials are not",
    why: "Since Functions are no longer built into images nobody uses or rotates these credentials; an external registry may still honour them, and old ConfigMaps still hold old source.",
    page: include_str!("dead_registry_credentials.md"),
    reads: &[
        Reads::Kind(Kind::Secret),
        Reads::Kind(Kind::Pod),
        Reads::Hint(Kind::ConfigMap),
        Reads::Hint(Kind::ServiceAccount),
        Reads::Platform,
    ],
    find,
    fixes: no_fix,
};

const SECRETS: [&str; 2] = ["serverless-registry-config-default", "serverless-registry-config"];
const OWNED: &str = "serverless.kyma-project.io/managed-by";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.platform().era != Era::Buildless || scope.space.is_cluster() {
        return Vec::new();
    }
    let secrets = SECRETS.into_iter().filter(|name| is_dead(scope, name)).map(|name| (Kind::Secret, name));
    let maps = scope.space.config_maps.iter();
    let old = maps.filter(|(name, map)| {
        name.starts_with("dockerfile-") || map.meta.labels.is(OWNED, "function-controller")
    });
    let maps = old.map(|(name, _)| (Kind::ConfigMap, &**name));
    let left: Vec<(Kind, &str)> = secrets.chain(maps).collect();
    let Some((kind, name)) = left.first().copied() else {
        return Vec::new();
    };
    let shown: Vec<String> = left.iter().map(|(kind, name)| format!("{}/{name}", kind.info().name)).collect();
    let account = scope.space.accounts.contains_key("serverless-function");
    let also = if account { ", and ServiceAccount serverless-function" } else { "" };
    let what = if left.len() == 1 && !account { "it" } else { "them" };
    let finding = Finding::new(&CHECK, ObjectRef::new(kind, scope.name(), name))
        .at("/metadata/name")
        .seen(some_of(&shown))
        .says(format!("{}{also} outlived the image builds that needed {what}", some_of(&shown)))
        .key("left behind");
    if kind == Kind::Secret {
        return vec![finding];
    }
    vec![finding.graded(Low, "lowered from medium: only old source was seen, no credential")]
}

/// A credential that some pod still pulls with, or that somebody keeps on purpose, is not dead.
fn is_dead(scope: &Scope<'_>, name: &str) -> bool {
    let Some(secret) = scope.space.secrets.get(name) else { return false };
    let used = scope.space.pods.values().any(|pod| pod.template.spec.secrets().contains(name));
    !used && !secret.meta.labels.is(OWNED, "user")
}
