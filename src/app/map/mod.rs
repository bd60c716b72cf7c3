//! The two grids, Reach and Access: their state, the background job that fills them, and what-if changes.

pub mod access_table;
pub mod grid;
pub mod history;
pub mod keys;
pub mod picture;
pub mod radius;
pub mod reach_map;
pub mod request;
pub mod subjects;
pub mod what_if;
