//! The terminal as a device: modes in and out, keys, colours, clipboard. It contains no domain logic.

pub mod background;
pub mod burst;
pub mod caps;
pub mod clipboard;
pub mod events;
pub mod frugal;
pub mod input;
mod order;
mod pen;
mod rescue;
mod scroll;
pub mod session;
mod shown;

pub use session::Session;
