//! Markdown for a comment, a ticket or the summary of a step.

use super::sheet::{Sheet, SheetRow};
use crate::output::Scan;
use std::fmt::Write;

#[must_use]
pub fn text(scan: &Scan) -> String {
    let sheet = Sheet::of(scan);
    let mut out = format!("# fnsec: {}\n\n{}\n", escape(&sheet.source), escape(&sheet.summary()));
    if scan.hidden > 0 {
        let _ = writeln!(out, "\n{} findings are counted but not shown.", scan.hidden);
    }
    for (namespace, entries) in sheet.by_namespace() {
        let name =
            if namespace.is_empty() { "cluster-wide".to_owned() } else { super::sheet::safe(namespace) };
        let _ = writeln!(
            out,
            "\n## {}\n\n| severity | check | object | finding |\n|---|---|---|---|",
            escape(&name)
        );
        for entry in entries {
            out += &row(entry);
        }
    }
    if !sheet.unread.is_empty() {
        out.push_str("\n## Not read\n\n");
        for why in &sheet.unread {
            let _ = writeln!(out, "- {}", escape(why));
        }
    }
    if !sheet.unknown.is_empty() {
        out.push_str("\n## Unknown\n\nAn unknown verdict is not a pass.\n\n| verdicts | reason | where |\n|---|---|---|\n");
        for one in &sheet.reasons() {
            let _ =
                writeln!(out, "| {} | {} | {} |", one.verdicts, escape(&one.reason), escape(&one.places()));
        }
    }
    if !sheet.accepted.is_empty() {
        out.push_str("\n## Accepted\n\n| check | object | reason |\n|---|---|---|\n");
        for one in &sheet.accepted {
            let reason = one.acceptance.map(|why| super::sheet::safe(&why.reason)).unwrap_or_default();
            let _ = writeln!(
                out,
                "| {} | {}{} | {} |",
                one.check.id,
                code(&one.object),
                escape(&one.sets.apart()),
                escape(&reason)
            );
        }
    }
    out
}

fn row(entry: &SheetRow<'_>) -> String {
    let place = entry.at().map(|at| format!("<br>{}", code(&at))).unwrap_or_default();
    let seen =
        if entry.evidence.is_empty() { String::new() } else { format!("<br>{}", code(&entry.evidence)) };
    format!(
        "| {}{} | {} | {}{}{place} | {}{seen} |\n",
        entry.severity,
        escape(&entry.mark()),
        entry.check.id,
        code(&entry.object),
        escape(&entry.within()),
        escape(&entry.sentence())
    )
}

/// Returns a text that Markdown shows as it is: no markup, no link, no mention of a person or an issue.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' => out.extend(['\\', letter]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            // A space without width keeps `@name` and `#1` from notifying a person or linking to an issue.
            '@' | '#' => {
                out.push(letter);
                out.extend(letters.peek().is_some_and(|next| !next.is_whitespace()).then_some('\u{200b}'));
            }
            letter => out.push(letter),
        }
    }
    out
}

/// Returns a code span, also within a table.
#[must_use]
pub fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    let text = text.replace(['\n', '\r'], " ").replace('|', "\\|");
    format!("{fence}{gap}{text}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_shown_and_not_obeyed() {
        assert_eq!(escape("<img src=x>|[a](b)"), "&lt;img src=x&gt;\\|\\[a\\](b)");
        assert_eq!(escape("ask @anna, #12"), "ask @\u{200b}anna, #\u{200b}12");
    }

    #[test]
    fn a_code_span_contains_any_text() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a|b"), "`` `a\\|b ``");
    }
}
