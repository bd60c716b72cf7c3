//! Widgets that screens share.

pub mod canvas;
pub mod code;
pub mod dialog;
pub mod external_reports;
pub mod finding;
pub mod fold;
pub mod glyphs;
pub mod grid;
pub mod layout;
pub mod legend;
pub mod list;
pub mod markdown;
mod panel;
pub mod path;
mod position;
pub mod route;
pub mod spark;
pub mod table;
pub mod text;

pub use canvas::{Canvas, Position};
pub use fold::fold;
pub use glyphs::Glyphs;
pub use grid::Grid;
pub use table::{Align, Column, Table};
