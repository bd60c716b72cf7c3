//! The verdicts of all checks over a whole source, kept up to date, with what the user's configuration changes
//! about them, and what they add up to: counts, score, coverage, attack paths, and their history.

pub mod attack_path;
pub mod baseline;
pub mod config;
pub mod coverage;
pub mod exceptions;
pub mod expect;
pub mod last_visit;
pub mod policy;
pub mod report;
pub mod score;
pub mod suggest;
pub mod trend;

pub use coverage::Coverage;
pub use exceptions::{Exceptions, Idle};
pub use policy::{Acceptance, AcceptedFinding, Policy};
pub use report::{Counts, Report, SpaceReport, Worst};
