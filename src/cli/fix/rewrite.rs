//! One document of a text changed in place; everything else stays byte for byte.
//!
//! Small changes are made line by line. The result is parsed and compared, and if it is not the intended one,
//! the document is reformatted.

use super::body::read;
use super::lines;
use crate::fix::{Plan, Step};
use crate::model::ObjectRef;
use crate::yaml::pointer::{self, Op};
use crate::yaml::{self, Doc};
use serde_json::Value;

/// How much of the layout is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptLayout {
    Everything,
    /// Everything except the comments of a part that was reformatted.
    Most,
    /// Only the other documents; the changed one was reformatted.
    Others,
}

pub struct Rewritten {
    pub text: String,
    pub kept: KeptLayout,
}

/// Applies a step to the document that contains its object.
///
/// # Errors
/// If the document cannot be rewritten safely.
pub fn step(text: &str, doc: usize, step: &Step, plan: &Plan) -> Result<Rewritten, String> {
    behind_mark(text, |text| changed(text, doc, step, plan))
}

/// Removes the step's object: its document, or its item of a list.
///
/// # Errors
/// If the document or the item cannot be removed safely.
pub fn without(text: &str, doc: usize, step: &Step) -> Result<Rewritten, String> {
    behind_mark(text, |text| removed(text, doc, step))
}

/// Keeps a byte order mark at the start of a file, which is not part of the first document.
fn behind_mark(text: &str, work: impl Fn(&str) -> Result<Rewritten, String>) -> Result<Rewritten, String> {
    let bare = text.trim_start_matches('\u{feff}');
    let mark = text.get(..text.len() - bare.len()).unwrap_or_default();
    work(bare).map(|done| Rewritten { text: format!("{mark}{}", done.text), ..done })
}

fn changed(text: &str, doc: usize, step: &Step, plan: &Plan) -> Result<Rewritten, String> {
    let (docs, _) = yaml::parse_lossy(text);
    let found = docs.iter().find(|one| one.index == doc).ok_or("the document no longer exists")?;
    if docs.iter().any(|one| one.index != doc && one.span == found.span) {
        return Err("one document contains several JSON values".into());
    }
    let prefix = place(&found.value, &step.target).ok_or("the object is no longer in its document")?;
    let whole = |value: Option<&Value>| value.map(|value| plan.vault.restore(value)).unwrap_or_default();
    let base = whole(step.base());
    let ops = pointer::between(&base, &whole(step.draft()));
    if !ops.iter().all(|op| is_same(&found.value, &prefix, &base, op)) {
        return Err("it contains a different object than the one that was read".into());
    }
    let ops: Vec<Op> = ops.into_iter().map(|op| below(&prefix, op)).collect();
    let body = text.get(found.span.clone()).ok_or("the document no longer exists")?;
    let (new, kept) = body_with(body, found, &ops)?;
    let (head, tail) = (text.get(..found.span.start), text.get(found.span.end..));
    let whole = [head.unwrap_or_default(), &new, tail.unwrap_or_default()].concat();
    Ok(Rewritten { text: whole, kept })
}

fn removed(text: &str, doc: usize, step: &Step) -> Result<Rewritten, String> {
    let (docs, _) = yaml::parse_lossy(text);
    let found = docs.iter().find(|one| one.index == doc).ok_or("the document no longer exists")?;
    if docs.iter().any(|one| one.index != doc && one.span == found.span) {
        return Err("one document contains several JSON values".into());
    }
    let prefix = place(&found.value, &step.target).ok_or("the object is no longer in its document")?;
    let body = text.get(found.span.clone()).ok_or("the document no longer exists")?;
    let head = text.get(..found.span.start).unwrap_or_default();
    let tail = text.get(found.span.end..).unwrap_or_default();
    if !prefix.is_empty() {
        let (new, kept) = body_with(body, found, &[Op::remove(prefix)])?;
        return Ok(Rewritten { text: [head, &new, tail].concat(), kept });
    }
    let whole = closed(head, tail);
    let values = |docs: &[Doc]| -> Vec<Value> {
        docs.iter().map(|one| one.value.clone()).filter(|value| !value.is_null()).collect()
    };
    let others: Vec<Doc> = docs.iter().filter(|one| one.index != doc).cloned().collect();
    if values(&yaml::parse_lossy(&whole).0) != values(&others) {
        return Err("it cannot be removed from its file".into());
    }
    Ok(Rewritten { text: whole, kept: KeptLayout::Everything })
}

/// Joins the text around a removed document, with one separator less.
fn closed(head: &str, tail: &str) -> String {
    let is_mark = |row: &str| matches!(row.trim_end(), "---" | "...");
    let first = tail.split_inclusive('\n').next().unwrap_or_default();
    if is_mark(first) {
        return [head, tail.get(first.len()..).unwrap_or_default()].concat();
    }
    let last = head.split_inclusive('\n').next_back().unwrap_or_default();
    let head = if is_mark(last) { head.strip_suffix(last).unwrap_or(head) } else { head };
    [head, tail].concat()
}

fn body_with(body: &str, doc: &Doc, ops: &[Op]) -> Result<(String, KeptLayout), String> {
    let wanted = pointer::apply(&doc.value, ops).map_err(|miss| miss.to_string())?;
    // The byte order mark is not part of the first key.
    let bare = body.trim_start_matches('\u{feff}');
    let mark = body.get(..body.len() - bare.len()).unwrap_or_default();
    if let Some(new) = lines::edit(bare, &doc.value, ops) {
        let new = format!("{mark}{new}");
        let comments = |text: &str| text.matches('#').count();
        let kept = if comments(&new) < comments(body) { KeptLayout::Most } else { KeptLayout::Everything };
        return Ok((new, kept));
    }
    let new = anew(body, &wanted);
    if read(&new).as_ref() == Some(&wanted) {
        Ok((new, KeptLayout::Others))
    } else {
        Err("it cannot be printed".into())
    }
}

/// Returns the document reformatted, below its leading comments.
fn anew(body: &str, value: &Value) -> String {
    let json = body.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let head: String = body
        .split_inclusive('\n')
        .take_while(|row| row.trim().is_empty() || row.starts_with(['#', '%']) || row.trim() == "---")
        .collect();
    let own_mark = body.get(head.len()..).unwrap_or_default().starts_with("---");
    let printed = if json {
        yaml::escaped(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
    } else {
        yaml::print(value)
    };
    let printed = if body.contains("\r\n") { printed.replace('\n', "\r\n") } else { printed };
    format!("{head}{}{printed}", if own_mark { "---\n" } else { "" })
}

/// Returns where an object is within a document: the document itself, or an item of a list. If several objects
/// have the same name, the last one counts, as when files are read.
pub fn place(value: &Value, target: &ObjectRef) -> Option<String> {
    nested(value, target, "")
}

fn nested(value: &Value, target: &ObjectRef, here: &str) -> Option<String> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let home = text("/metadata/namespace");
    let same_home = home == target.namespace || (home.is_empty() && target.namespace == "default");
    if *text("/kind") == *target.kind
        && text("/metadata/name") == target.name
        && (same_home || target.namespace.is_empty())
    {
        return Some(here.to_owned());
    }
    let items = value.get("items")?.as_array()?;
    let mut items = items.iter().enumerate().rev();
    items.find_map(|(at, item)| nested(item, target, &format!("{here}/items/{at}")))
}

/// Returns whether the object in the text still has the values that the change was made from, at the changed
/// places.
fn is_same(doc: &Value, prefix: &str, base: &Value, op: &Op) -> bool {
    let path = op.path();
    path.ends_with("/-") || doc.pointer(&format!("{prefix}{path}")) == base.pointer(path)
}

fn below(prefix: &str, op: Op) -> Op {
    let under = |path: String| format!("{prefix}{path}");
    match op {
        Op::Test { path, value } => Op::Test { path: under(path), value },
        Op::Set { path, value } => Op::Set { path: under(path), value },
        Op::Remove { path } => Op::Remove { path: under(path) },
        Op::Move { from, path } => Op::Move { from: under(from), path: under(path) },
        Op::Copy { from, path } => Op::Copy { from: under(from), path: under(path) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::step::{Intent, VersionLock};
    use crate::model::Kind;

    fn cut(text: &str, doc: usize, name: &str) -> Result<String, String> {
        let step = Step {
            target: ObjectRef::new(Kind::ConfigMap, "shop", name),
            intent: Intent::Delete { base: Value::Null, lock: VersionLock::default() },
            notes: Vec::new(),
            owners: Vec::new(),
            gitops: None,
        };
        without(text, doc, &step).map(|done| done.text)
    }

    fn map(name: &str) -> String {
        format!("# about {name}\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: shop}}\n")
    }

    #[test]
    fn a_document_goes_with_its_separator_and_the_others_stay_as_they_are() {
        let text = [map("a"), map("b"), map("c")].join("---\n");
        for (doc, gone, left) in [(0, "a", ["b", "c"]), (1, "b", ["a", "c"]), (2, "c", ["a", "b"])] {
            assert_eq!(cut(&text, doc, gone), Ok(left.map(map).join("---\n")), "{gone}");
        }
        assert_eq!(cut(&map("a"), 0, "a"), Ok(String::new()));
        assert!(cut(&map("a"), 0, "other").is_err());
    }

    #[test]
    fn of_two_objects_of_one_name_the_last_is_meant() {
        let twice = serde_json::json!({"items": [
            {"kind": "ConfigMap", "metadata": {"name": "a", "namespace": "shop"}},
            {"kind": "ConfigMap", "metadata": {"name": "a", "namespace": "shop"}, "data": {}},
        ]});
        let target = ObjectRef::new(Kind::ConfigMap, "shop", "a");
        assert_eq!(place(&twice, &target).as_deref(), Some("/items/1"));
    }

    #[test]
    fn an_item_goes_and_its_list_stays() {
        let item =
            |name: &str| format!("- kind: ConfigMap\n  metadata:\n    name: {name}\n    namespace: shop\n");
        let list = |items: &str| format!("kind: List\nitems:\n{items}");
        let text = list(&[item("a"), item("b")].concat());
        assert_eq!(cut(&text, 0, "a"), Ok(list(&item("b"))));
    }
}
