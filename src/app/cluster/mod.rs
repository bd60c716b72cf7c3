//! What the cluster sends: updates, the connection they arrive on, the pause that holds them back, and the
//! trend.

pub mod apply;
pub mod begin;
pub mod pause;
pub mod trend;
pub mod updates;
