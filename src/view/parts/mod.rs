//! Pieces that screens are made of.

pub mod canvas;
pub mod code;
pub mod finding;
pub mod glyphs;
pub mod markdown;
pub mod others;
pub mod path;
pub mod route;
pub mod spark;
pub mod table;
pub mod text;

pub use canvas::Canvas;
pub use glyphs::Glyphs;
pub use table::{Align, Column, Table};
