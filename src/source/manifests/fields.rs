//! Fields of a kustomization that change its objects, and that only a program that renders it applies.

use crate::model::Kind;
use crate::yaml;
use serde_json::Value;

/// Prefixes of labels that decide about verdicts.
const DECISIVE: [&str; 4] =
    ["pod-security.kubernetes.io/", "istio", "sidecar.istio.io/", "security.istio.io/"];

/// Returns what is not applied: the key of the field, a sentence, and the kinds that it changes, if they are known.
#[must_use]
pub fn not_applied(value: &Value) -> Vec<(&'static str, String, Option<Vec<Kind>>)> {
    let mut all = Vec::new();
    for key in ["patches", "patchesStrategicMerge", "patchesJson6902"] {
        let entries = value.get(key).and_then(Value::as_array).into_iter().flatten();
        let inline: Vec<InlinePatch> = entries.filter_map(InlinePatch::of).collect();
        let Some(first) = inline.first() else { continue };
        let count = inline.len();
        let (ends, was) = if count == 1 { ("", "was") } else { ("es", "were") };
        let kinds: Option<Vec<Vec<Kind>>> = inline.iter().map(InlinePatch::kinds).collect();
        let kinds = kinds.map(|kinds| kinds.concat());
        let shown = first.name();
        let what = format!("has {count} inline patch{ends}{shown}, which {was} not applied");
        all.push((key, what, kinds));
    }
    for key in ["namePrefix", "nameSuffix"] {
        if value.get(key).and_then(Value::as_str).is_some_and(|text| !text.is_empty()) {
            all.push((key, format!("sets {key}, which was not applied"), None));
        }
    }
    for key in ["commonLabels", "labels"] {
        if labels(value, key).iter().any(|label| DECISIVE.iter().any(|start| label.starts_with(start))) {
            let what = format!("sets labels with {key}, which were not applied");
            all.push((key, what, Some(vec![Kind::Namespace, Kind::Function, Kind::Pod, Kind::Deployment])));
        }
    }
    all
}

/// A patch whose text is in the kustomization.
struct InlinePatch<'a> {
    target: Option<&'a Value>,
    /// The objects of the patch, if it has no target.
    objects: Vec<Value>,
}

impl<'a> InlinePatch<'a> {
    fn of(entry: &'a Value) -> Option<Self> {
        let inline = entry.as_str().filter(|text| text.contains(['\n', '{']));
        let text = inline.or_else(|| entry.get("patch").and_then(Value::as_str))?;
        let target = entry.get("target");
        let docs = if target.is_some() { Vec::new() } else { yaml::parse_lossy(text).0 };
        Some(Self { target, objects: docs.into_iter().map(|doc| doc.value).collect() })
    }

    /// Returns the kinds that the patch changes, if it says so.
    fn kinds(&self) -> Option<Vec<Kind>> {
        if self.target.is_some() {
            return targets(std::iter::once(self.target));
        }
        let named: Option<Vec<&str>> =
            self.objects.iter().map(|object| object.get("kind").and_then(Value::as_str)).collect();
        let named = named.filter(|named| !named.is_empty())?;
        Some(named.into_iter().flat_map(kinds_named).collect())
    }

    /// Returns the object that is changed, as a part of a sentence.
    fn name(&self) -> String {
        let text = |one: Option<&Value>| one.and_then(Value::as_str).unwrap_or_default().to_owned();
        let (kind, name) = match (self.target, self.objects.first()) {
            (Some(target), _) => (text(target.get("kind")), text(target.get("name"))),
            (None, object) => (
                text(object.and_then(|object| object.get("kind"))),
                text(object.and_then(|object| object.pointer("/metadata/name"))),
            ),
        };
        match (kind.is_empty(), name.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!(" of {kind}"),
            (false, false) => format!(" of {kind} {name}"),
        }
    }
}

/// Returns the names of the labels that a field sets.
fn labels<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    let field = value.get(key);
    let pairs = field.and_then(Value::as_array).into_iter().flatten().filter_map(|one| one.get("pairs"));
    let maps = field.into_iter().chain(pairs).filter_map(Value::as_object);
    maps.flat_map(|map| map.keys().map(String::as_str)).collect()
}

/// Returns the kinds that are changed, if each target names its kind.
pub fn targets<'a>(all: impl Iterator<Item = Option<&'a Value>>) -> Option<Vec<Kind>> {
    let mut kinds = Vec::new();
    for target in all {
        let named = target?.get("kind")?.as_str()?;
        // A kind may be a pattern.
        if !named.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return None;
        }
        kinds.extend(kinds_named(named));
    }
    Some(kinds)
}

/// Returns the kinds of a name, in whatever group.
fn kinds_named(name: &str) -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(move |kind| kind.info().name == name)
}
