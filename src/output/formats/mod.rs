//! A scan in the formats of other tools: one file for each format, over one view of the scan.
//!
//! Unknown verdicts and coverage appear in every format, and never as a pass.

pub mod csv;
pub mod github;
pub mod gitlab;
pub mod gitlab_sast;
pub mod html;
pub mod junit;
pub mod markdown;
mod markup;
mod picture;
pub mod policy_report;
pub mod prometheus;
pub mod sarif;
mod sheet;
mod uri;

pub use sheet::{Sheet, SheetRow, Unknown, safe};
