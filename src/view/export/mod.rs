//! The screen as a document: text, ANSI, SVG, and a map of roles for tests. A painted buffer flows
//! in, a string flows out; the same buffer always gives the same string.

mod ansi;
mod color;
mod grid;
#[cfg(any(test, feature = "testing"))]
mod roles;
mod svg;
#[cfg(test)]
mod tests;
mod text;

pub use ansi::ansi;
#[cfg(any(test, feature = "testing"))]
pub use roles::roles;
pub use svg::svg;
pub use text::text;
