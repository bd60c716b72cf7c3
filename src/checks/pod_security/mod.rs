//! Fact 5: Functions live under Pod Security levels, and eras differ in which level they need.

pub mod namespace_level_missing;
pub mod namespace_level_privileged;
mod raise;
pub mod restricted_blocks_builds;
pub mod standard;
