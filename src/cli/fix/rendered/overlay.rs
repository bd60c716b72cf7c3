//! A change as a patch file of a kustomization.

use super::origin::OriginDocument;
use crate::cli::fix::kustomization;
use crate::cli::fix::texts::{New, Stuck, Texts};
use crate::engine::credentials::masked;
use crate::fix::{Plan, Step, names};
use crate::model::{Kind, ObjectRef};
use crate::source::manifests::{boundary, normal};
use crate::source::rendering::RenderedRoot;
use crate::source::replace::For;
use crate::yaml::pointer::{self, Op};
use crate::yaml::{self, Put, patch as merge};
use serde_json::{Value, json};
use std::path::Path;

/// The form of a patch. The first one that renders to the intended object is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A part of the object, for changes outside lists.
    Strategic,
    /// JSON 6902: operations at paths, also within lists.
    Json,
}

impl Form {
    pub const ALL: [Self; 2] = [Self::Strategic, Self::Json];
}

/// Adds a patch file, and lists it in the kustomization of the root.
pub fn patch(
    texts: &mut Texts,
    step: &Step,
    plan: &Plan,
    root: &RenderedRoot,
    found: Option<&OriginDocument>,
    form: Form,
) -> Result<(), Stuck> {
    let object = found.map_or(&step.target, |found| &found.object);
    let body = body(step, plan, object, form)?;
    if masked(&body) != body.as_str() {
        return Err(format!("{}: a patch would copy a credential. Use --in base.", step.target));
    }
    let folder = normal(&root.folder);
    let prefix = format!("fnsec-{}", names::stem(object));
    let is_taken = |name: &str| {
        let path = folder.join(name);
        texts.new.contains_key(&path) || path.symlink_metadata().is_ok()
    };
    let name = names::free(&prefix, is_taken);
    texts.new.insert(folder.join(&name), New { text: body.into(), readers: For::Anybody });
    add(texts, &folder, "patches", &json!({"path": name, "target": target(object)}))
}

/// Lists the file of a new object in the kustomization of its folder. A Secret is applied apart from it.
pub fn list(texts: &mut Texts, path: &Path, object: &ObjectRef) -> Result<(), Stuck> {
    if object.kind == Kind::Secret {
        texts.remark(format!("{} is not part of the kustomization: apply it separately.", path.display()));
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    add(texts, folder, "resources", &json!(name))
}

fn add(texts: &mut Texts, folder: &Path, key: &str, item: &Value) -> Result<(), Stuck> {
    let file = boundary::files(folder).into_iter().next();
    let file = file.ok_or_else(|| format!("{} has no kustomization.", folder.display()))?;
    let text = texts.text(&file)?;
    let new = kustomization::with_item(&text, key, item);
    let new = new.ok_or_else(|| format!("{} cannot be edited: add the {key} by hand.", file.display()))?;
    texts.put(&file, &new, For::Anybody)
}

fn target(object: &ObjectRef) -> Value {
    let (group, version) = object.api_version.split_once('/').unwrap_or(("", &object.api_version));
    let mut target = json!({"kind": object.kind, "name": object.name, "version": version});
    if !group.is_empty() {
        target.put(["group"], json!(group));
    }
    // The namespace that a kustomization sets is not there yet when patches are applied.
    if !object.namespace.is_empty() {
        target.put(["namespace"], json!(object.namespace));
    }
    target
}

fn body(step: &Step, plan: &Plan, object: &ObjectRef, form: Form) -> Result<String, Stuck> {
    let Some((base, draft)) = step.change() else {
        let gone = named(json!({"$patch": "delete"}), object);
        return if form == Form::Strategic { Ok(yaml::print(&gone)) } else { Err("no other form".into()) };
    };
    let (base, draft) = (plan.vault.restore(base), plan.vault.restore(draft));
    let ops = pointer::between(&base, &draft);
    let is_in_list = |op: &Op| {
        let steps = pointer::tokens(op.path()).unwrap_or_default();
        let mut above = String::new();
        steps.iter().any(|step| {
            above = pointer::child(&above, step);
            base.pointer(&above).is_some_and(Value::is_array)
        })
    };
    match form {
        Form::Strategic if ops.iter().any(is_in_list) => Err("a list changes".into()),
        Form::Strategic => Ok(yaml::print(&named(merge::between(&base, &draft), object))),
        Form::Json => {
            let ops: Option<Vec<Value>> = ops.iter().map(|op| operation(op, &base)).collect();
            Ok(yaml::print(&json!(ops.ok_or("an operation that JSON 6902 does not have")?)))
        }
    }
}

fn operation(op: &Op, base: &Value) -> Option<Value> {
    match op {
        Op::Set { path, value } => {
            let verb = if base.pointer(path).is_some() { "replace" } else { "add" };
            Some(json!({"op": verb, "path": path, "value": value}))
        }
        Op::Remove { path } => Some(json!({"op": "remove", "path": path})),
        Op::Test { .. } | Op::Move { .. } | Op::Copy { .. } => None,
    }
}

fn named(mut patch: Value, object: &ObjectRef) -> Value {
    patch.put(["apiVersion"], json!(object.api_version));
    patch.put(["kind"], json!(object.kind));
    patch.put(["metadata", "name"], json!(object.name));
    if !object.namespace.is_empty() {
        patch.put(["metadata", "namespace"], json!(object.namespace));
    }
    patch
}
