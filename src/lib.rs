//! x
pub mod view;
pub mod yaml;
