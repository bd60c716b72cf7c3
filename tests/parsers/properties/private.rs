//! Parsers that the library does not export: their sources are compiled here again, as they are. What they
//! name as `crate::` is imported at the root of each crate that includes these properties.
#![allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]

#[path = "../../../src/source/follow/cut.rs"]
pub mod cut;
#[path = "../../../src/checks/runtimes/image.rs"]
pub mod image;
#[path = "../../../src/cli/span.rs"]
pub mod span;
