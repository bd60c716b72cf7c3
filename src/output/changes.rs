//! The journal as text: a table, JSON, or Markdown for a change ticket.

use super::text::{align, clean};
use crate::fix::{Receipt, WriteResult};
use std::fmt::Write;

pub fn table(receipts: &[Receipt]) -> String {
    if receipts.is_empty() {
        return "No changes.\n".into();
    }
    let head = ["RECEIPT", "TIME", "RESULT", "VERB", "OBJECT", "CONTEXT", "CHANGE"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(receipts.iter().map(row));
    let lines = align(&rows).into_iter().map(|cells| cells.concat().trim_end().to_owned() + "\n");
    lines.collect()
}

fn row(one: &Receipt) -> Vec<String> {
    let cells = [
        &one.id,
        &one.time,
        &result(one),
        &one.verb.to_string(),
        &one.object.to_string(),
        &one.context,
        &one.title,
    ];
    cells.map(|cell| clean(cell)).to_vec()
}

fn result(one: &Receipt) -> String {
    match &one.result {
        WriteResult::Applied => "applied".into(),
        WriteResult::Sent => "unknown: no outcome was recorded".into(),
        WriteResult::Unknown(why) => format!("unknown: {why}"),
        WriteResult::Failed(why) => format!("failed: {why}"),
    }
}

#[must_use]
pub fn json(receipts: &[Receipt], broken: usize) -> String {
    let document = serde_json::json!({"version": 1, "changes": receipts, "unreadable": broken});
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

#[must_use]
pub fn markdown(receipts: &[Receipt]) -> String {
    let mut out = String::from(
        "# Changes\n\n| Receipt | Time | Result | Verb | Object | Context | User | Change |\n|---|---|---|---|---|---|---|---|\n",
    );
    for one in receipts {
        let object = one.object.to_string();
        let result = result(one);
        let cells = [
            &one.id,
            &one.time,
            &result,
            &one.verb.to_string(),
            &object,
            &one.context,
            &one.user,
            &one.title,
        ];
        let cells = cells.map(|cell| clean(cell).replace('\\', "\\\\").replace('|', "\\|"));
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}
