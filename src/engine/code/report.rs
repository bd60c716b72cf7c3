//! The result of an analysis, as the model keeps it.

pub use crate::model::code::{
    Analysis, Certainty, ContactedHost, Event, Flow, Handler, KubernetesCall, Language, NameUse, Namespace,
    PackedFacts, Reason, Step, Uses, Verb, Via,
};
