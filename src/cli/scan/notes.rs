//! Remarks on a scan: what silences checks, and what could not be read.

use crate::checks;
use crate::checks::leakage::packages::vulnerable_package;
use crate::cli::formats::Format;
use crate::cli::out::{Output, say};
use crate::output::{ReportFilter, Scan, Suppressions, table};
use crate::source::SourceRequest;

/// Reports on standard error what silences checks and what could not be read.
pub fn explain(scan: &mut Scan, filter: &ReportFilter, outputs: &[Output<Format>], wanted: &SourceRequest) {
    advisories(filter, wanted);
    scan.silenced = silenced(scan, wanted, filter);
    if !scan.silenced.is_empty() {
        say(&scan.silenced.words());
    }
    if outputs.iter().any(|output| !output.format.is_table()) {
        name_unread(scan);
        let misnamed = scan.idle.iter().filter(|idle| idle.no_set.is_some());
        misnamed.for_each(|one| say(&table::idle_line(one)));
    }
}

/// Reports how much OSV data there is and how old it is; and that a check that was asked for has none.
fn advisories(filter: &ReportFilter, wanted: &SourceRequest) {
    let id = vulnerable_package::CHECK.id;
    let Some(all) = wanted.config.parameters.advisories.as_deref() else {
        if filter.checks.contains(&id) {
            say(&format!("{id} was not run: it needs OSV data. Download it, and name it with --osv."));
        }
        return;
    };
    let until = if all.newest.is_empty() { String::new() } else { format!(", until {}", all.newest) };
    say(&format!("OSV data: {} records of npm and PyPI{until}.", all.records));
    if let Some(why) = &all.unread {
        say(&format!("OSV data read in part: {why}."));
    }
}

/// Lists unread items if a program reads the output; the table has its own section for them.
pub fn name_unread(scan: &Scan) {
    const NAMED: usize = 5;
    let skipped = scan.skipped();
    skipped.iter().take(NAMED).for_each(|skipped| say(&format!("Not read: {skipped}.")));
    if skipped.len() > NAMED {
        say(&format!("Not read: {} more; the report lists them.", skipped.len() - NAMED));
    }
}

/// Returns what keeps checks and findings out of this report.
fn silenced(scan: &Scan, wanted: &SourceRequest, filter: &ReportFilter) -> Suppressions {
    let policy = &wanted.config.policy;
    let graded = policy
        .grades
        .iter()
        .filter(|(id, grade)| checks::find(id).is_some_and(|check| check.severity < **grade));
    let file = wanted.config_file.as_ref().filter(|path| path.is_file());
    Suppressions {
        config: file.map(|path| path.display().to_string()),
        off: policy.off.iter().copied().collect(),
        lowered: graded.map(|(id, _)| *id).collect(),
        accepted: scan.accepted.len(),
        filters: filter.words(),
    }
}
