//! Replicas of one Function that run different content under one name.

use super::image::{Image, is_digest};
use crate::checks::prelude::*;
use crate::model::pod_spec::Pull;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "image-drift",
    family: Runtimes,
    severity: Low,
    title: "Replicas run different images under one name",
    why: "A tag that was pushed again makes two replicas of one Function run two things: what was tested is not what serves.",
    page: include_str!("image_drift.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Kind(Kind::Pod)],
    find,
    fixes,
};

const OVERRIDE: &str = "/spec/runtimeImageOverride";
/// What the controller hands on to the pods, so that they are made anew when it changes.
const RESTARTED: &str = "fnsec/restarted";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let serving = serving_each(scope);
    let each = scope.space.functions.values();
    each.filter_map(|function| judge(function, serving.get(function.meta.name.as_str())?)).collect()
}

/// What pods of one template report, for one name of an image: each digest with the pods that run it.
struct Drift<'a> {
    image: &'a str,
    digests: BTreeMap<&'a str, Vec<&'a Pod>>,
}

impl<'a> Drift<'a> {
    /// Pods of one template only: during a rollout two templates run side by side, as they should.
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

/// Whether a pod is of an older template than the Function asks for, and about to be replaced.
fn leaves(function: &Function, pod: &Pod) -> bool {
    let asked = function.pod_annotations.get(RESTARTED);
    let restarts = asked.is_some() && pod.meta.annotations.get(RESTARTED) != asked;
    let (wanted, own) = (Image::read(&function.image_override), Image::read(&pod.image));
    // Where images are built, pods run another repository than the one that is built upon.
    let pinned = wanted.zip(own).is_some_and(|(wanted, own)| {
        wanted.digest.is_some() && wanted.repository == own.repository && wanted.digest != own.digest
    });
    restarts || pinned
}

fn judge(function: &Function, pods: &[&Pod]) -> Option<Finding> {
    let Drift { image, digests } = Drift::of(function, pods)?;
    let message = format!(
        "Pods of {} run {} different images, all called {image}: it depends on the pod which one answers",
        function.meta.name,
        digests.len()
    );
    let seen = digests.into_keys().collect::<Vec<_>>().join(", ");
    Some(Finding::new(&CHECK, function_ref(function)).seen(seen).says(message).key("digests"))
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

/// One of the images that run, by its digest; what most pods run comes first.
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
            .note(OVERRIDE, "every node gets this very content, whatever the tag names then");
        Fix::new(format!("Pin {short}, which {count} of {total} pods run"), Risk::Restarts)
            .costs("The pods are replaced and install their dependencies again. Find out first which of the images was meant. Patches arrive only when somebody changes the digest.")
            .edit(edit)
    };
    each.into_iter().map(pin).collect()
}

/// New pods, where each of them asks the registry anew what the tag names.
fn restart(scope: &Scope<'_>, function: &Function, drift: &Drift<'_>) -> Option<Fix> {
    let asks = |pod: &&Pod| {
        let all = &pod.template.spec.containers;
        let own = all.iter().find(|one| one.name == "function").or(all.first());
        own.is_some_and(|one| one.image_pull_policy == Pull::Always)
    };
    // The old version of the Function has no place for it.
    if function.version == "v1alpha1" || !drift.digests.values().flatten().all(asks) {
        return None;
    }
    let today = scope.today.to_string();
    let value = free_name(&today, |value| function.pod_annotations.is(RESTARTED, value));
    let path = format!("/spec/annotations/{}", escape(RESTARTED));
    let edit = Edit::modify(function_ref(function), vec![Op::set(&*path, json!(value))])
        .note(path, "the controller hands it on to the pods, and makes them anew for it");
    let fix = Fix::new("Replace all pods", Risk::Restarts)
        .costs("The pods are replaced and install their dependencies again. They run what the tag names by then, which may be another image than any of these, and the next push can part them again.");
    Some(fix.edit(edit))
}
