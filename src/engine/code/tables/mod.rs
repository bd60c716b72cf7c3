//! What the analysis knows of libraries, as data: names, sinks, and how values pass through functions.

pub mod names;
pub mod passing;
pub mod sinks;
pub mod stores;
