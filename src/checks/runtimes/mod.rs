//! Fact 2: Kyma keeps its runtime images patched; users must maintain any image that replaces them.

pub mod custom_runtime_image;
pub mod function_version_unserved;
mod image;
pub mod image_drift;
pub mod image_signatures_unchecked;
pub mod mutable_git_reference;
pub mod orphaned_function;
pub mod refused_runtime_still_serving;
pub mod runtime_end_of_life;
mod schedule;
pub mod unpinned_runtime_image;
mod upgrade;
