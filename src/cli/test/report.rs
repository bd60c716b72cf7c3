//! The answers as a table, as JSON, and as `JUnit`.

use super::TestResult;
use super::answer::Answer;
use crate::output::formats::safe;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};
use std::fmt::Write;

/// Reasons that the table lists for one expectation.
const LISTED: usize = 10;

fn word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Holds => "holds",
        Answer::Fails(_) => "fails",
        Answer::Unknown(_) => "unknown",
    }
}

fn reasons(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Holds => Vec::new(),
        Answer::Fails(why) | Answer::Unknown(why) => why.iter().map(|one| safe(one)).collect(),
    }
}

/// Returns the sentence, with the set that it was tested in.
fn name(one: &TestResult<'_>) -> String {
    let set = one.set.as_ref().map(|set| format!(" [{}]", safe(set))).unwrap_or_default();
    format!("{}{set}", safe(&one.expected.sentence))
}

pub fn table(all: &[TestResult<'_>]) -> String {
    let mut out = String::new();
    for one in all {
        let _ = writeln!(out, "{:<8} {}  ({})", word(&one.answer), name(one), safe(&one.expected.place));
        let reasons = reasons(&one.answer);
        for why in reasons.iter().take(LISTED) {
            let _ = writeln!(out, "           {why}");
        }
        if reasons.len() > LISTED {
            let _ = writeln!(out, "           {} more", reasons.len() - LISTED);
        }
    }
    let count = |wanted: &str| all.iter().filter(|test_result| word(&test_result.answer) == wanted).count();
    let _ = writeln!(out, "{} hold, {} fail, {} unknown", count("holds"), count("fails"), count("unknown"));
    out
}

pub fn json(all: &[TestResult<'_>]) -> String {
    let one = |test_result: &TestResult<'_>| {
        json!({
            "sentence": safe(&test_result.expected.sentence),
            "place": safe(&test_result.expected.place),
            "set": test_result.set.as_ref().map(|set| safe(set)),
            "answer": word(&test_result.answer),
            "why": reasons(&test_result.answer),
        })
    };
    let tests: Vec<Value> = all.iter().map(one).collect();
    format!("{:#}\n", json!({"version": 1, "tests": tests}))
}

pub fn junit(all: &[TestResult<'_>]) -> String {
    let mut suite = TestSuite::new("expectations");
    for one in all {
        let status = match &one.answer {
            Answer::Holds => TestCaseStatus::success(),
            Answer::Fails(_) => failed(NonSuccessKind::Failure, &one.answer),
            // What is not known is not a success.
            Answer::Unknown(_) => failed(NonSuccessKind::Error, &one.answer),
        };
        let mut case = TestCase::new(name(one), status);
        case.set_classname("fnsec.expect");
        suite.add_test_case(case);
    }
    let mut report = Report::new("fnsec test");
    report.add_test_suite(suite);
    report.to_string().unwrap_or_default()
}

fn failed(kind: NonSuccessKind, answer: &Answer) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let reasons = reasons(answer);
    status.set_type(word(answer));
    status.set_message(reasons.first().cloned().unwrap_or_default());
    status.set_description(reasons.join("\n"));
    status
}
