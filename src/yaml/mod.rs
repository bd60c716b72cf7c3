//! YAML and JSON text: documents as plain values, and the differences between two of them.
//! Texts flow in, `serde_json::Value` flows out, and back; this module knows nothing of Kubernetes.
//! This is the only module that names YAML libraries: one for values, and one for their positions.

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

pub use fault::YamlFault;
pub use locate::{ValuePositions, locate};
pub use misread::misread;
pub use parse::{Doc, parse, parse_as_kubectl, parse_lossy};
pub use print::{print, print_all};
pub use put::Put;
pub use scalar::{escaped, quoted};
