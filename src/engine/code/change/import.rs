//! Names that a change needs are imported. A text and a name flow in; the patch that imports it flows out.

use super::Patch;
use super::scan::is_name;

/// Imports a name of a module beside another one, in JavaScript: `{ exec }` becomes `{ exec, execFile }`.
pub fn beside(text: &str, module: &str, old: &str, new: &str) -> Option<Patch> {
    let quoted = [
        format!("'{module}'"),
        format!("\"{module}\""),
        format!("'node:{module}'"),
        format!("\"node:{module}\""),
    ];
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let here = start;
        start = start.saturating_add(line.len());
        let names = line.find('{').and_then(|open| line.find('}').map(|close| open..close));
        let Some(names) = names.filter(|_| quoted.iter().any(|one| line.contains(one))) else { continue };
        let inner = line.get(names.clone())?;
        let mut has_new = false;
        for part in inner.trim_start_matches('{').split(',') {
            has_new |= part.trim() == new;
        }
        let place = inner.match_indices(old).find(|(at, _)| {
            let before = inner.get(..*at).and_then(|one| one.chars().next_back());
            let after = inner.get(at + old.len()..).and_then(|one| one.chars().next());
            // An alias is another name.
            let is_alias =
                inner.get(at + old.len()..).is_some_and(|rest| rest.trim_start().starts_with([':', 'a']));
            !before.is_some_and(is_name) && !after.is_some_and(is_name) && !is_alias
        });
        let Some((at, _)) = place else { continue };
        let end = here.saturating_add(names.start).saturating_add(at).saturating_add(old.len());
        return Some((end..end, if has_new { String::new() } else { format!(", {new}") }));
    }
    None
}

/// Imports a module before the first one, in Python; empty if it is imported already.
pub fn module(text: &str, name: &str) -> Option<Vec<Patch>> {
    let modules = text.lines().filter_map(|line| line.strip_prefix("import "));
    if modules.flat_map(|line| line.split(',')).any(|module| module.trim() == name) {
        return Some(Vec::new());
    }
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let plain = line.starts_with("import ") || line.starts_with("from ");
        if plain && !line.contains("__future__") {
            return Some(vec![(start..start, format!("import {name}\n"))]);
        }
        start = start.saturating_add(line.len());
    }
    None
}

/// Imports a name of a module beside another one, in Python: `from yaml import load` becomes
/// `from yaml import load, safe_load`.
pub fn from(text: &str, module: &str, old: &str, new: &str) -> Option<Patch> {
    let lead = format!("from {module} import ");
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        if let Some(names) = line.strip_prefix(&lead) {
            let names = names.split('#').next()?.trim_end();
            let has = |name: &str| names.split(',').any(|one| one.trim() == name);
            let end = start.saturating_add(lead.len()).saturating_add(names.len());
            if has(old) {
                return Some((end..end, if has(new) { String::new() } else { format!(", {new}") }));
            }
        }
        start = start.saturating_add(line.len());
    }
    None
}
