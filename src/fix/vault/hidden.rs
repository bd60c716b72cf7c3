//! The parts of an object that must stay hidden, in any fix, page or copy. A text, its place and its name
//! flow in; the parts to mask flow out.

use crate::engine::credentials;
use serde_json::Value;
use std::fmt::Write;
use std::ops::Range;

/// The parts of a text to mask.
pub(super) enum Mask {
    Whole,
    Parts(Vec<Range<usize>>),
}

/// The maximum depth: a text within a text within a text.
const DEPTH: usize = 3;

pub(super) fn of(text: &str, pointer: &str, name: Option<&str>) -> Mask {
    if text.is_empty() {
        return Mask::Parts(Vec::new());
    }
    if is_set_on_requests(pointer) || name.is_some_and(sounds_secret) {
        return Mask::Whole;
    }
    let data = pointer.strip_prefix("/metadata/annotations/").or_else(|| pointer.strip_prefix("/data/"));
    let name = name.or_else(|| data.map(last));
    if data.is_some() && name.is_some_and(|name| credentials::judge(name, text).is_some()) {
        return Mask::Whole;
    }
    let mut parts: Vec<Range<usize>> =
        credentials::values(text).into_iter().map(|hit| hit.start..hit.end).collect();
    if parts.is_empty() {
        let named = name.and_then(|name| credentials::judge(name, text));
        parts.extend(named.map(|hit| hit.start..hit.end));
        parts.extend(credentials::users(text));
    }
    if holds_more(text, &parts, 0) { Mask::Whole } else { Mask::Parts(parts) }
}

/// Returns whether the pointer is a header or cookie that an `APIRule` or a `VirtualService` sets on
/// requests, in any version.
fn is_set_on_requests(pointer: &str) -> bool {
    let steps: Vec<&str> = pointer.split('/').collect();
    let ends =
        |at: usize| steps.len().checked_sub(at).and_then(|at| steps.get(at)).copied().unwrap_or_default();
    let named = matches!(ends(2), "headers" | "cookies");
    let modern = named && ends(3) == "request";
    let mutator = named && ends(3) == "config" && steps.contains(&"mutators");
    let mesh = matches!(ends(2), "set" | "add") && steps.contains(&"headers");
    modern || mutator || mesh
}

/// Returns whether a text that is an object itself contains more than its parts cover.
fn holds_more(text: &str, parts: &[Range<usize>], depth: usize) -> bool {
    let begins = text.trim_start().starts_with(['{', '[']);
    let Some(value) = begins.then(|| serde_json::from_str::<Value>(text).ok()).flatten() else {
        return false;
    };
    let mut found = Vec::new();
    collect(&value, &mut String::new(), None, depth, &mut found);
    let covered = |secret: &String| {
        let escaped = serde_json::to_string(secret).unwrap_or_default();
        let inner = escaped.trim_matches('"');
        let places = text.match_indices(inner).map(|(at, _)| at..at + inner.len());
        let mut places = places.peekable();
        places.peek().is_some()
            && places.all(|place| parts.iter().any(|part| part.start <= place.start && place.end <= part.end))
    };
    !found.iter().all(covered)
}

fn collect(value: &Value, pointer: &mut String, name: Option<&str>, depth: usize, found: &mut Vec<String>) {
    let length = pointer.len();
    match value {
        Value::String(text) if depth < DEPTH => match of(text, pointer, name) {
            Mask::Whole => found.push(text.clone()),
            Mask::Parts(parts) => {
                found.extend(parts.into_iter().filter_map(|part| text.get(part)).map(ToOwned::to_owned));
            }
        },
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let _ = write!(pointer, "/{at}");
                collect(item, pointer, None, depth, found);
                pointer.truncate(length);
            }
        }
        Value::Object(map) => {
            let own = map.get("name").and_then(Value::as_str);
            for (key, item) in map {
                pointer.push('/');
                pointer.push_str(key);
                let name = if key == "value" { own } else { None };
                collect(item, pointer, name, depth + usize::from(item.is_string()), found);
                pointer.truncate(length);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns pointers of values with a name beside them, such as environment variables.
pub(super) fn named(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    names(value, &mut String::new(), &mut found);
    found
}

fn names(value: &Value, pointer: &mut String, found: &mut Vec<(String, String)>) {
    let length = pointer.len();
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let _ = write!(pointer, "/{at}");
                names(item, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::Object(map) => {
            let name = map.get("name").and_then(Value::as_str);
            if let Some(name) = name.filter(|_| map.get("value").is_some_and(Value::is_string)) {
                found.push((format!("{pointer}/value"), name.to_owned()));
            }
            for (key, item) in map {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                names(item, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn last(key: &str) -> &str {
    key.rsplit("~1").next().unwrap_or(key)
}

/// Returns whether a name suggests a secret; showing a value is decided more cautiously than reporting it.
fn sounds_secret(name: &str) -> bool {
    const SECRET: [&str; 8] =
        ["password", "passwd", "secret", "token", "apikey", "credential", "privatekey", "accesskey"];
    const ABOUT_IT: [&str; 8] = ["url", "uri", "issuer", "file", "path", "ttl", "name", "audience"];
    let lower = name.to_lowercase();
    let last = lower.rsplit(['_', '-', '.']).next().unwrap_or_default();
    let joined = lower.replace(['_', '-', '.'], "");
    let sounds = SECRET.iter().any(|word| joined.contains(word)) && !ABOUT_IT.contains(&last);
    sounds || credentials::promises(name)
}
