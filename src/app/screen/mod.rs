//! Screens: which one is open, how to get from one to another, and the state they keep.

pub mod access;
pub mod changes;
pub mod details;
pub mod explain;
pub mod findings;
pub mod fix;
pub mod function;
pub mod functions;
pub mod journal;
pub mod namespace;
pub mod namespaces;
pub mod navigate;
pub mod object;
pub mod overview;
pub mod owner;
pub mod pair;
pub mod place;
pub mod plan;
pub mod reach;
pub mod search;
pub mod sort;
pub mod source_view;
pub mod spec;
pub mod table;
pub mod tabs;
pub mod whole;
