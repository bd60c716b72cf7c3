//! Leftovers of image builds may still grant access to a registry, and still contain old source.
//!
//! Credentials and old source are reported separately: only old source can be restored by an undo.

use crate::checks::prelude::*;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "dead-registry-credentials",
    family: Access,
    severity: Medium,
    title: "Leftover credentials and source of image builds",
    why: "Functions are no longer built into images, so no one uses or rotates these credentials. An external registry may still accept them, and old ConfigMaps still contain source.",
    page: include_str!("dead_registry_credentials.md"),
    reads: &[
        Reads::Kind(Kind::Secret),
        Reads::Kind(Kind::Pod),
        Reads::Hint(Kind::ConfigMap),
        Reads::Hint(Kind::ServiceAccount),
        Reads::Platform,
    ],
    find,
    fixes,
};

const SECRETS: [&str; 2] = ["serverless-registry-config-default", "serverless-registry-config"];
const OWNED: &str = "serverless.kyma-project.io/managed-by";
const PART: &str = "serverless.kyma-project.io/config";
const ACCOUNT: &str = "serverless-function";
const TOKEN_OF: &str = "kubernetes.io/service-account.name";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.platform().era != Era::Buildless || scope.space.is_cluster() {
        return Vec::new();
    }
    let secrets: Vec<&str> = SECRETS.into_iter().filter(|name| is_dead(scope, name)).collect();
    let maps = old_maps(scope);
    let account = idle_account(scope).is_some();
    let credentials = left(scope, Kind::Secret, &secrets, account && maps.is_empty());
    let source = left(scope, Kind::ConfigMap, &maps, account);
    let source =
        source.map(|finding| finding.graded(Low, "lowered from medium: old source, not a credential"));
    credentials.into_iter().chain(source).collect()
}

fn left(scope: &Scope<'_>, kind: Kind, names: &[&str], account: bool) -> Option<Finding> {
    let first = names.first()?;
    let shown: Vec<String> = names.iter().map(|name| format!("{}/{name}", kind.info().name)).collect();
    let also = if account { ", and ServiceAccount serverless-function" } else { "" };
    let verb = if names.len() == 1 && !account { "is" } else { "are" };
    let message = format!("{}{also} {verb} left over from image builds", some_of(&shown));
    let finding = Finding::new(&CHECK, ObjectRef::new(kind, scope.name(), first)).at("/metadata/name");
    Some(finding.with_evidence(some_of(&shown)).says(message).key("left behind"))
}

/// A credential that a pod still uses, or that is labelled as kept on purpose, is not a leftover.
fn is_dead(scope: &Scope<'_>, name: &str) -> bool {
    let Some(secret) = scope.space.secrets.get(name) else { return false };
    let used = scope.space.pods.values().any(|pod| pod.template.spec.secrets().contains(name));
    !used && !is_kept(&secret.meta)
}

fn is_kept(meta: &Meta) -> bool {
    meta.labels.is(OWNED, "user")
}

/// Dockerfiles and source of image builds, recognised by the labels that their controller set.
fn old_maps<'a>(scope: &Scope<'a>) -> Vec<&'a str> {
    let maps = scope.space.config_maps.values().map(|map| &map.meta);
    let recipe = |meta: &Meta| meta.name.starts_with("dockerfile-") && meta.labels.is(PART, "runtime");
    let old = maps.filter(|meta| recipe(meta) || meta.labels.is(OWNED, "function-controller"));
    old.filter(|meta| !is_kept(meta) && !meta.deleting).map(|meta| meta.name.as_str()).collect()
}

/// The ServiceAccount of the build era, if no pod runs as it any more.
fn idle_account(scope: &Scope<'_>) -> Option<ObjectRef> {
    let account = scope.space.accounts.get(ACCOUNT).filter(|account| !is_kept(&account.meta))?;
    let runs = |pod: &Pod| pod.template.spec.service_account_name.as_deref() == Some(ACCOUNT);
    let used = scope.space.pods.values().any(|pod| runs(pod) && !pod.finished());
    (!used).then(|| ObjectRef::new(Kind::ServiceAccount, scope.name(), &account.meta.name))
}

/// Whether a token Secret belongs to the account: it would be deleted along with it.
fn has_tokens(scope: &Scope<'_>) -> bool {
    scope.space.secrets.values().any(|secret| secret.meta.annotations.is(TOKEN_OF, ACCOUNT))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    // An undo could not restore a Secret, because its values are never read.
    if finding.object.known() == Some(Kind::Secret) {
        return Vec::new();
    }
    let maps = old_maps(scope);
    let count = maps.len();
    let maps = maps.into_iter().map(|name| ObjectRef::new(Kind::ConfigMap, scope.name(), name));
    let account = idle_account(scope).filter(|_| !has_tokens(scope));
    let also = if account.is_some() { " and the unused ServiceAccount" } else { "" };
    let title = format!("Delete {count} old ConfigMap{}{also}", plural(count));
    let fix = Fix::new(title, Risk::MayBreak).costs(
        "A workload that mounts them or runs as the account, even one scaled to zero, does not start again; bindings to the account lose their effect.",
    );
    vec![maps.chain(account).fold(fix, |fix, target| fix.edit(Edit::delete(target)))]
}
