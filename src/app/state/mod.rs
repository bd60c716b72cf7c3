//! What the model consists of. No file here names the model: functions that change it are beside their feature.

pub mod accept;
pub mod connection;
pub mod copied;
pub mod details;
pub mod fix;
pub mod fix_marks;
pub mod fix_titles;
pub mod grids;
pub mod marks;
pub mod memory;
pub mod order;
pub mod page;
pub mod pause;
pub mod pending;
pub mod picture;
pub mod rights;
pub mod rows;
pub mod search;
pub mod settings;
pub mod since;
pub mod suggestions;
pub mod trend;
pub mod tutor;
pub mod visits;
pub mod what_if;
