//! Findings about exceptions that accept nothing any more.

use super::Idle;
use crate::checks::exceptions::{exception_expired, exception_unmatched};
use crate::checks::{Check, Finding};
use crate::model::ObjectRef;

pub(super) fn expired(idle: &Idle) -> Option<Finding> {
    let day = idle.expired?;
    let after = match idle.counting {
        0 => "and it covers no findings any more".to_owned(),
        1 => "and its finding counts again".to_owned(),
        many => format!("and its {many} findings count again"),
    };
    let message = format!("The exception of {} for {} expired on {day}, {after}", idle.target, idle.check);
    Some(finding(&exception_expired::CHECK, idle).says(message))
}

pub(super) fn unmatched(idle: &Idle) -> Option<Finding> {
    if idle.expired.is_some() {
        return None;
    }
    let message = format!("The exception of {} for {} matches no finding", idle.target, idle.check);
    Some(finding(&exception_unmatched::CHECK, idle).says(message))
}

/// Returns a finding about a line of the configuration file. Neither the line nor the folder is part of its
/// fingerprint: both differ between users who share a configuration.
fn finding(check: &'static Check, idle: &Idle) -> Finding {
    let (file, line) = idle.place.rsplit_once(':').unwrap_or((&idle.place, "0"));
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    Finding::new(check, ObjectRef::of("fnsec/v1", "Exception", "", name))
        .at("/exceptions")
        .line(line.parse().unwrap_or(0), 1)
        .with_evidence(format!("{}: {} of {}", idle.place, idle.check, idle.target))
        .key(format!("{} {}", idle.check, idle.target))
}
