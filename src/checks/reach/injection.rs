//! Whether the next pod of a Function gets a sidecar, and whether the running pods have one.

use crate::checks::prelude::*;

pub(super) const INJECT: &str = "sidecar.istio.io/inject";

/// Returns whether every serving pod of the Function has a sidecar, whatever labels say; false without pods.
pub(super) fn is_meshed(scope: &Scope<'_>, function: &Function) -> bool {
    let mut pods = serving(scope).filter(|pod| pod.function() == Some(&function.meta.name)).peekable();
    pods.peek().is_some() && pods.all(|pod| pod.sidecar)
}

/// Returns the value of the pods' label, or of the annotation that used to have its role.
pub(super) fn own_word(function: &Function) -> Option<&str> {
    function.pod_labels.get(INJECT).or_else(|| function.pod_annotations.get(INJECT))
}
