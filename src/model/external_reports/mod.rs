//! Results of other tools about the same objects, and other admission controllers that enforce what a check
//! asks for.
//!
//! Reports are bounded: counts, and the few worst entries. They are shown beside findings with their source
//! and their date, and never become findings.

mod admission;
mod functions;
mod grade;
mod kyverno;
mod merged;
mod report;
#[cfg(test)]
mod tests;

pub use admission::{Constraint, Kinds, glob};
pub use functions::Standing;
pub use grade::{Grade, Tally};
pub use kyverno::{Filter, KyvernoPolicy, KyvernoRule, MatchFilters, Override, PolicyDemand};
pub use merged::{Other, ReportTool, Total, of_function, of_space, totals};
pub use report::{Image, ImageReport, PolicyOutcome, PolicyReport, ReportEntry, ReportSubject, Weight};
