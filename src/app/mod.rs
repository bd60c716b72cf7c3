//! The state machine: `update(&mut Model, Msg) -> Vec<Effect>`, synchronous and total.
//!
//! Messages (keys, news of the cluster, answers to effects) flow in; effects that somebody else
//! performs flow out. Nothing here waits, reads a clock or knows how it is painted.

pub mod accepting;
pub mod accessing;
pub mod act;
pub mod action;
pub mod causing;
pub mod changes;
pub mod confirm;
pub mod copy;
pub mod coverage;
pub mod cursor;
pub mod editing;
pub mod effect;
pub mod filter;
pub mod fix;
pub mod fix_keys;
pub mod fixing;
pub mod grid;
pub mod key;
pub mod keymap;
pub mod links;
pub mod lists;
pub mod marks;
pub mod model;
pub mod navigate;
pub mod news;
pub mod overlay;
pub mod overlay_keys;
pub mod owning;
pub mod palette;
pub mod pausing;
pub mod place;
pub mod policies;
pub mod reaching;
pub mod rows;
pub mod selection;
pub mod session;
pub mod source_view;
pub mod subjects;
pub mod survey;
pub mod telling;
#[cfg(test)]
mod tests;
pub mod toggle;
pub mod trending;
pub mod update;
pub mod what_if;

pub use action::Action;
pub use effect::{Effect, Msg};
pub use key::{Code, Key};
pub use model::Model;
pub use overlay::Overlay;
pub use place::Place;
pub use update::update;
