//! What a root must render to after a plan, compared with what it renders to.

use crate::cli::fix::rewrite;
use crate::cli::fix::texts::Stuck;
use crate::fix::{Plan, Step, Write};
use crate::model::{Kind, ObjectRef};
use crate::source::render::RenderedDocuments;
use crate::source::rendering::RootKind;
use crate::yaml;
use crate::yaml::pointer;
use serde_json::Value;

/// The objects that a root must render to.
pub struct WantedObjects {
    docs: Vec<Value>,
    /// New objects, to which a kustomization may add labels and annotations.
    new: Vec<ObjectRef>,
}

/// Returns what a root must render to after a plan.
///
/// # Errors
/// If a step does not fit what was rendered.
pub fn wanted(before: &RenderedDocuments, plan: &Plan, kind: RootKind) -> Result<WantedObjects, Stuck> {
    let mut wanted = WantedObjects { docs: docs(before), new: Vec::new() };
    for step in &plan.steps {
        wanted.apply(step, plan, kind)?;
    }
    Ok(wanted)
}

impl WantedObjects {
    fn apply(&mut self, step: &Step, plan: &Plan, kind: RootKind) -> Result<(), Stuck> {
        let target = &step.target;
        if let Write::Create { target, body } = step.write(&plan.vault) {
            // A Secret is not listed in a kustomization.
            if target.kind != Kind::Secret || kind == RootKind::Chart {
                self.docs.push(body);
                self.new.push(target);
            }
            return Ok(());
        }
        let at = self.docs.iter().position(|doc| rewrite::place(doc, target).as_deref() == Some(""));
        let at = at.ok_or_else(|| format!("{target} is no longer rendered."))?;
        let Some((base, draft)) = step.change() else {
            self.docs.remove(at);
            return Ok(());
        };
        let ops = pointer::between(&plan.vault.restore(base), &plan.vault.restore(draft));
        let Some(doc) = self.docs.get_mut(at) else { return Ok(()) };
        *doc = pointer::apply(doc, &ops).map_err(|miss| format!("{target}: {miss}."))?;
        Ok(())
    }

    /// Compares the objects with what was rendered.
    ///
    /// # Errors
    /// If they differ; the text names the first difference.
    pub fn check(&self, after: &RenderedDocuments) -> Result<(), String> {
        let mut left = docs(after);
        self.new.iter().for_each(|target| plain(&mut left, &self.docs, target));
        let mut missing = Vec::new();
        for doc in &self.docs {
            match left.iter().position(|other| other == doc) {
                Some(at) => drop(left.remove(at)),
                None => missing.push(doc),
            }
        }
        match (missing.first(), left.first()) {
            (None, None) => Ok(()),
            (None, Some(other)) => Err(format!("it would render {} as well.", shown(other))),
            (Some(doc), _) => {
                let twin = left.iter().find(|other| shown(other) == shown(doc));
                let path =
                    twin.and_then(|twin| pointer::between(twin, doc).first().map(|op| op.path().to_owned()));
                Err(path.map_or_else(
                    || format!("{} would not be rendered as intended.", shown(doc)),
                    |path| format!("{} of {} would not be rendered as intended.", path, shown(doc)),
                ))
            }
        }
    }
}

/// Removes labels and annotations that a kustomization adds to a new object.
fn plain(left: &mut [Value], docs: &[Value], target: &ObjectRef) {
    let is_it = |doc: &&Value| rewrite::place(doc, target).as_deref() == Some("");
    let Some(wanted) = docs.iter().find(is_it) else { return };
    let Some(doc) = left.iter_mut().find(|doc| is_it(&&**doc)) else { return };
    for part in ["labels", "annotations"] {
        let keep = wanted.pointer(&format!("/metadata/{part}"));
        let Some(meta) = doc.pointer_mut("/metadata").and_then(Value::as_object_mut) else { continue };
        if let Some(map) = meta.get_mut(part).and_then(Value::as_object_mut) {
            map.retain(|key, _| keep.is_some_and(|keep| keep.get(key).is_some()));
            if map.is_empty() && keep.is_none() {
                meta.remove(part);
            }
        }
    }
}

fn docs(rendered: &RenderedDocuments) -> Vec<Value> {
    let parsed = rendered.values().flat_map(|text| yaml::parse_lossy(text).0);
    parsed.map(|doc| doc.value).filter(|value| !value.is_null()).collect()
}

fn shown(doc: &Value) -> String {
    let text = |pointer: &str| doc.pointer(pointer).and_then(Value::as_str).unwrap_or("?");
    format!("{}/{}", text("/kind"), text("/metadata/name"))
}
