//! Properties of YAML and JSON texts: reading, positions, printing, patches, pointers, and edits.

use super::edits::{body, lines};
use super::{breaks, from_place, place};
use fnsec::yaml::{self, ValuePositions, pointer};
use pointer::Op;
use serde_json::{Value, json};

/// A larger value takes more time to print than it teaches.
const LARGE: usize = 20_000;

/// Documents are in the order of the text and within it, errors are on a line of it; what is read without
/// errors is read by kubectl's rules as the same values, and is read again when it is printed.
pub fn documents(text: &str) {
    let (docs, faults) = yaml::parse_lossy(text);
    let mut end = 0;
    for (at, doc) in docs.iter().enumerate() {
        assert_eq!(doc.index, at);
        assert!(text.get(doc.span.clone()).is_some(), "{:?} in {text:?}", doc.span);
        assert_eq!(doc.line, place(text, doc.span.start).0);
        assert!(doc.span.start >= end || at.checked_sub(1).is_some_and(|at| docs[at].span == doc.span));
        end = doc.span.end;
    }
    for fault in &faults {
        assert!((1..=breaks(text) + 2).contains(&fault.line) && fault.column >= 1, "{fault} in {text:?}");
        assert!(!fault.message.is_empty());
    }
    assert_eq!(yaml::parse(text).err().as_ref(), faults.first());
    if faults.is_empty() {
        let (same, none) = yaml::parse_as_kubectl(text);
        assert_eq!((&same, none.as_slice()), (&docs, [].as_slice()), "{text:?}");
        let values: Vec<Value> = docs.into_iter().map(|doc| doc.value).collect();
        if values.iter().map(size).sum::<usize>() < LARGE {
            let printed = yaml::print_all(&values);
            let again: Vec<Value> =
                yaml::parse(&printed).expect("valid").into_iter().map(|doc| doc.value).collect();
            assert_eq!(again, values, "{printed}");
        }
    }
    for (line, advice) in yaml::misread(text) {
        assert!((1..=text.lines().count()).contains(&line) && !advice.is_empty());
    }
}

/// A position is within the text, and the same whether one is asked for or all; every value of a valid text has
/// one: not before its parent, behind the item before it, and at the text of a plain value.
pub fn positions(text: &str) {
    let (docs, faults) = yaml::parse_lossy(text);
    let body = docs.first().map_or(text, |doc| &text[doc.span.clone()]);
    let places = ValuePositions::of(body);
    let mut paths: Vec<String> =
        ["", "/a", "/0", "/a/0/b", "a", "/~2", "/metadata/name"].map(Into::into).into();
    let Some(doc) = docs.first().filter(|doc| size(&doc.value) < LARGE) else { return };
    leaves("", &doc.value, &mut paths);
    for path in &paths {
        let found = places.find(path);
        let inside = |(line, column)| (1..=breaks(body) + 2).contains(&line) && column >= 1;
        assert!(found.is_none_or(inside), "{path} at {found:?} in {body:?}");
        assert_eq!(found, yaml::locate(body, path), "{path} in {body:?}");
    }
    // An alias has the position of its anchor, a key that is not a string is located by its text, and only the
    // reader of values counts other line breaks.
    let odd = ['&', '*', '!', '?', '<', '%', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}'];
    if faults.is_empty() && docs.len() == 1 && !body.contains(odd) {
        ordered(&places, "", &doc.value, (1, 1), body);
    }
}

/// Returns where a value is found, after everything in it was found in order.
fn ordered(
    places: &ValuePositions,
    path: &str,
    value: &Value,
    least: (usize, usize),
    body: &str,
) -> (usize, usize) {
    let at = places.find(path).unwrap_or_else(|| panic!("{path} has no position in {body:?}"));
    assert!(at >= least, "{path} is at {at:?}, before {least:?}, in {body:?}");
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                ordered(places, &pointer::child(path, key), value, at, body);
            }
        }
        Value::Array(items) => {
            let mut least = at;
            for (nth, item) in items.iter().enumerate() {
                let found = ordered(places, &pointer::child(path, &nth.to_string()), item, least, body);
                assert!(nth == 0 || found > least || item.is_null(), "{path}/{nth} at {found:?} in {body:?}");
                least = found;
            }
        }
        Value::String(word) if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            let line = u32::try_from(at.0).unwrap_or(u32::MAX);
            let rest = from_place(body, line, u32::try_from(at.1).unwrap_or(u32::MAX)).unwrap_or_default();
            let quoted = rest.starts_with(['"', '\'', '|', '>']);
            assert!(quoted || rest.starts_with(word.as_str()), "{path} at {at:?} in {body:?}");
        }
        _ => {}
    }
    at
}

/// Every value is printed as text that is read as the same value, by JSON's rules and by YAML's, and that
/// kubectl does not misread; every value in it has a position.
pub fn printing(text: &str) {
    let value = serde_json::from_str(text).unwrap_or_else(|_| json!({"a": text, "b": [text, {text: 1}]}));
    let printed = yaml::print(&value);
    let docs = yaml::parse(&printed).unwrap_or_else(|fault| panic!("{fault} in {printed:?}"));
    assert_eq!(docs.len(), 1, "{printed:?}");
    assert_eq!(docs[0].value, value, "{printed:?}");
    assert_eq!(yaml::misread(&printed), [], "{printed:?}");
    let (places, mut paths) = (ValuePositions::of(&printed), Vec::new());
    leaves("", &value, &mut paths);
    for path in &paths {
        assert!(places.find(path).is_some(), "{path} in {printed:?}");
    }
    let escaped = yaml::escaped(&value.to_string());
    assert_eq!(serde_json::from_str::<Value>(&escaped).expect("JSON"), value);
    assert_eq!(serde_json::from_str::<String>(&yaml::quoted(text, true)).expect("JSON"), text);
    let quoted = yaml::parse(&yaml::quoted(text, false)).expect("valid");
    assert_eq!(quoted[0].value, text);
}

/// Differences lead from the first value of the text to the second, and back.
pub fn differences(text: &str) {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>().flatten();
    let (Some(base), Some(draft)) = (values.next(), values.next()) else { return };
    for (from, to) in [(&base, &draft), (&draft, &base), (&base, &base)] {
        let ops = pointer::between(from, to);
        assert_eq!(pointer::apply(from, &ops).as_ref(), Ok(to), "{from} to {to}");
        if !has_null(from) && !has_null(to) {
            assert_eq!(yaml::patch::merge(from, &yaml::patch::between(from, to)), *to);
        }
    }
    let (before, after) = (yaml::print(&base), yaml::print(&draft));
    let lines = yaml::diff::diff(&before, &after);
    let side = |gone: yaml::diff::Sign| -> String {
        lines.iter().filter(|line| line.sign != gone).flat_map(|line| [line.text.as_str(), "\n"]).collect()
    };
    assert_eq!((side(yaml::diff::Sign::Added), side(yaml::diff::Sign::Removed)), (before, after));
}

/// The steps of a pointer give the same pointer again, `serde_json` finds what was set there, and it can be
/// removed.
pub fn pointers(text: &str) {
    let one = Op::set(text, json!(1));
    let Some(steps) = pointer::tokens(text) else {
        assert!(!text.is_empty() && !text.starts_with('/'));
        assert_eq!(pointer::apply(&Value::Null, &[one]).expect_err("invalid").path, text);
        return;
    };
    let again = steps.iter().fold(String::new(), |path, step| pointer::child(&path, step));
    assert_eq!(pointer::tokens(&again), Some(steps.clone()));
    match pointer::apply(&Value::Null, &[one]) {
        Ok(value) if !steps.iter().any(|step| step == "-") => {
            assert_eq!(value.pointer(text), Some(&json!(1)), "{text:?} in {value}");
            let ops = [Op::test(text, json!(1)), Op::remove(text)];
            assert_eq!(pointer::apply(&value, &ops).is_ok(), !steps.is_empty());
        }
        Ok(value) => assert!(size(&value) > 0),
        Err(miss) => assert_eq!(miss.path, text),
    }
}

/// A text of a pointer, a value as JSON or nothing, and a document: the document reads as wanted after the
/// edit, and the same edit changes nothing more.
pub fn edits(text: &str) {
    let mut parts = text.splitn(3, '\n');
    let (Some(path), Some(new), Some(body)) = (parts.next(), parts.next(), parts.next()) else { return };
    let Some(value) = body::read(body) else { return };
    let op = serde_json::from_str(new).map_or_else(|_| Op::remove(path), |new| Op::set(path, new));
    let Some(edited) = lines::edit(body, &value, std::slice::from_ref(&op)) else { return };
    let wanted = pointer::apply(&value, std::slice::from_ref(&op)).expect("an edit that fits");
    assert_eq!(body::read(&edited).as_ref(), Some(&wanted), "{edited:?}");
    if matches!(op, Op::Set { .. }) && !path.ends_with("/-") {
        assert_eq!(lines::edit(&edited, &wanted, &[op]).as_ref(), Some(&edited));
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.iter().map(|(key, value)| key.len() + size(value)).sum(),
        Value::String(text) => text.len(),
        _ => 0,
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

/// Every value with its pointer, parents first.
fn leaves(path: &str, value: &Value, out: &mut Vec<String>) {
    out.push(path.to_owned());
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(&pointer::child(path, key), value, out));
        }
        Value::Array(items) => {
            let named = items.iter().enumerate();
            named.for_each(|(at, value)| leaves(&pointer::child(path, &at.to_string()), value, out));
        }
        _ => {}
    }
}
