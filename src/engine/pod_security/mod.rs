//! Pod Security as the Kubernetes admission evaluates it (k8s.io/pod-security-admission).
//! A Pod, a level and a version flow in; the violations flow out in the admission's order and wording.
//!
//! # Examples
//!
//! ```
//! use fnsec::decode;
//! use fnsec::engine::pod_security::{Level, Version, evaluate, highest};
//! use fnsec::model::{Kind, Object};
//!
//! let text = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"},
//!     "spec": {"containers": [{"name": "web", "image": "web:1", "securityContext": {"privileged": true}}]}}"#;
//! let Ok(Object::Pod(pod)) = decode::object(Kind::Pod, text) else { panic!("not a pod") };
//!
//! let found = evaluate(&pod.template, Level::Baseline, Version::Latest);
//! assert_eq!((found.len(), found[0].reason.as_str()), (1, "privileged"));
//! assert_eq!(highest(&pod.template, Version::Latest), Level::Privileged);
//! ```

mod control;
mod controls;
pub mod defaults;
mod exemptions;
mod labels;
mod level;
#[cfg(test)]
mod tests;

pub use exemptions::Exemptions;
pub use labels::{LabelError, NamespaceLevels, labels};
pub use level::{Level, Version};

use crate::model::pod_spec::PodTemplate;
use control::{Control, Revision};

/// One control that refuses the Pod, in the admission's wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The control's id, such as `runAsNonRoot`.
    pub check: &'static str,
    pub reason: String,
    pub detail: String,
}

/// The violations that the admission would report; empty when the Pod is allowed.
#[must_use]
pub fn evaluate(pod: &PodTemplate, level: Level, version: Version) -> Vec<Violation> {
    in_force(level, version)
        .filter_map(|(control, revision)| {
            let denial = (revision.test)(pod)?;
            Some(Violation { check: control.id, reason: denial.reason, detail: denial.detail })
        })
        .collect()
}

/// The strictest level that allows the Pod.
#[must_use]
pub fn highest(pod: &PodTemplate, version: Version) -> Level {
    [Level::Restricted, Level::Baseline]
        .into_iter()
        .find(|level| evaluate(pod, *level, version).is_empty())
        .unwrap_or(Level::Privileged)
}

/// The controls of a level: baseline ones first, without those that a stricter one replaces.
fn in_force(level: Level, version: Version) -> impl Iterator<Item = (&'static Control, &'static Revision)> {
    let active = move |control: &'static Control| {
        (control.level <= level).then_some(())?;
        Some((control, control.revision(version)?))
    };
    controls::ALL.iter().copied().filter_map(active).filter(move |(control, _)| {
        !controls::ALL.iter().copied().filter_map(active).any(|(other, _)| other.replaces == Some(control.id))
    })
}
