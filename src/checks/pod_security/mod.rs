//! Fact 5: Functions run under Pod Security levels, and the level they need depends on the era.

pub mod dangerous_secret_mount;
pub mod default_drop_lost;
pub mod git_function_in_restricted;
pub mod lower;
pub mod namespace_level_missing;
pub mod namespace_level_privileged;
pub mod pods_refused;
mod raise;
pub mod restricted_blocks_builds;
pub mod standard;
pub mod weak_security_context;
