//! The checks as lines for people, and as JSON.

use super::check::{CheckState, Sheet};
use crate::checks::Severity;
use crate::output::text::{Paint, align, clean};
use crate::yaml::Put;
use serde_json::{Value, json};
use std::fmt::Write;

const NAMED: &str = "This report contains no credentials. It shows paths and the names of hosts, users, contexts, \
                     clusters and namespaces; --anonymous replaces them.";
const ANONYMOUS: &str = "This report contains no credentials. Paths and the names of hosts, users, contexts, clusters \
                         and namespaces are replaced (--anonymous).";

/// One line per check, the next step below it, and a last line about the content of the report.
pub fn table(sheet: &Sheet, paint: Paint) -> String {
    let head = ["STATE", "CHECK", "RESULT"].map(str::to_owned).to_vec();
    let row = |check: &super::DoctorCheck| {
        vec![check.state.word().to_owned(), check.name.to_owned(), clean(&check.message)]
    };
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(sheet.checks.iter().map(row)).collect();
    let mut out = String::new();
    for (at, cells) in align(&rows).into_iter().enumerate() {
        let check = at.checked_sub(1).and_then(|at| sheet.checks.get(at));
        let Some(check) = check else {
            let _ = writeln!(out, "{}", paint.bold(cells.concat().trim_end()));
            continue;
        };
        let (state, rest) = cells.split_first().map_or(("", &[][..]), |(state, rest)| (state.as_str(), rest));
        let _ = writeln!(out, "{}{}", painted(check.state, state, paint), rest.concat().trim_end());
        if !check.next.is_empty() {
            let indent: usize = [cells.first(), cells.get(1)].into_iter().flatten().map(String::len).sum();
            let _ = writeln!(out, "{}Next: {}", " ".repeat(indent), clean(&check.next));
        }
    }
    let counts = ["ok", "note", "fault", "unknown"].map(|state| format!("{} {state}", sheet.count(state)));
    let last = if sheet.anonymous { ANONYMOUS } else { NAMED };
    let _ = writeln!(out, "\n{}.\n{last}", counts.join(", "));
    out
}

fn painted(state: CheckState, text: &str, paint: Paint) -> String {
    match state {
        CheckState::Ok => text.to_owned(),
        CheckState::Note => paint.severity(Severity::Low, text),
        CheckState::Fault(_) => paint.severity(Severity::High, text),
        CheckState::Unknown => paint.severity(Severity::Medium, text),
    }
}

pub fn json(sheet: &Sheet) -> String {
    let one = |check: &super::DoctorCheck| {
        let mut value = json!({"name": check.name, "state": check.state.word(), "message": check.message});
        if !check.next.is_empty() {
            value.put(["next"], check.next.clone().into());
        }
        if !check.details.is_empty() {
            value.put(["details"], Value::Object(check.details.clone()));
        }
        value
    };
    let all = json!({
        "version": 1,
        "tool": {"name": "fnsec", "version": env!("CARGO_PKG_VERSION")},
        "anonymous": sheet.anonymous,
        "checks": sheet.checks.iter().map(one).collect::<Vec<_>>(),
        "summary": {
            "ok": sheet.count("ok"),
            "note": sheet.count("note"),
            "fault": sheet.count("fault"),
            "unknown": sheet.count("unknown"),
        },
    });
    format!("{all:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::DoctorCheck;
    use crate::cli::exit::Exit;

    #[test]
    fn what_to_do_next_is_below_the_result_and_the_last_line_says_what_is_shown() {
        let fault = DoctorCheck::fault("tls", Exit::Usage, "No.\u{1b}[2J").next("Do it.");
        let mut sheet = Sheet { checks: vec![DoctorCheck::ok("version", "Yes."), fault], anonymous: false };
        let text = table(&sheet, Paint::Plain);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "ok     version  Yes.");
        assert_eq!(lines[2], "fault  tls      No.\u{fffd}[2J");
        assert_eq!(lines[3], "                Next: Do it.");
        assert_eq!(lines.last(), Some(&NAMED));
        sheet.anonymous = true;
        assert_eq!(table(&sheet, Paint::Plain).lines().last(), Some(ANONYMOUS));
    }
}
