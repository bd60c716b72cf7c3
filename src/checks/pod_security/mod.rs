//! Fact 5: Functions live under Pod Security levels, and eras differ in which level they need.

pub mod standard;
