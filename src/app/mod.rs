//! The state machine: `update(&mut Model, Msg) -> Vec<Effect>`, synchronous and total.
//!
//! Messages (keys, updates from the cluster, answers to effects) flow in; effects that another part
//! performs flow out. Nothing here waits, reads a clock or depends on how it is painted.

pub mod cluster;
pub mod config;
pub mod effect;
pub mod fix;
pub mod input;
pub mod map;
pub mod model;
pub mod overlay;
pub mod rows;
pub mod screen;
#[cfg(test)]
mod screen_tests;
pub mod state;
#[cfg(test)]
mod tests;
pub mod tutor;
pub mod update;

pub use effect::{Effect, Msg};
pub use input::action::KeyAction;
pub use input::key::{Code, Key};
pub use model::Model;
pub use overlay::Overlay;
pub use screen::place::Place;
pub use update::update;
