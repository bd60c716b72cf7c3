//! The detections of this engine, as the model names them.

pub use crate::model::code::CodeRule;
