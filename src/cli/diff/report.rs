//! A report that `scan -o json` wrote: its findings, and what was unknown.

use crate::cli::exit::Failure;
use crate::output::formats::safe;
use crate::verdicts::baseline::BaselineEntry;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The largest report that is read, in bytes.
const LARGEST: usize = 512 << 20;

pub struct DiffReport {
    /// Known finding, message and place, by fingerprint.
    pub rows: BTreeMap<String, (BaselineEntry, String, String)>,
    pub unread: Vec<String>,
    unknown: BTreeMap<(String, String), String>,
    namespaces: BTreeSet<String>,
    /// Whether it lacks findings: filters, or checks that were off.
    is_partial: bool,
}

impl DiffReport {
    pub fn why_unknown(&self, known: &BaselineEntry) -> Option<String> {
        if self.is_partial {
            return Some("the report contains only a part of the findings".into());
        }
        if !known.namespace.is_empty()
            && !self.namespaces.contains(&known.namespace)
            && !self.unread.is_empty()
        {
            return Some("the report does not contain the namespace".into());
        }
        let key = (known.check.clone(), known.namespace.clone());
        self.unknown.get(&key).cloned().or_else(|| self.unread.first().cloned())
    }
}

/// Reads a file; nothing if it is not a report.
///
/// # Errors
/// If the file cannot be read, or is a report of another version.
pub fn read(path: &Path) -> Result<Option<DiffReport>, Failure> {
    let failed = |why: String| Failure::usage(format!("Reading {}: {why}.", path.display()));
    let text = crate::source::files::text(path, LARGEST).map_err(failed)?;
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return Ok(None) };
    if value.pointer("/tool/name").is_none_or(|name| name != "fnsec") {
        return Ok(None);
    }
    if value.get("version").is_none_or(|version| *version != 1) {
        return Err(failed("a report of another version; this release of fnsec reads version 1".into()));
    }
    Ok(Some(of(&value)))
}

fn of(value: &Value) -> DiffReport {
    let list = |pointer: &str| value.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    let rows: BTreeMap<String, (BaselineEntry, String, String)> = list("/findings").filter_map(row).collect();
    let unknown = list("/coverage/unknown").map(|one| {
        let why = format!("{}: {}", text(one, "/missing/0"), text(one, "/detail"));
        ((text(one, "/check"), text(one, "/namespace")), safe(&why))
    });
    let unread = list("/notSeen").map(|one| format!("{}: {}", text(one, "/what"), text(one, "/why")));
    let counted = ["critical", "high", "medium", "low", "info"]
        .iter()
        .filter_map(|word| value.pointer(&format!("/summary/{word}")).and_then(Value::as_u64))
        .sum::<u64>();
    let listed = list("/findings").count();
    let is_partial = usize::try_from(counted).is_ok_and(|counted| counted > listed)
        || list("/silenced/filters").next().is_some()
        || list("/silenced/off").next().is_some();
    let namespaces = list("/namespaces").filter_map(Value::as_str).map(str::to_owned);
    DiffReport {
        unknown: unknown.collect(),
        unread: unread.collect(),
        namespaces: namespaces.collect(),
        is_partial,
        rows,
    }
}

fn row(one: &Value) -> Option<(String, (BaselineEntry, String, String))> {
    let (kind, namespace, name) =
        (text(one, "/object/kind"), text(one, "/object/namespace"), text(one, "/object/name"));
    let home = if kind == "Namespace" { name.clone() } else { namespace.clone() };
    let names = [kind, namespace, name];
    let object: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let severity = text(one, "/severity").parse().ok()?;
    let known = BaselineEntry {
        check: text(one, "/check"),
        severity,
        object: object.join("/"),
        namespace: home,
        sets: BTreeMap::new(),
    };
    let place = match (text(one, "/object/file"), one.pointer("/at/line").and_then(Value::as_u64)) {
        (file, Some(line)) if !file.is_empty() => format!("{file}:{line}"),
        (file, _) => file,
    };
    Some((text(one, "/fingerprint"), (known, safe(&text(one, "/message")), safe(&place))))
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
