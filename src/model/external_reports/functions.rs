//! Which Function of a namespace an object belongs to, and whether the report of an image is about what runs.

use super::{Image, ImageReport, ReportSubject};
use crate::model::function::LABEL_NAME;
use crate::model::pod::Pod;
use crate::model::{Meta, Space};
use std::collections::BTreeMap;

/// Whether a report is about what runs now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Current,
    /// Another image runs now.
    Stale,
    Unknown,
}

/// The pods of a namespace by Function, and their owners; collected once for all reports.
pub struct Owners<'a> {
    space: &'a Space,
    /// The Function of each owner of pods, by its kind and name.
    makers: BTreeMap<(&'a str, &'a str), &'a str>,
    running: BTreeMap<&'a str, Vec<&'a Pod>>,
}

impl<'a> Owners<'a> {
    pub fn of(space: &'a Space) -> Self {
        let mut owners = Self { space, makers: BTreeMap::new(), running: BTreeMap::new() };
        for pod in space.pods.values().map(AsRef::as_ref) {
            let Some(function) = pod.function() else { continue };
            for owner in pod.meta.owners.iter() {
                owners.makers.insert((&owner.kind, &owner.name), function);
            }
            if !pod.finished() && !pod.meta.deleting {
                owners.running.entry(function).or_default().push(pod);
            }
        }
        owners
    }

    /// Returns the Function that an object of this namespace belongs to: itself, or by its owners and
    /// labels.
    pub fn function(&self, target: &ReportSubject) -> Option<&'a str> {
        let elsewhere = !target.namespace.is_empty() && *target.namespace != *self.space.name;
        if elsewhere {
            return None;
        }
        let found = match target.kind.as_str() {
            "Function" => self.space.functions.get(target.name.as_str()).map(|one| one.meta.name.as_str()),
            "Deployment" => self.of_deployment(&target.name),
            "Pod" => self.space.pods.get(target.name.as_str()).and_then(|pod| pod.function()),
            kind => self.makers.get(&(kind, target.name.as_str())).copied().or_else(|| {
                // The name of a ReplicaSet is the name of its Deployment and a hash.
                let deployment = target.name.rsplit_once('-').filter(|_| kind == "ReplicaSet")?.0;
                self.of_deployment(deployment)
            }),
        };
        self.space.functions.get(found?).map(|function| function.meta.name.as_str())
    }

    fn of_deployment(&self, name: &str) -> Option<&'a str> {
        let meta: &'a Meta = &self.space.deployments.get(name)?.meta;
        let owner = meta.controller().filter(|owner| owner.kind == "Function");
        meta.labels.get(LABEL_NAME).or(owner.map(|owner| owner.name.as_str()))
    }

    /// Returns the Functions that a report of an image is about: those of its subject, or those whose pods
    /// run the image where it names no subject.
    pub fn scanned(&self, report: &ImageReport) -> Vec<&'a str> {
        if !report.subject.name.is_empty() {
            return self.function(&report.subject).into_iter().collect();
        }
        let runs =
            |name: &&'a str| self.running(name).iter().any(|pod| Image::read(&pod.image).is(&report.image));
        self.space.functions.values().map(|function| function.meta.name.as_str()).filter(runs).collect()
    }

    /// Whether the Function still runs the image of the report; only visible pods can show that.
    pub fn standing(&self, function: &str, report: &ImageReport) -> Standing {
        let pods = self.running(function);
        let mut all = pods.iter().flat_map(|pod| images(pod, &report.container));
        if pods.is_empty() {
            Standing::Unknown
        } else if all.any(|image| image.is(&report.image)) {
            Standing::Current
        } else {
            Standing::Stale
        }
    }

    fn running(&self, function: &str) -> &[&'a Pod] {
        self.running.get(function).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Returns the image of the container that was scanned, with its digest where the pod has it; the images of
/// all containers where the report does not name one.
fn images<'a>(pod: &'a Pod, container: &'a str) -> impl Iterator<Item = Image> + 'a {
    let all = pod.template.spec.all_containers();
    all.filter(move |one| container.is_empty() || one.name == container).map(|one| {
        let mut image = Image::read(&one.image);
        if image.digest.is_empty() && pod.image == one.image {
            image.digest = pod.image_id.split_once('@').map_or_else(String::new, |(_, digest)| digest.into());
        }
        image
    })
}
