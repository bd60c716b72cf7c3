//! Fact 2: Kyma keeps its runtime images patched; whatever runs instead is the user's to keep.

pub mod custom_runtime_image;
mod image;
pub mod runtime_end_of_life;
mod schedule;
pub mod unpinned_runtime_image;
