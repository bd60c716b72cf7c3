//! The dialog that accepts a risk.

use crate::checks::Finding;
use crate::model::calendar::Day;
use crate::verdicts::config::NewException;
use std::sync::Arc;

/// The field that is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptField {
    Reason,
    Expires,
}

/// The dialog.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepting {
    pub findings: Vec<Arc<Finding>>,
    pub field: AcceptField,
    pub reason: String,
    pub expires: String,
    /// Why the exception was not stored yet.
    pub fault: String,
}

impl Accepting {
    /// Returns the exception as typed so far.
    #[must_use]
    pub fn wish(&self, by: &str) -> NewException {
        NewException {
            findings: self.findings.clone(),
            reason: self.reason.clone(),
            by: by.to_owned(),
            expires: Day::parse(self.expires.trim()),
        }
    }

    pub(in crate::app) fn typed(&mut self) -> &mut String {
        match self.field {
            AcceptField::Reason => &mut self.reason,
            AcceptField::Expires => &mut self.expires,
        }
    }

    /// Returns a sentence about what is still missing.
    pub(in crate::app) fn lacks(&self, today: Day) -> Option<String> {
        if self.reason.trim().is_empty() {
            return Some("enter the reason for accepting the risk".into());
        }
        match Day::parse(self.expires.trim()) {
            _ if self.expires.trim().is_empty() => None,
            None => Some(format!("enter the last day as {today}; leave it empty for no expiry")),
            Some(day) if day < today => Some("that day is in the past".into()),
            Some(_) => None,
        }
    }
}
