//! Verdicts as text: tables for people, JSON for machines.
//!
//! A [`Scan`] is built from the report, the snapshot and their source; pure functions turn it, or the
//! journal's receipts, into text. Nothing is printed from here.

pub mod access;
pub mod baseline;
pub mod changes;
pub mod comparison;
pub mod difference;
pub mod events;
pub mod external_reports;
mod filter;
pub mod formats;
mod gap;
pub mod given;
pub mod grouped;
pub mod idle;
pub mod item;
pub mod json;
pub mod jsonl;
pub mod migration;
pub mod object;
pub mod pod_security;
pub mod reach;
pub mod replacement;
pub mod sbom;
pub mod scan;
pub mod sets;
pub mod suppressions;
pub mod table;
pub mod text;
pub mod unseen;

pub use filter::ReportFilter;
pub use gap::Gap;
pub use item::Item;
pub use scan::{Header, Scan};
pub use suppressions::Suppressions;
pub use unseen::NotSeen;
