//! Replaces every credential of an object with one that looks the same to every check, and is worthless.
//!
//! What to replace is what the vault of a fix hides, and what the checks report. A replacement is accepted only if the
//! same credentials are found in the text around it; if none is found, the value is replaced by bullets and counted.

mod disguise;
mod signature;

use crate::engine::credentials;
use crate::fix::vault::{self, Vault};
use crate::model::{Kind, ObjectRef};
use crate::source::recording::entry::RecordedKey;
use crate::source::recording::state::of_resource;
use aho_corasick::{AhoCorasick, MatchKind};
use disguise::Disguise;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use signature::Signature;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Text copied by `kubectl apply`: whole objects, Secret values included. No check reads it.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
const BULLETS: &str = "••••••••";
/// The maximum depth: a text within a text within a text.
const DEPTH: usize = 3;
/// Bytes around a value in which the same credentials must be found.
const AROUND: usize = 256;
/// Shorter values are not looked for where nothing shows that they are credentials: they may be words.
const LONG: usize = 12;
/// Values under the name of a secret that only switch something.
const SETTINGS: [&str; 14] = [
    "true", "false", "yes", "no", "on", "off", "none", "null", "enabled", "disabled", "required", "optional",
    "auto", "default",
];

/// Redacts the objects of one recording: the same value always has the same replacement.
#[derive(Default)]
pub struct Redaction {
    disguise: Disguise,
    known: HashMap<String, String>,
    /// Values that are credentials, and not only hidden out of caution as every header is.
    sure: HashSet<String>,
    /// How many values could only be replaced by something else than a credential of the same kind.
    changed: usize,
}

impl Redaction {
    /// Returns how many different values were replaced.
    #[must_use]
    pub fn replaced(&self) -> usize {
        self.known.len()
    }

    /// Returns how many values have a replacement that checks may judge otherwise.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.changed
    }

    /// Replaces the credentials of objects, wherever they are in any of them.
    pub fn objects(&mut self, objects: &mut BTreeMap<RecordedKey, Arc<RawValue>>) {
        for (key, object) in &mut *objects {
            let Some(kind) = of_resource(&key.resource) else { continue };
            let Ok(value) = serde_json::from_str::<Value>(object.get()) else { continue };
            if let Ok(text) = to_raw_value(&self.object(kind, &value)) {
                *object = text.into();
            }
        }
        let Some(sweep) = self.sweep() else { return };
        for object in objects.values_mut() {
            if let Some(text) = sweep.text(object.get()).and_then(|text| RawValue::from_string(text).ok()) {
                *object = text.into();
            }
        }
    }

    /// Returns what replaces known credentials where nothing else shows that they are credentials.
    fn sweep(&self) -> Option<Sweep> {
        let inside = |text: &str| {
            let json = serde_json::to_string(text).unwrap_or_default();
            json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
        };
        let long = self.known.iter().filter(|(value, _)| value.len() >= LONG && self.sure.contains(*value));
        let (values, new): (Vec<String>, Vec<String>) =
            long.map(|(value, new)| (inside(value), inside(new))).unzip();
        let find = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&values).ok()?;
        (!values.is_empty()).then_some(Sweep { find, new })
    }

    /// Returns an object without credentials.
    pub fn object(&mut self, kind: Kind, value: &Value) -> Value {
        let mut value = value.clone();
        drop_last_applied(&mut value);
        let text = |pointer| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let target = ObjectRef::new(kind, text("/metadata/namespace"), text("/metadata/name"));
        self.value(&value, &target, 0)
    }

    fn value(&mut self, value: &Value, target: &ObjectRef, depth: usize) -> Value {
        let mut vault = Vault::default();
        let marked = vault.mask(value, target, &[]);
        let mut walk = Walk { redaction: self, vault: &vault, target, depth };
        walk.walk(value, &marked, None)
    }

    /// Returns a text with these parts replaced.
    fn text(&mut self, text: &str, parts: Vec<Range<usize>>, name: Option<&str>, depth: usize) -> String {
        let mut text = text.to_owned();
        for part in merged(parts).into_iter().rev() {
            let Some(value) = text.get(part.clone()) else { continue };
            if SETTINGS.contains(&value.to_ascii_lowercase().as_str()) {
                continue;
            }
            let new = self.replacement(&text, &part, name, depth);
            text.replace_range(part, &new);
        }
        text
    }

    fn replacement(&mut self, text: &str, part: &Range<usize>, name: Option<&str>, depth: usize) -> String {
        let value = text.get(part.clone()).unwrap_or_default().to_owned();
        let around = around(text, part);
        let (before, after) = (
            text.get(around.start..part.start).unwrap_or_default(),
            text.get(part.end..around.end).unwrap_or_default(),
        );
        let is_whole = around == (0..text.len());
        let name = name.filter(|_| is_whole);
        let whole = [before, &value, after].concat();
        let here = before.len()..before.len() + value.len();
        let found = |hit: &Range<usize>| hit.start < here.end && here.start < hit.end;
        if parts(&whole).iter().any(found)
            || name.is_some_and(|name| credentials::judge(name, &value).is_some())
        {
            self.sure.insert(value.clone());
        }
        let own = Signature::of(&whole, name);
        let fits = |new: &str, lengths: bool| {
            new != value && own.is_same(&Signature::of(&[before, new, after].concat(), name), lengths)
        };
        if let Some(known) = self.known.get(&value).filter(|known| fits(known, true)) {
            return known.clone();
        }
        let mut all: Vec<String> = Vec::new();
        all.extend(self.decoded(&value, depth));
        all.extend(self.disguise.structured(&value));
        let found = all.into_iter().find(|new| fits(new, true));
        let found = found.or_else(|| self.disguise.plain(&value).find(|new| fits(new, true)));
        let found = found.or_else(|| Disguise::weak(&value).find(|new| fits(new, false)));
        let new = found.unwrap_or_else(|| {
            self.changed += 1;
            BULLETS.to_owned()
        });
        self.known.insert(value, new.clone());
        new
    }

    /// Returns an encoded value with the credential inside replaced.
    fn decoded(&mut self, value: &str, depth: usize) -> Option<String> {
        let (engine, plain) = disguise::decode(value).filter(|_| depth < DEPTH)?;
        let parts = parts(&plain);
        let parts = if parts.is_empty() { std::iter::once(0..plain.len()).collect() } else { parts };
        let inner = self.text(&plain, parts, None, depth + 1);
        Some(disguise::encode(engine, &inner, value))
    }
}

/// Known credentials and their replacements, as they are inside JSON strings.
struct Sweep {
    find: AhoCorasick,
    new: Vec<String>,
}

impl Sweep {
    /// Returns a text with every known credential replaced; nothing if there is none.
    fn text(&self, text: &str) -> Option<String> {
        self.find.is_match(text).then(|| self.find.replace_all(text, &self.new))
    }
}

/// The way through an object and its masked copy.
struct Walk<'a> {
    redaction: &'a mut Redaction,
    vault: &'a Vault,
    target: &'a ObjectRef,
    depth: usize,
}

impl Walk<'_> {
    fn walk(&mut self, value: &Value, marked: &Value, name: Option<&str>) -> Value {
        match (value, marked) {
            (Value::String(text), Value::String(marked)) => Value::String(self.text(text, marked, name)),
            (Value::Array(items), Value::Array(marked)) => {
                items.iter().zip(marked).map(|(item, marked)| self.walk(item, marked, None)).collect()
            }
            (Value::Object(map), Value::Object(marked)) => {
                let own = map.get("name").and_then(Value::as_str);
                let pairs = map.iter().zip(marked.values()).map(|((key, item), marked)| {
                    let name = if key == "value" { own } else { None }.unwrap_or(key);
                    (credentials::masked(key).into_owned(), self.walk(item, marked, Some(name)))
                });
                Value::Object(pairs.collect())
            }
            _ => value.clone(),
        }
    }

    fn text(&mut self, text: &str, marked: &str, name: Option<&str>) -> String {
        let mut found = self.hidden(text, marked);
        found.extend(parts(text));
        let named = name.and_then(|name| credentials::judge(name, text));
        found.extend(named.map(|hit| hit.start..hit.end));
        if found.is_empty() {
            return text.to_owned();
        }
        self.inner(text).unwrap_or_else(|| self.redaction.text(text, found, name, self.depth))
    }

    /// Returns a text that is JSON with its own values replaced; nothing if that changes nothing.
    fn inner(&mut self, text: &str) -> Option<String> {
        if self.depth >= DEPTH || !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let value: Value = serde_json::from_str(text).ok()?;
        let inner = self.redaction.value(&value, self.target, self.depth + 1);
        (inner != value).then(|| inner.to_string())
    }

    /// Returns the parts of a text that the vault hides.
    fn hidden(&self, text: &str, marked: &str) -> Vec<Range<usize>> {
        let (pieces, marks) = vault::marks(marked);
        let (mut parts, mut at) = (Vec::new(), 0);
        for (piece, mark) in pieces.iter().zip(&marks) {
            at += piece.len();
            let value = self.vault.restore(&Value::String((*mark).to_owned()));
            let length = value.as_str().map_or(0, str::len);
            if text.get(at..at + length) != value.as_str() {
                // A text with marks of its own.
                return std::iter::once(0..text.len()).collect();
            }
            parts.push(at..at + length);
            at += length;
        }
        parts
    }
}

/// Returns every part of a text that is a credential, in source code or as a value.
fn parts(text: &str) -> Vec<Range<usize>> {
    let hits = credentials::values(text).into_iter().chain(credentials::scan(text));
    hits.map(|hit| hit.start..hit.end).chain(credentials::users(text)).collect()
}

/// Joins parts that overlap, in order.
fn merged(mut parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    parts.retain(|part| !part.is_empty());
    parts.sort_by_key(|part| (part.start, part.end));
    let mut all: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match all.last_mut() {
            Some(last) if part.start < last.end => last.end = last.end.max(part.end),
            _ => all.push(part),
        }
    }
    all
}

/// Returns the text around a part, in whole characters.
fn around(text: &str, part: &Range<usize>) -> Range<usize> {
    let start = (part.start.saturating_sub(AROUND)..=part.start).find(|at| text.is_char_boundary(*at));
    let end = (part.end..=(part.end + AROUND).min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    start.unwrap_or(part.start)..end.unwrap_or(part.end)
}

fn drop_last_applied(value: &mut Value) {
    if let Some(notes) = value.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        notes.remove(LAST_APPLIED);
    }
}

/// Returns a Secret without its values, whatever else a recording contains.
#[must_use]
pub fn without_values(secret: &Value) -> Value {
    let mut secret = secret.clone();
    drop_last_applied(&mut secret);
    if let Value::Object(map) = &mut secret {
        map.retain(|key, _| matches!(key.as_str(), "apiVersion" | "kind" | "metadata" | "type"));
    }
    secret
}
