//! Anyone with push rights can change the image behind a tag.

use super::image::{Image, is_digest};
use crate::checks::prelude::*;
use crate::model::platform::Version;

pub static CHECK: Check = Check {
    id: "unpinned-runtime-image",
    family: Runtimes,
    severity: Medium,
    title: "Runtime image is not pinned by digest",
    why: "Without a digest, anyone who may push to the registry decides what runs at the next pod start, without any right on the cluster.",
    page: include_str!("unpinned_runtime_image.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Hint(Kind::Pod)],
    find,
    fixes,
};

const PATH: &str = "/spec/runtimeImageOverride";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Option<Finding> {
    let image = Image::read(&function.image_override)?;
    let released = image.is_kyma() && image.tag.is_some_and(|tag| Version::parse(tag).is_some());
    if image.digest.is_some() || released {
        return None;
    }
    let message = match image.tag {
        None => "The image has no tag: every pod start takes the image pushed last".to_owned(),
        Some("latest") => "The image uses tag latest: every pod start takes the image pushed last".to_owned(),
        Some(tag) => format!("Tag {tag} of the image is mutable: its content can change"),
    };
    let finding = Finding::new(&CHECK, function_ref(function));
    Some(finding.at(PATH).with_evidence(&*function.image_override).says(message))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let Some(pinned) = running(scope, function) else {
        return Vec::new();
    };
    let ops = vec![Op::test(PATH, json!(function.image_override)), Op::set(PATH, json!(pinned))];
    let edit = Edit::modify(function_ref(function), ops)
        .note(PATH, "the digest of the image that this Function's pods run now");
    let fix = Fix::new("Pin the running image by digest", Risk::Restarts)
        .costs("The pods are replaced and reinstall their dependencies; patches arrive only when you change the digest.")
        .edit(edit);
    vec![fix]
}

/// Returns the override with the digest that all running pods share.
fn running(scope: &Scope<'_>, function: &Function) -> Option<String> {
    let image = Image::read(&function.image_override)?;
    let pods = serving(scope)
        .filter(|pod| pod.function() == Some(&function.meta.name) && pod.image == function.image_override);
    let mut digests: Vec<&str> =
        pods.filter_map(|pod| pod.image_id.rsplit_once('@')).map(|(_, digest)| digest).collect();
    digests.sort_unstable();
    digests.dedup();
    let [digest] = digests.as_slice() else {
        return None;
    };
    is_digest(digest).then(|| format!("{}@{digest}", image.repository))
}
