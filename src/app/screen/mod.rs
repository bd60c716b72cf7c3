//! Screens: which one is open, how one gets from one to another, and what they keep.

pub mod changes;
pub mod navigate;
pub mod owner;
pub mod place;
pub mod source_view;
