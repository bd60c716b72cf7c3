//! `a == b` becomes `hmac.compare_digest`, in Python.

use super::super::report::Language;
use super::Patch;

pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    if language != Language::Python {
        return None;
    }
    let line = text.get(at..)?.lines().next()?;
    // Only a whole condition, or all that is returned, shows where its operands end.
    let before = text.get(..at)?.rsplit('\n').next()?;
    let condition = match before.trim() {
        "if" | "elif" => line.strip_suffix(':')?,
        "return" => line.trim_end(),
        _ => return None,
    };
    let (left, right, not) = match (condition.split_once(" == "), condition.split_once(" != ")) {
        (Some((left, right)), None) => (left, right, ""),
        (None, Some((left, right))) => (left, right, "not "),
        _ => return None,
    };
    let plain = |side: &str| {
        ![" and ", " or ", " not ", "==", "!=", "#", " if "].iter().any(|one| side.contains(one))
    };
    if !plain(left) || !plain(right) {
        return None;
    }
    let new = format!("{not}hmac.compare_digest(str({left}).encode(), str({right}).encode())");
    let mut patches = vec![(at..at.saturating_add(condition.len()), new)];
    let is_imported = text.lines().any(|line| line.trim() == "import hmac");
    if !is_imported {
        let first = text
            .split_inclusive('\n')
            .scan(0_usize, |start, line| {
                let here = *start;
                *start = start.saturating_add(line.len());
                Some((here, line))
            })
            .find(|(_, line)| {
                let plain = line.starts_with("import ") || line.starts_with("from ");
                plain && !line.contains("__future__")
            })
            .map(|(start, _)| start)?;
        patches.push((first..first, "import hmac\n".to_owned()));
    }
    Some(patches)
}
