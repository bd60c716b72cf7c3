//! Objects by kind, namespace and name, with a revision for each change and a history to watch.

use crate::model::Kind;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, VecDeque};

type Key = (Kind, String, String);

/// One change, as a watch reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreEvent {
    pub revision: u64,
    pub kind: Kind,
    pub namespace: String,
    pub name: String,
    /// `ADDED`, `MODIFIED` or `DELETED`.
    pub verb: &'static str,
    pub object: Bytes,
}

/// How many changes are kept before old resource versions are gone.
const HISTORY: usize = 10_000;

/// Objects are kept as the text of their JSON: as values they need ten times the memory.
#[derive(Debug, Default)]
pub struct Store {
    objects: BTreeMap<Key, Bytes>,
    history: VecDeque<StoreEvent>,
    revision: u64,
    /// Changes up to this revision were dropped.
    forgotten: u64,
    born: u64,
}

impl Store {
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision.max(1)
    }

    pub fn object(&self, kind: Kind, namespace: &str, name: &str) -> Option<Value> {
        self.objects.get(&(kind, namespace.to_owned(), name.to_owned())).map(value)
    }

    #[must_use]
    pub fn contains(&self, kind: Kind, namespace: &str, name: &str) -> bool {
        self.objects.contains_key(&(kind, namespace.to_owned(), name.to_owned()))
    }

    /// Returns objects of a kind in name order, of one namespace or all.
    pub fn objects<'a>(
        &'a self,
        kind: Kind,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = ((&'a str, &'a str), &'a Bytes)> {
        let from = (kind, namespace.unwrap_or_default().to_owned(), String::new());
        let range = self.objects.range(from..);
        range
            .take_while(move |((of, space, _), _)| *of == kind && namespace.is_none_or(|only| only == space))
            .map(|((_, space, name), object)| ((space.as_str(), name.as_str()), object))
    }

    /// Returns changes after a revision; `None` when they were dropped.
    #[must_use]
    pub fn since(&self, revision: u64, kind: Kind, namespace: Option<&str>) -> Option<Vec<StoreEvent>> {
        if revision < self.forgotten {
            return None;
        }
        let start = self.history.partition_point(|event| event.revision <= revision);
        let wanted =
            |event: &&StoreEvent| event.kind == kind && namespace.is_none_or(|only| only == event.namespace);
        Some(self.history.iter().skip(start).filter(wanted).cloned().collect())
    }

    #[cfg(any(test, feature = "testing"))]
    pub fn compact(&mut self) {
        self.history.clear();
        self.forgotten = self.revision;
    }

    /// Stores an object under the kind its own fields name.
    pub fn seed(&mut self, mut object: Value) -> bool {
        let Some(kind) = kind_of(&object) else {
            return false;
        };
        let namespace =
            if kind.info().namespaced() { text(&object, "/metadata/namespace") } else { String::new() };
        let name = text(&object, "/metadata/name");
        if name.is_empty() || (kind.info().namespaced() && namespace.is_empty()) {
            return false;
        }
        self.dress(&mut object);
        self.put(kind, &namespace, &name, object);
        true
    }

    /// Sets the fields of a new object that the server sets: uid, creation time, generation.
    pub fn dress(&mut self, object: &mut Value) {
        self.born += 1;
        let uid = format!("00000000-0000-4000-8000-{:012x}", self.born);
        on_metadata(object, |meta| {
            meta.entry("uid").or_insert_with(|| json!(uid));
            meta.entry("creationTimestamp").or_insert_with(|| json!("2026-01-05T08:00:00Z"));
            meta.entry("generation").or_insert_with(|| json!(1));
        });
    }

    pub fn put(&mut self, kind: Kind, namespace: &str, name: &str, mut object: Value) -> Value {
        self.revision += 1;
        stamp(&mut object, self.revision);
        let (key, text) = ((kind, namespace.to_owned(), name.to_owned()), Bytes::from(object.to_string()));
        let old = self.objects.insert(key, text.clone());
        self.remember(kind, namespace, name, if old.is_some() { "MODIFIED" } else { "ADDED" }, text);
        object
    }

    pub fn update(
        &mut self,
        kind: Kind,
        namespace: &str,
        name: &str,
        change: impl FnOnce(&mut Value),
    ) -> bool {
        let Some(mut object) = self.object(kind, namespace, name) else {
            return false;
        };
        change(&mut object);
        self.put(kind, namespace, name, object);
        true
    }

    pub fn remove(&mut self, kind: Kind, namespace: &str, name: &str) -> Option<Value> {
        let mut gone = value(&self.objects.remove(&(kind, namespace.to_owned(), name.to_owned()))?);
        self.revision += 1;
        stamp(&mut gone, self.revision);
        self.remember(kind, namespace, name, "DELETED", gone.to_string().into());
        Some(gone)
    }

    fn remember(&mut self, kind: Kind, namespace: &str, name: &str, verb: &'static str, object: Bytes) {
        let (namespace, name) = (namespace.to_owned(), name.to_owned());
        let event = StoreEvent { revision: self.revision, kind, namespace, name, verb, object };
        self.history.push_back(event);
        while self.history.len() > HISTORY {
            if let Some(old) = self.history.pop_front() {
                self.forgotten = old.revision;
            }
        }
    }
}

/// Parses a text of the store into its object.
pub fn value(text: &Bytes) -> Value {
    serde_json::from_slice(text).unwrap_or_default()
}

fn stamp(object: &mut Value, revision: u64) {
    on_metadata(object, |meta| {
        meta.insert("resourceVersion".into(), json!(revision.to_string()));
    });
}

/// Returns the kind in an object's own fields, if it is served.
pub fn kind_of(object: &Value) -> Option<Kind> {
    let (api, name) = (text(object, "/apiVersion"), text(object, "/kind"));
    let (group, version) = api.rsplit_once('/').unwrap_or(("", &api));
    Kind::ALL.into_iter().find(|kind| {
        let info = kind.info();
        info.name == name && info.group == group && info.versions.contains(&version)
    })
}

pub fn text(object: &Value, pointer: &str) -> String {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Calls `change` with the `metadata` of an object, which is created if it is missing or invalid.
pub fn on_metadata(object: &mut Value, change: impl FnOnce(&mut Map<String, Value>)) {
    if !object.is_object() {
        *object = json!({});
    }
    let meta = &mut object["metadata"];
    if !meta.is_object() {
        *meta = json!({});
    }
    if let Value::Object(map) = meta {
        change(map);
    }
}
