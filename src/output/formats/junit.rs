//! The format of `JUnit`: a suite for each namespace, a test case for each finding. Unknown verdicts are skipped cases with their
//! reason, input that could not be read is an error, and only a whole result has a passed case.

use super::sheet::{Sheet, SheetRow, Unknown};
use crate::output::Scan;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let mut report = Report::new("fnsec");
    for (namespace, entries) in sheet.by_namespace() {
        let name =
            if namespace.is_empty() { "cluster-wide".to_owned() } else { super::sheet::safe(namespace) };
        let mut suite = TestSuite::new(name);
        suite.add_test_cases(entries.into_iter().map(failed));
        suite.add_test_cases(
            sheet.accepted.iter().filter(|sheet_row| sheet_row.finding.home() == namespace).map(accepted),
        );
        report.add_test_suite(suite);
    }
    let mut suite = TestSuite::new("coverage");
    suite.add_property(("source", sheet.source.as_str()));
    suite.add_property(("summary", sheet.summary().as_str()));
    suite.add_test_cases(sheet.unread.iter().map(|why| unread(why)));
    suite.add_test_cases(sheet.reasons().iter().map(unknown));
    suite.add_test_case(whole(&sheet));
    report.add_test_suite(suite);
    report.to_string().unwrap_or_default()
}

fn failed(entry: &SheetRow<'_>) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(format!("{}{}", entry.sentence(), entry.within()));
    status.set_type(entry.severity.word());
    status.set_description(body(entry));
    case(entry, status)
}

fn accepted(entry: &SheetRow<'_>) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    let reason = entry.acceptance.map(|why| super::sheet::safe(&why.reason)).unwrap_or_default();
    status.set_message(format!("Accepted: {reason}. {}", entry.sentence()));
    case(entry, status)
}

/// GitLab shows the class name as the suite, so the namespace is part of it.
fn case(entry: &SheetRow<'_>, status: TestCaseStatus) -> TestCase {
    let name = entry.at().map_or_else(|| entry.object.clone(), |at| format!("{} ({at})", entry.object));
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("{}.{}", entry.home(), entry.check.id));
    if entry.place.is_file {
        case.extra.insert("file".into(), entry.place.file.as_str().into());
        case.extra.insert("line".into(), entry.place.line.to_string().into());
    }
    case
}

fn body(entry: &SheetRow<'_>) -> String {
    let mut lines = vec![format!("{} {}", entry.severity, entry.check.id), entry.sentence()];
    lines.extend((!entry.evidence.is_empty()).then(|| format!("Found: {}", entry.evidence)));
    lines.extend(entry.at().map(|at| format!("At: {at}")));
    let sets = super::sheet::safe(&entry.sets.words());
    lines.extend((!sets.is_empty()).then(|| format!("Sets: {sets}")));
    lines.extend(
        entry
            .standing
            .map(|_| format!("Baseline: {}", super::sheet::safe(&entry.sets.standing(entry.standing)))),
    );
    lines.push(entry.check.why.to_owned());
    lines.extend(entry.fixes.iter().map(|fix| format!("Fix: {}", super::sheet::safe(&fix.title))));
    lines.push(format!("Fingerprint: {}", entry.fingerprint));
    lines.join("\n")
}

fn unread(why: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("unread");
    status.set_message(why);
    let mut case = TestCase::new(why, status);
    case.set_classname("coverage.unread");
    case
}

fn unknown(one: &Unknown) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    status.set_message(format!("{} unknown verdicts: {}. {}", one.verdicts, one.reason, one.places()));
    let mut case = TestCase::new(one.reason.as_str(), status);
    case.set_classname("coverage.unknown");
    case
}

/// A report without any case is an error for most consumers, and a passed case must not hide what is unknown.
fn whole(sheet: &Sheet<'_>) -> TestCase {
    let status = if sheet.is_whole() {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::skipped();
        status.set_message(sheet.summary());
        status
    };
    let mut case = TestCase::new("every verdict is known", status);
    case.set_classname("coverage");
    case
}
