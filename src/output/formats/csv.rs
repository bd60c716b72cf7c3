//! CSV by RFC 4180, for spreadsheets. No cell begins with a character that a spreadsheet takes for a formula:
//! <https://owasp.org/www-community/attacks/CSV_Injection>.

use super::sheet::{Sheet, SheetRow, safe};
use crate::output::Scan;
use crate::verdicts::baseline::Standing;
use std::borrow::Cow;

const COLUMNS: usize = 17;
const HEAD: [&str; COLUMNS] = [
    "state",
    "severity",
    "check",
    "family",
    "namespace",
    "object",
    "file",
    "line",
    "column",
    "message",
    "evidence",
    "confidence",
    "baseline",
    "reason",
    "fingerprint",
    "sets",
    "new in",
];

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let mut rows: Vec<[String; COLUMNS]> = vec![HEAD.map(str::to_owned)];
    rows.extend(sheet.entries.iter().map(|entry| finding(entry, "finding")));
    rows.extend(sheet.accepted.iter().map(|one| finding(one, "accepted")));
    for one in &sheet.unknown {
        for (namespace, checks) in &one.namespaces {
            rows.extend(checks.iter().map(|check| unknown(check, namespace, &one.reason)));
        }
    }
    rows.extend(sheet.unread.iter().map(|why| {
        let mut row = blank("unread");
        row[13].clone_from(why);
        row
    }));
    let mut last = blank("summary");
    last[13] = sheet.summary();
    rows.push(last);
    written(&rows)
}

fn written(rows: &[[String; COLUMNS]]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // A vector always takes the bytes, and every row has the same length.
        let _ = writer.write_record(row.iter().map(|cell| plain(cell).into_owned()));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn blank(state: &str) -> [String; COLUMNS] {
    let mut row = [const { String::new() }; COLUMNS];
    state.clone_into(&mut row[0]);
    row
}

fn finding(entry: &SheetRow<'_>, state: &str) -> [String; COLUMNS] {
    let place = &entry.place;
    let number = |number: usize| if place.is_file && number > 0 { number.to_string() } else { String::new() };
    let standing = match entry.standing {
        Some(Standing::New) => "new",
        Some(Standing::Worse) => "worse",
        Some(Standing::Known) => "known",
        None => "",
    };
    [
        state.to_owned(),
        entry.severity.word().to_owned(),
        entry.check.id.to_owned(),
        entry.check.family.word().to_owned(),
        entry.namespace.clone(),
        entry.object.clone(),
        if place.is_file { place.file.clone() } else { String::new() },
        number(place.line),
        number(place.column),
        entry.sentence(),
        entry.evidence.clone(),
        entry.finding.confidence.word().to_owned(),
        standing.to_owned(),
        entry.acceptance.map(|why| safe(&why.reason)).unwrap_or_default(),
        entry.fingerprint.clone(),
        list(entry.sets.sets),
        list(entry.sets.new_in),
    ]
}

/// Returns the names of sets in one cell.
fn list(sets: &[String]) -> String {
    safe(&sets.join(", "))
}

fn unknown(check: &str, namespace: &str, reason: &str) -> [String; COLUMNS] {
    let mut row = blank("unknown");
    check.clone_into(&mut row[2]);
    namespace.clone_into(&mut row[4]);
    reason.clone_into(&mut row[13]);
    row
}

/// Returns a cell that no spreadsheet evaluates.
fn plain(cell: &str) -> Cow<'_, str> {
    let first = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    let evaluated = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '＠'];
    if first.is_some_and(|first| evaluated.contains(&first)) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_is_text() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"] {
            assert_eq!(plain(cell), format!("'{cell}"));
        }
        assert_eq!(plain("a=b"), "a=b");
    }

    proptest! {
        #[test]
        fn every_cell_is_read_back_and_none_is_a_formula(cells in proptest::collection::vec("\\PC{0,12}|[=+,\"\n@-]{0,4}", COLUMNS)) {
            let row: [String; COLUMNS] = cells.try_into().expect("a row of this length");
            let text = written(&[HEAD.map(str::to_owned), row.clone()]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let back = reader.records().next().expect("a row").expect("readable");
            for (cell, read) in row.iter().zip(&back) {
                prop_assert!(read == cell || read.strip_prefix('\'') == Some(cell));
                prop_assert!(!read.starts_with(['=', '+', '-', '@']));
            }
        }
    }
}
