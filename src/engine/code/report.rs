//! The result of an analysis, as the model keeps it.

pub use crate::model::code::{
    Analysis, Certainty, CodeStep, ContactedHost, Flow, HandlerFacts, KubernetesCall, Language, NameUse,
    Namespace, PackedFacts, Reason, StepAction, Uses, Verb, Via,
};
