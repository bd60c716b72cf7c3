//! Recordings: everything that was read from a source at one or more points in time, in one file.
//!
//! What a tapped client read flows in, lines of text flow out; a file flows in, a source flows out. The format
//! is described in decision 070.

mod capture;
mod entry;
mod line;
mod read;
mod redact;
mod replay;
mod state;
mod tap;
mod write;

pub use capture::{Snap, capture};
pub use entry::RecordedRight;
pub use redact::{Redaction, without_values};
pub use replay::{Replay, among, open};
pub use state::PointState;
pub use state::of_resource;
pub use tap::Tap;
pub use write::Writer;

/// Maximum bytes of a recording.
pub const LARGEST: usize = 512 << 20;
/// Maximum number of points in time.
pub const POINTS: usize = 1_000;
/// The end of the name of a recording.
pub const EXTENSION: &str = "fnrec";

#[cfg(test)]
mod tests;
