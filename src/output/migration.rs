//! Migrations as text and JSON: the object, and every difference with its grade.

use super::text::{Paint, clean};
use crate::engine::migration::{Grade, Migration, Note};
use crate::model::ObjectRef;
use serde_json::{Value, json};

/// An object and its new form, or why there is none.
#[derive(Debug)]
pub struct Migrated {
    pub object: ObjectRef,
    pub before: Value,
    pub result: Result<Migration, String>,
}

impl Migrated {
    /// Returns what differs, a line each, worst first.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let version = |object: &Value| {
            let text = |at: &str| object.pointer(at).and_then(Value::as_str);
            // A server shows old objects as v2.
            let kept = text("/metadata/annotations/gateway.kyma-project.io~1original-version");
            let version = kept.or_else(|| text("/apiVersion")).unwrap_or_default();
            version.rsplit('/').next().unwrap_or_default().to_owned()
        };
        match &self.result {
            Ok(new) => {
                let head = format!("{}: {} to {}", self.object, version(&self.before), version(&new.object));
                let notes = new.notes.iter().map(line);
                std::iter::once(head).chain(notes).map(|line| clean(&line)).collect()
            }
            Err(why) => vec![clean(&format!("{}: not migrated: {why}", self.object))],
        }
    }
}

fn line(note: &Note) -> String {
    let rule = note.rule.map_or_else(String::new, |rule| format!("rule {}: ", rule + 1));
    format!("  {:<8} {rule}{}", note.grade.word(), note.text)
}

/// Returns all migrations as text.
#[must_use]
pub fn report(all: &[Migrated], paint: Paint) -> String {
    if all.is_empty() {
        return "No APIRule of v1beta1 and no Function of v1alpha1.\n".into();
    }
    let mut text = String::new();
    for one in all {
        for (at, line) in one.lines().iter().enumerate() {
            let opens = line.trim_start().starts_with(Grade::Opens.word());
            let line = match at {
                0 => paint.bold(line),
                _ if opens => paint.sign(false, line),
                _ => line.clone(),
            };
            text.push_str(&line);
            text.push('\n');
        }
    }
    let done = all.iter().filter(|one| one.result.is_ok()).count();
    text + &format!("{done} of {} migrated\n", all.len())
}

/// Returns a migration as JSON.
#[must_use]
pub fn value(one: &Migrated) -> Value {
    let object =
        json!({"kind": &*one.object.kind, "namespace": one.object.namespace, "name": one.object.name});
    match &one.result {
        Ok(new) => json!({"object": object, "migrated": new.object, "differences": new.notes}),
        Err(why) => json!({"object": object, "error": why}),
    }
}
