//! Replicas of one Function that run different content under the same image name.

use super::image::{Image, is_digest};
use crate::checks::prelude::*;
use crate::model::pod_spec::Pull;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "image-drift",
    family: Runtimes,
    severity: Low,
    title: "Replicas run different images under one name",
    why: "If a tag is pushed again, two replicas of one Function run different code: the tested image may not be the one that serves.",
    page: include_str!("image_drift.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Kind(Kind::Pod)],
    find,
    fixes,
};

const OVERRIDE: &str = "/spec/runtimeImageOverride";
/// The annotation that the controller copies to the pods, which replaces them when it changes.
const RESTARTED: &str = "fnsec/restarted";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let serving = serving_each(scope);
    let each = scope.space.functions.values();
    each.filter_map(|function| judge(function, serving.get(function.meta.name.as_str())?)).collect()
}

/// The digests that pods of one template report for one image name, each with the pods that run it.
struct Drift<'a> {
    image: &'a str,
    digests: BTreeMap<&'a str, Vec<&'a Pod>>,
}

impl<'a> Drift<'a> {
    /// Compares pods of one template only: during a rollout two templates run side by side.
    fn of(function: &Function, pods: &[&'a Pod]) -> Option<Self> {
        let mut all: BTreeMap<(&str, &'a str), BTreeMap<&'a str, Vec<&'a Pod>>> = BTreeMap::new();
        for pod in pods.iter().copied().filter(|pod| !leaves(function, pod)) {
            let template = pod.meta.labels.get("pod-template-hash").unwrap_or_default();
            let Some((_, digest)) = pod.image_id.rsplit_once('@') else { continue };
            all.entry((template, &pod.image)).or_default().entry(digest).or_default().push(pod);
        }
        let ((_, image), digests) = all.into_iter().find(|(_, digests)| digests.len() > 1)?;
        Some(Self { image, digests })
    }
}

/// Returns whether a pod has an older template than the Function requests and is about to be replaced.
fn leaves(function: &Function, pod: &Pod) -> bool {
    let asked = function.pod_annotations.get(RESTARTED);
    let restarts = asked.is_some() && pod.meta.annotations.get(RESTARTED) != asked;
    let (wanted, own) = (Image::read(&function.image_override), Image::read(&pod.image));
    // With image builds, pods run another repository than that of the base image.
    let pinned = wanted.zip(own).is_some_and(|(wanted, own)| {
        wanted.digest.is_some() && wanted.repository == own.repository && wanted.digest != own.digest
    });
    restarts || pinned
}

fn judge(function: &Function, pods: &[&Pod]) -> Option<Finding> {
    let Drift { image, digests } = Drift::of(function, pods)?;
    let message = format!("Pods run {} different images under the name {image}", digests.len());
    let seen = digests.into_keys().collect::<Vec<_>>().join(", ");
    Some(Finding::new(&CHECK, function_ref(function)).with_evidence(seen).says(message).key("digests"))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let serving = serving_each(scope);
    let Some(drift) = serving.get(function.meta.name.as_str()).and_then(|pods| Drift::of(function, pods))
    else {
        return Vec::new();
    };
    let mut all = pins(function, &drift);
    all.extend(restart(scope, function, &drift));
    all
}

/// Offers each running image by its digest; the most frequent one comes first.
fn pins(function: &Function, drift: &Drift<'_>) -> Vec<Fix> {
    let Some(image) =
        Image::read(&function.image_override).filter(|_| drift.image == function.image_override)
    else {
        return Vec::new();
    };
    let total: usize = drift.digests.values().map(Vec::len).sum();
    let mut each: Vec<(&str, usize)> =
        drift.digests.iter().map(|(digest, pods)| (*digest, pods.len())).collect();
    each.retain(|(digest, _)| is_digest(digest));
    each.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let pin = |(digest, count): (&str, usize)| {
        let pinned = format!("{}@{digest}", image.repository);
        let short: String = digest.chars().take(19).collect();
        let ops = vec![Op::test(OVERRIDE, json!(function.image_override)), Op::set(OVERRIDE, json!(pinned))];
        let edit = Edit::modify(function_ref(function), ops)
            .note(OVERRIDE, "every node gets exactly this image, whatever the tag points to");
        Fix::new(format!("Pin {short}, which {count} of {total} pods run"), Risk::Restarts)
            .costs("The pods are replaced and reinstall their dependencies. Find out first which of the images is the intended one. Patches arrive only when you change the digest.")
            .edit(edit)
    };
    each.into_iter().map(pin).collect()
}

/// Replaces all pods, if each new pod asks the registry again for the tag.
fn restart(scope: &Scope<'_>, function: &Function, drift: &Drift<'_>) -> Option<Fix> {
    let asks = |pod: &&Pod| {
        let all = &pod.template.spec.containers;
        let own = all.iter().find(|container| container.name == "function").or(all.first());
        own.is_some_and(|one| one.image_pull_policy == Pull::Always)
    };
    // v1alpha1 has no field for annotations of pods.
    if function.version == "v1alpha1" || !drift.digests.values().flatten().all(asks) {
        return None;
    }
    let today = scope.today.to_string();
    let value = free_name(&today, |value| function.pod_annotations.is(RESTARTED, value));
    let path = format!("/spec/annotations/{}", escape(RESTARTED));
    let edit = Edit::modify(function_ref(function), vec![Op::set(&*path, json!(value))])
        .note(path, "the controller copies it to the pods and replaces them");
    let fix = Fix::new("Replace all pods", Risk::Restarts)
        .costs("The pods are replaced and reinstall their dependencies. They run the image that the tag points to by then, which may differ from all of these, and the next push can make them differ again.");
    Some(fix.edit(edit))
}
