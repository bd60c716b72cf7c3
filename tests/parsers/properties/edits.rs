//! The edits that keep comments, which the library does not export either; see `private`.
#![allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]

#[path = "../../../src/cli/fix/body.rs"]
pub mod body;
#[path = "../../../src/cli/fix/flow.rs"]
mod flow;
#[path = "../../../src/cli/fix/lines.rs"]
pub mod lines;
#[path = "../../../src/cli/fix/rewrite.rs"]
pub mod rewrite;
#[path = "../../../src/cli/fix/scalar.rs"]
mod scalar;
