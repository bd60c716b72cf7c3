//! Screens: which one is open, how to get from one to another, and the state they keep.

pub mod changes;
pub mod navigate;
pub mod owner;
pub mod place;
pub mod search;
pub mod source_view;
pub mod tabs;
pub mod visits;
pub mod whole;
