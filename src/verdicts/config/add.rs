//! Adds exceptions to the text of a configuration without changing the existing content.

use super::{Config, read};
use crate::checks::{Finding, fingerprint};
use crate::model::calendar::Day;
use crate::yaml;
use serde_json::json;
use std::sync::Arc;

/// A risk that is about to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewException {
    pub findings: Vec<Arc<Finding>>,
    pub reason: String,
    pub by: String,
    pub expires: Option<Day>,
}

impl NewException {
    /// Returns the entries as they are written to the file, with the object in a comment.
    #[must_use]
    pub fn text(&self) -> String {
        let entries = self.findings.iter().map(|finding| {
            let object = finding.object.to_string().replace(char::is_control, " ");
            format!("# {object}\n{}", self.entry(finding))
        });
        entries.collect()
    }

    /// Returns one entry, in reading order: what, why, who, until when.
    fn entry(&self, finding: &Finding) -> String {
        let fields = [
            ("check", finding.check.to_owned()),
            ("fingerprint", fingerprint::of(finding)),
            ("reason", self.reason.trim().to_owned()),
            ("by", self.by.clone()),
            ("expires", self.expires.map(|day| day.to_string()).unwrap_or_default()),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let lines = given.zip(std::iter::once("- ").chain(std::iter::repeat("  ")));
        let lines =
            lines.map(|((key, value), lead)| [lead.to_owned(), yaml::print(&json!({key: value}))].concat());
        lines.collect::<Vec<_>>().concat()
    }
}

/// Returns the text with the wish added, and its parsed configuration; or why it could not be added.
///
/// # Errors
/// If the file cannot be read, or the exception cannot be inserted without changing the rest.
pub fn add(file: &str, text: &str, wish: &NewException) -> Result<(String, Config), String> {
    let before = read(file, text).map_err(|faults| {
        faults.first().map_or_else(|| format!("{file} cannot be read"), ToString::to_string)
    })?;
    let wanted = before.policy.exceptions.len() + wish.findings.len();
    let fits = |text: String| {
        let after = read(file, &text).ok()?;
        let kept = |config: &Config| {
            (config.policy.off.clone(), config.policy.grades.clone(), config.parameters.clone())
        };
        (after.policy.exceptions.len() == wanted && kept(&after) == kept(&before)).then_some((text, after))
    };
    let windows = text.contains("\r\n");
    let written =
        |text: String| if windows { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text };
    let after = inserted(text, &wish.text()).map(written).and_then(fits);
    after.ok_or_else(|| {
        format!("cannot add to the exceptions in {file}: unsupported list style; add this by hand")
    })
}

/// Inserts entries after the last exception, or at the end with a new list.
fn inserted(text: &str, entries: &str) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    let Some(key) = lines.iter().position(|line| line.starts_with("exceptions:")) else {
        let gap = if text.trim().is_empty() { "" } else { "\n" };
        let head =
            if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
        return Some(format!("{head}{gap}exceptions:\n{entries}"));
    };
    let own = lines.get_mut(key)?;
    if own.trim_end() == "exceptions: []" || own.trim_end() == "exceptions: null" {
        "exceptions:".clone_into(own);
    }
    let indent = yaml::locate(text, "/exceptions/0").map_or(0, |(line, _)| {
        lines.get(line.saturating_sub(1)).map_or(0, |line| line.len() - line.trim_start().len())
    });
    let inside = |line: &String| line.starts_with([' ', '-', '#', '\t']) || line.trim().is_empty();
    let end =
        lines.iter().skip(key + 1).position(|line| !inside(line)).map_or(lines.len(), |at| key + 1 + at);
    // Blank lines and comments before the next key belong to it.
    let loose = |line: &String| line.trim().is_empty() || line.starts_with('#');
    let end = (key + 1..end)
        .rev()
        .find(|at| lines.get(*at).is_some_and(|line| !loose(line)))
        .map_or(key + 1, |at| at + 1);
    let pad = " ".repeat(indent);
    lines.splice(end..end, entries.lines().map(|line| format!("{pad}{line}")));
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use crate::model::{Kind, ObjectRef};

    fn wish() -> NewException {
        let finding =
            |name: &str| Arc::new(Finding::new(checks::ALL[0], ObjectRef::new(Kind::APIRule, "shop", name)));
        NewException {
            findings: vec![finding("orders"), finding("hooks")],
            reason: "signed by the partner: \"yes\" # really".into(),
            by: "anna@example.com".into(),
            expires: Some(Day::new(2027, 1, 30)),
        }
    }

    fn added(text: &str) -> String {
        let (after, config) = add("fnsec.yaml", text, &wish()).expect("is added");
        let last = config.policy.exceptions.last().expect("one");
        assert_eq!((last.reason.as_str(), last.expires), (wish().reason.as_str(), wish().expires));
        after
    }

    #[test]
    fn an_empty_file_gets_a_list() {
        assert!(added("").starts_with("exceptions:\n# APIRule/orders in shop\n- check: "), "{}", added(""));
    }

    #[test]
    fn existing_content_stays_unchanged() {
        let before = "# ours\nchecks:\n    api-token-mounted: off # known\n\nexceptions:\n  # the first\n  - check: api-token-mounted\n    namespace: shop   # all of it\n    reason: needed\n\n# numbers\nparameters: {manySecrets: 9}\n";
        let after = added(before);
        let mut rest = after.lines();
        assert!(before.lines().all(|line| rest.any(|one| one == line)), "{after}");
        assert!(after.contains("    reason: needed\n  # APIRule/orders in shop\n  - check: "), "{after}");
    }

    #[test]
    fn line_ends_of_windows_are_kept() {
        let after = added(
            "# ours\r\nexceptions:\r\n- check: api-token-mounted\r\n  namespace: shop\r\n  reason: needed\r\n",
        );
        assert_eq!(after.matches("\r\n").count(), after.matches('\n').count(), "{after:?}");
        assert!(after.starts_with("# ours\r\nexceptions:\r\n- check: api-token-mounted\r\n"), "{after:?}");
    }

    #[test]
    fn empty_lists_of_every_style_take_the_first_exception() {
        for text in
            ["exceptions:\n", "exceptions: []\nversion: 1\n", "version: 1\nexceptions:", "exceptions: null\n"]
        {
            added(text);
        }
    }

    #[test]
    fn a_list_in_one_line_is_left_unchanged_and_reported() {
        let text = "exceptions: [{check: api-token-mounted, namespace: shop, reason: needed}]\n";
        let why = add("fnsec.yaml", text, &wish()).expect_err("is left unchanged");
        assert!(why.contains("add this by hand"), "{why}");
    }

    #[test]
    fn a_broken_file_is_not_touched() {
        let why = add("fnsec.yaml", "exceptions: [\n", &wish()).expect_err("is refused");
        assert!(why.starts_with("fnsec.yaml:"), "{why}");
    }
}
