//! Whether the next pod of a Function gets a sidecar, and whether those that run have one.

use crate::checks::prelude::*;

pub(super) const INJECT: &str = "sidecar.istio.io/inject";

/// Whether every pod that serves the Function has a sidecar, whatever labels say; false without pods.
pub(super) fn is_meshed(scope: &Scope<'_>, function: &Function) -> bool {
    let mut pods = serving(scope).filter(|pod| pod.function() == Some(&function.meta.name)).peekable();
    pods.peek().is_some() && pods.all(|pod| pod.sidecar)
}

/// What the label of the Function's pods says, or the annotation that once stood in its place.
pub(super) fn own_word(function: &Function) -> Option<&str> {
    function.pod_labels.get(INJECT).or_else(|| function.pod_annotations.get(INJECT))
}
