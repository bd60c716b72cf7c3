//! The lowest version that a range allows, where the range names it.
//! A spec flows in; a version, or nothing when the range is open below or says more than one thing, flows out.

/// Of alternatives the lowest; an alternative that is open below leaves nothing.
pub(super) fn npm(spec: &str) -> Option<String> {
    let spec = spec.trim();
    let spec = match spec.strip_prefix("npm:") {
        Some(alias) => alias.get(1..)?.split_once('@')?.1,
        None => spec,
    };
    let each: Option<Vec<String>> = spec.split("||").map(set).collect();
    each?.into_iter().min_by_key(|version| numbers(version))
}

/// Comparators side by side: one of them must say where it begins, and only one.
fn set(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [low, "-", _] = words.as_slice() {
        return filled(low);
    }
    let mut lows = Vec::new();
    let mut operator = "";
    for word in words {
        let rest = word.trim_start_matches(['<', '>', '=', '^', '~']);
        let own = word.get(..word.len() - rest.len())?;
        operator = if own.is_empty() && !operator.is_empty() { operator } else { own };
        if rest.is_empty() {
            continue;
        }
        match operator {
            "<" | "<=" => {}
            ">=" | "^" | "~" | "~>" | "=" | "" => lows.push(filled(rest)?),
            _ => return None,
        }
        operator = "";
    }
    let [low] = lows.as_slice() else { return None };
    Some(low.clone())
}

/// `1.6` as `1.6.0`; nothing for `*`, and for a version that nobody publishes.
fn filled(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['v', '=']);
    let (core, suffix) = text.find(['-', '+']).map_or((text, ""), |at| text.split_at(at));
    let mut parts: Vec<&str> = core.split('.').collect();
    let open = parts.iter().position(|part| matches!(*part, "x" | "X" | "*" | "")).unwrap_or(parts.len());
    parts.truncate(open);
    let partial = parts.len() < 3;
    if parts.is_empty() || (partial && !suffix.is_empty()) {
        return None;
    }
    parts.resize(3, "0");
    let version = format!("{}{suffix}", parts.join("."));
    (version != "0.0.0").then_some(version)
}

fn numbers(version: &str) -> Vec<u64> {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    core.split('.').map(|part| part.parse().unwrap_or(u64::MAX)).collect()
}

/// The one clause that says where the range begins, if none takes something out of it again.
pub(super) fn pip(spec: &str) -> Option<String> {
    let mut lows = Vec::new();
    for clause in spec.split(',').map(str::trim).filter(|clause| !clause.is_empty()) {
        let version = clause.trim_start_matches(['<', '>', '=', '~', '!']);
        let operator = clause.get(..clause.len() - version.len())?;
        match operator {
            "<" | "<=" => {}
            ">=" | "~=" => lows.push(version.trim()),
            "==" => lows.push(version.trim().strip_suffix(".*")?),
            _ => return None,
        }
    }
    let [low] = lows.as_slice() else { return None };
    Some((*low).to_owned())
}
