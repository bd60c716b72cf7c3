//! Text in and out: YAML and JSON documents as plain values, and what changed between two of them.
//! Texts flow in, `serde_json::Value` flows out, and back; Kubernetes is unknown here.
//! This is the only module that names a YAML library: one for values, and one for their places.

mod depth;
pub mod diff;
mod fault;
mod locate;
mod misread;
mod parse;
pub mod patch;
mod plain;
pub mod pointer;
mod print;
mod probe;
mod put;
mod read;
mod scalar;
mod split;
#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use locate::{Places, locate};
pub use misread::misread;
pub use parse::{Doc, parse, parse_as_kubectl, parse_lossy};
pub use print::{print, print_all};
pub use put::Put;
pub use scalar::{escaped, quoted};
