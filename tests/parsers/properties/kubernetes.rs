//! Properties of what a cluster sends and what manifests contain: objects, lists, selectors, APIRules, and the
//! receipts of the journal.

use super::private::cut::Cutter;
use super::{PLANT, breaks};
use fnsec::decode;
use fnsec::engine::mesh::{generate, schema};
use fnsec::fix::Receipt;
use fnsec::fix::journal::fold;
use fnsec::model::{Kind, Labels, Object, Selector, Snapshot};
use fnsec::source::journal::Journal;
use fnsec::source::manifests;
use fnsec::yaml;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

/// An object is decoded as every kind that its `kind` may mean, or as all: the same however the JSON is laid
/// out, with its own kind; no error and no fault contains a value.
pub fn objects(text: &str) {
    let value = serde_json::from_str::<Value>(text).or_else(|_| yaml::parse(text).map_err(drop).map(first));
    let Ok(value) = value else {
        assert!(decode::object(Kind::Function, text).is_err());
        return;
    };
    let named: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| value["kind"] == kind.info().name).collect();
    let kinds = if named.is_empty() { Kind::ALL.into_iter().collect() } else { named };
    for kind in kinds {
        let found = decode::object(kind, &value.to_string());
        assert_eq!(found, decode::object(kind, &format!("{value:#}")), "{kind:?}");
        let messages = match &found {
            Ok(object) => {
                assert_eq!(object.kind(), kind);
                object.meta().faults.iter().map(fnsec::model::TypeFault::words).collect()
            }
            Err(error) => vec![error.why.clone()],
        };
        if !is_in_a_key(&value, PLANT) {
            assert!(!messages.concat().contains(PLANT), "{kind:?}: {messages:?}");
        }
    }
}

fn first(docs: Vec<yaml::Doc>) -> Value {
    docs.into_iter().next().map_or(Value::Null, |doc| doc.value)
}

fn is_in_a_key(value: &Value, text: &str) -> bool {
    match value {
        Value::Object(fields) => {
            fields.iter().any(|(key, value)| key.contains(text) || is_in_a_key(value, text))
        }
        Value::Array(items) => items.iter().any(|item| is_in_a_key(item, text)),
        _ => false,
    }
}

/// A list is whole or not whatever the pieces are that it arrives in; of valid JSON the items are the same, and
/// those that a reader of the whole finds; what waits is never more than what arrived.
pub fn lists(bytes: &[u8]) {
    let cut = |piece: usize| {
        let (mut cutter, mut items, mut arrived) = (Cutter::default(), Vec::new(), 0);
        for piece in bytes.chunks(piece.max(1)) {
            arrived += piece.len();
            cutter.push(piece, |item| items.push(item.to_owned()));
            assert!(cutter.waiting() <= arrived);
        }
        let end = cutter.end();
        (items, end.map(|shell| (shell.metadata.resource_version, shell.metadata.next)))
    };
    let whole = cut(bytes.len());
    let list = serde_json::from_slice::<Value>(bytes);
    for piece in [1, 3, 7, 64] {
        let (items, end) = cut(piece);
        assert_eq!(end.is_ok(), whole.1.is_ok());
        assert!(list.is_err() || items == whole.0, "{items:?}, not {:?}", whole.0);
    }
    let Ok(list) = list else { return };
    let text = String::from_utf8_lossy(bytes);
    // A key that is written with escapes, or twice, is not what a server sends.
    let is_usual = !text.contains('\\') && text.matches("\"items\"").count() == 1;
    let Some(items) = list.get("items").and_then(Value::as_array).filter(|_| is_usual) else { return };
    if items.iter().all(Value::is_object) && list["metadata"].is_object() {
        let found: Vec<Value> =
            whole.0.iter().map(|item| serde_json::from_str(item).expect("an item")).collect();
        assert_eq!(found, *items);
    } else if !items.iter().all(Value::is_object) {
        assert!(whole.1.is_err(), "{text}");
    }
}

/// A selector matches what each of its parts matches; an expression and its opposite never match both.
pub fn selectors(text: &str) {
    let value = serde_json::from_str::<Value>(text).or_else(|_| yaml::parse(text).map_err(drop).map(first));
    let Ok(selector) = serde_json::from_value::<Selector>(value.unwrap_or_default()) else { return };
    let samples: [&[(&str, &str)]; 4] =
        [&[], &[("app", "a")], &[("app", "b"), ("tier", "web")], &[("tier", "")]];
    for labels in samples {
        let labels: Labels = labels.iter().copied().collect();
        let own = Selector::labels(selector.match_labels.clone()).matches(&labels);
        let each = |expression: &fnsec::model::selector::Expression| {
            let one = |operator: &str| {
                let expression =
                    fnsec::model::selector::Expression { operator: operator.into(), ..expression.clone() };
                Selector { match_expressions: vec![expression], ..Selector::default() }.matches(&labels)
            };
            assert!(one("In") != one("NotIn") && one("Exists") != one("DoesNotExist"));
            one(&expression.operator)
        };
        assert_eq!(selector.matches(&labels), own && selector.match_expressions.iter().all(each));
        assert!(!selector.selects_all() || selector.matches(&labels));
    }
}

/// An APIRule is checked and derived without harm: errors have a place in its spec, and a spec that was fitted
/// to its schema fits it.
pub fn apirules(text: &str) {
    let value = serde_json::from_str::<Value>(text).or_else(|_| yaml::parse(text).map_err(drop).map(first));
    let Ok(value) = value else { return };
    let spec = value.get("spec").unwrap_or(&value);
    for version in ["v2", "v2alpha1", "v1beta1", "v9"] {
        let found = schema::check(version, spec);
        for fault in &found.faults {
            assert!(fault.pointer.starts_with("/spec"), "{fault:?}");
        }
        let typed = schema::typed(version, spec);
        assert_eq!(schema::typed(version, &typed), typed, "{version} {spec}");
        let object = json!({"apiVersion": format!("gateway.kyma-project.io/{version}"), "kind": "APIRule",
            "metadata": {"name": "r", "namespace": "shop"}, "spec": spec});
        if let Ok(Object::APIRule(rule)) = decode::object(Kind::APIRule, &object.to_string()) {
            let snapshot = Snapshot::default();
            let made = generate::generate(&rule, &generate::GenerationContext::manifests(&snapshot));
            let _ = made.route("GET", "/a");
        }
    }
}

/// Receipts are read line by line: each line is a receipt or is counted as broken; of one receipt the last
/// state counts; what is written is read back.
pub fn receipts(text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal { path: folder.path().join("audit.jsonl") };
    fs::write(&journal.path, text).expect("a file");
    let (found, broken) = journal.read().expect("a journal");
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.as_bytes().trim_ascii().is_empty()).collect();
    let read: Vec<Receipt> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert_eq!(read.len() + broken, lines.len(), "{text:?}");
    assert_eq!(fold(read), found);
    let ids: BTreeSet<&str> = found.iter().map(|receipt| receipt.id.as_str()).collect();
    assert_eq!(ids.len(), found.len());
    for receipt in &found {
        assert_eq!(serde_json::from_str::<Receipt>(&receipt.line()).as_ref().ok(), Some(receipt));
        assert!(!receipt.line().contains('\n'));
    }
    if let Some(receipt) = found.first() {
        journal.append(receipt).expect("is written");
        let (after, same) = journal.read().expect("a journal");
        assert_eq!((after.len(), same), (found.len(), broken));
        assert!(after.contains(receipt));
    }
}

/// A file of manifests is read into sets, or refused as a whole; nothing is lost: each document with fields is
/// an object, is counted, or is named with its line.
pub fn files(text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.yaml");
    fs::write(&path, text).expect("a file");
    let Ok(sets) = manifests::load(&[path], "home") else { return };
    let (docs, faults) = yaml::parse_as_kubectl(text);
    let sum = |part: &dyn Fn(&manifests::ManifestIndex) -> usize| {
        sets.iter().map(|set| part(&set.index)).sum::<usize>()
    };
    let aside = sets.first().map_or(0, |set| set.index.aside.yaml + set.index.aside.others);
    let unread = sum(&|index| index.troubles.len());
    let known = sum(&|index| index.objects) + aside + unread;
    let has_items = |doc: &yaml::Doc| doc.value.get("items").is_some() || doc.value.is_array();
    if docs
        .iter()
        .any(|doc| doc.value.as_object().is_some_and(|fields| !fields.is_empty()) && !has_items(doc))
    {
        assert!(known > 0, "{text:?}");
    }
    assert!(faults.is_empty() || known > 0, "{text:?}");
    for skipped in sets.iter().flat_map(|set| &set.index.troubles) {
        assert!(skipped.line <= breaks(text) + 2 && !skipped.why.is_empty(), "{skipped:?}");
    }
}
