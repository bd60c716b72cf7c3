//! The page of a check: Markdown with fixed headings, so that every page answers the same questions.

use super::Check;

#[cfg(any(test, feature = "testing"))]
pub const HEADINGS: [&str; 9] = [
    "What it looks at",
    "Why it matters",
    "How it is detected",
    "What it cannot see",
    "Rights it needs",
    "Bad",
    "Good",
    "Fix",
    "When it is a false alarm",
];

/// A page may end with references; all other headings are required, in order.
#[cfg(any(test, feature = "testing"))]
pub const REFERENCES: &str = "References";

/// Returns the page with its head: title, id, severity and the fact it derives from.
#[must_use]
pub fn whole(check: &Check) -> String {
    let fact =
        check.family.fact().map_or_else(|| "beyond the seven facts".into(), |fact| format!("fact {fact}"));
    let head = format!("`{}` · {} · {} · {fact}", check.id, check.severity, check.family.word());
    format!("# {}\n\n{head}\n\n{}\n\n{}\n", check.title, check.why, check.page.trim())
}

/// The vendor's guide to the security of Functions.
const GUIDE: &str =
    "https://kyma-project.io/external-content/serverless/docs/user/00-40-security-considerations.html";

/// Returns the links of a page; at least the guide that the seven facts come from.
#[must_use]
pub fn links(check: &Check) -> Vec<&'static str> {
    let (_, tail) = check.page.split_once("\n## References").unwrap_or_default();
    let all: Vec<&str> = tail
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .filter(|link| link.starts_with("https://"))
        .collect();
    if all.is_empty() { vec![GUIDE] } else { all }
}

/// Returns the headings of a page that are missing or out of order; empty when the page is complete.
#[cfg(any(test, feature = "testing"))]
#[must_use]
pub fn missing(page: &str) -> Vec<&'static str> {
    let mut lines = page.lines().filter_map(|line| line.strip_prefix("## "));
    HEADINGS.into_iter().filter(|heading| !lines.any(|line| line == *heading)).collect()
}
