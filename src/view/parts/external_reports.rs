//! How results of other tools are painted.

use super::finding;
use crate::app::rows::external_reports::HEADING;
use crate::app::state::page::{ReportRow, Tone};
use crate::checks::Severity;
use crate::model::external_reports::Grade;
use crate::view::theme::Role;

/// Returns the role that a row is painted with.
#[must_use]
pub fn role(row: &ReportRow) -> Role {
    match row.tone {
        Tone::Muted => Role::Muted,
        Tone::Text => Role::Text,
        Tone::Warning => Role::Warning,
        Tone::Grade(worst) => grade(worst),
    }
}

/// Returns all rows in one line, where space is short.
#[must_use]
pub fn line(rows: &[ReportRow]) -> Option<String> {
    let told: Vec<String> = rows
        .iter()
        .filter(|row| row.label != HEADING)
        .map(|row| format!("{} {}", row.label, row.words))
        .collect();
    (!told.is_empty()).then(|| format!("others: {}", told.join("; ")))
}

fn grade(grade: Grade) -> Role {
    match grade {
        Grade::Critical => finding::role(Severity::Critical),
        Grade::High => finding::role(Severity::High),
        Grade::Medium => finding::role(Severity::Medium),
        Grade::Low => finding::role(Severity::Low),
        Grade::Info => finding::role(Severity::Info),
        Grade::Unknown => Role::Unknown,
    }
}
