//! Deployments and similar kinds: templates that pods are created from.

use super::Meta;
use super::pod_spec::PodTemplate;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workload {
    pub meta: Meta,
    pub template: PodTemplate,
    pub template_labels: super::Labels,
    pub replicas: i64,
    pub ready: i64,
    /// The message of `ReplicaFailure=True`, when pods are being refused.
    pub refused: Option<String>,
}
