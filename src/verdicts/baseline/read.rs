//! Reads a baseline; errors have their line.

use super::{Baseline, BaselineEntry};
use crate::verdicts::config::{Fault, suggest};
use crate::yaml;
use crate::yaml::pointer::child;
use serde_json::{Map, Value};

const KEYS: [&str; 3] = ["version", "sets", "findings"];
const ENTRY: [&str; 6] = ["fingerprint", "check", "severity", "object", "namespace", "sets"];

/// Reads the text of a baseline.
///
/// # Errors
/// The first error, with its line.
pub fn read(file: &str, text: &str) -> Result<Baseline, Fault> {
    let fault = |line: usize, message: String| Fault { file: file.to_owned(), line, message };
    let docs = yaml::parse(text).map_err(|why| fault(why.line, why.message.clone()))?;
    let Some(doc) = docs.into_iter().next() else { return Ok(Baseline::default()) };
    let places = yaml::ValuePositions::of(text);
    let entries = entries(&doc.value);
    let entries = entries.map_err(|(pointer, why)| fault(places.find(&pointer).map_or(1, |at| at.0), why))?;
    let of_all = names("", doc.value.get("sets"));
    let of_all = of_all.map_err(|(pointer, why)| fault(places.find(&pointer).map_or(1, |at| at.0), why))?;
    let mut baseline = Baseline { sets: of_all.into_iter().collect(), ..Baseline::default() };
    for (at, entry) in entries.iter().enumerate() {
        let pointer = format!("/findings/{at}");
        let (print, known) =
            known(&pointer, entry).map_err(|(at, why)| fault(places.find(&at).map_or(1, |at| at.0), why))?;
        match baseline.known.get_mut(&print) {
            Some(other) => other.join(known),
            None => drop(baseline.known.insert(print, known)),
        }
    }
    Ok(baseline)
}

type Wrong = (String, String);

fn entries(value: &Value) -> Result<&[Value], Wrong> {
    if value.is_null() {
        return Ok(&[]);
    }
    let map = mapping("", value, &KEYS)?;
    if map.get("version").is_some_and(|version| *version != 1) {
        return Err(("/version".into(), "unsupported version: this release of fnsec reads version 1".into()));
    }
    match map.get("findings") {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(all)) => Ok(all),
        Some(_) => Err(("/findings".into(), "expected a list of findings".into())),
    }
}

fn known(pointer: &str, value: &Value) -> Result<(String, BaselineEntry), Wrong> {
    let map = mapping(pointer, value, &ENTRY)?;
    let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let needed = |key: &str| match text(key) {
        text if text.is_empty() => Err((pointer.to_owned(), format!("a finding without \"{key}\""))),
        text => Ok(text),
    };
    let severity = needed("severity")?;
    let severity = severity.parse().map_err(|why: String| (child(pointer, "severity"), why))?;
    let sets = names(pointer, map.get("sets"))?.into_iter().map(|name| (name, severity));
    let known = BaselineEntry {
        check: needed("check")?,
        severity,
        object: needed("object")?,
        namespace: text("namespace"),
        sets: sets.collect(),
    };
    Ok((needed("fingerprint")?, known))
}

/// Returns names of sets.
fn names(pointer: &str, value: Option<&Value>) -> Result<Vec<String>, Wrong> {
    let wrong = || (child(pointer, "sets"), "expected a list of names of sets".to_owned());
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(all)) => {
            let name = |one: &Value| one.as_str().map(str::to_owned).ok_or_else(wrong);
            all.iter().map(name).collect()
        }
        Some(_) => Err(wrong()),
    }
}

fn mapping<'v>(pointer: &str, value: &'v Value, known: &[&str]) -> Result<&'v Map<String, Value>, Wrong> {
    let words = known.join(", ");
    let Some(map) = value.as_object() else {
        return Err((pointer.to_owned(), format!("expected a mapping with the keys {words}")));
    };
    let Some(key) = map.keys().find(|key| !known.contains(&key.as_str())) else { return Ok(map) };
    let guess = suggest(key, known.iter().copied());
    let guess = guess.map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"));
    Err((child(pointer, key), format!("unknown key \"{key}\"{guess} (known keys: {words})")))
}
