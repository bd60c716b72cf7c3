//! The result of an analysis, as the model keeps it.

pub use crate::model::code::{
    Analysis, Certainty, Endpoint, Event, Flow, Handler, KubernetesCall, Language, Named, Namespace, Packed,
    Reason, Step, Uses, Verb, Via,
};
