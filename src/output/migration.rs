//! Migrations as text and JSON: the object, and every difference with its grade.

use super::text::{Paint, clean};
use crate::engine::migration::steps::SharedWorkload;
use crate::engine::migration::{Migration, MigrationNote, NoteGrade};
use crate::model::Kind;
use crate::model::ObjectRef;
use crate::yaml;
use serde_json::{Value, json};

/// An object and its new form, or why there is none.
#[derive(Debug)]
pub struct MigratedObject {
    pub object: ObjectRef,
    pub before: Value,
    pub result: Result<Migration, String>,
}

impl MigratedObject {
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

fn line(note: &MigrationNote) -> String {
    let rule = note.rule.map_or_else(String::new, |rule| format!("rule {}: ", rule + 1));
    format!("  {:<8} {rule}{}", note.grade.word(), note.text)
}

/// Returns all migrations as text.
#[must_use]
pub fn report(all: &[MigratedObject], paint: Paint) -> String {
    if all.is_empty() {
        return "No APIRule of v1beta1 and no Function of v1alpha1.\n".into();
    }
    let mut text = String::new();
    for one in all {
        for (at, line) in one.lines().iter().enumerate() {
            let opens = line.trim_start().starts_with(NoteGrade::Opens.word());
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

/// Returns the steps on a cluster, in order: temporary policies, the new objects, and the policies' removal.
#[must_use]
pub fn steps(all: &[MigratedObject], shared: &[SharedWorkload]) -> String {
    let mut steps: Vec<(String, Option<String>)> = shared.iter().map(temporary).collect();
    let mut ordered: Vec<&MigratedObject> = all.iter().collect();
    // The policies are in place as briefly as possible.
    ordered.sort_by_key(|migrated| !shared.iter().any(|shared| shared.rules.contains(&migrated.object)));
    steps.extend(ordered.into_iter().map(renewed));
    steps.extend(shared.iter().filter(|shared_workload| shared_workload.policy.is_ok()).map(removal));
    let count = steps.len();
    if count == 0 {
        return "# No APIRule of v1beta1 and no Function of v1alpha1.\n".into();
    }
    let text = |((words, document), number): ((String, Option<String>), usize)| {
        let words: String =
            words.lines().flat_map(|line| ["# ".to_owned(), clean(line), "\n".to_owned()]).collect();
        format!("# Step {number} of {count}\n{words}{}", document.unwrap_or_default())
    };
    steps.into_iter().zip(1..).map(text).collect::<Vec<_>>().join("---\n")
}

fn temporary(one: &SharedWorkload) -> (String, Option<String>) {
    let (namespace, name) = &one.service;
    let rules: Vec<String> = one.rules.iter().map(ToString::to_string).collect();
    let head = format!(
        "{} lead to {namespace}/{name}. The first one that is v2 would close the others: apply this policy before.",
        rules.join(", ")
    );
    match &one.policy {
        Ok(policy) => {
            let more = "From here on, pods of the cluster cannot call it; v2 has the same effect.";
            (format!("{head}\n{more}"), Some(yaml::print(policy)))
        }
        Err(why) => {
            (format!("{head}\nIt is not printed: {why}. Migrate none of them before you have it."), None)
        }
    }
}

fn renewed(one: &MigratedObject) -> (String, Option<String>) {
    let lines = one.lines().join("\n");
    let (namespace, name) = (&one.object.namespace, &one.object.name);
    match &one.result {
        Ok(new) if one.object.kind == Kind::APIRule => {
            let wait = format!(
                "kubectl wait apirules.v2.gateway.kyma-project.io/{name} -n {namespace} --for=jsonpath='{{.status.state}}'=Ready"
            );
            (format!("{lines}\nApply it, then: {wait}"), Some(yaml::print(&new.object)))
        }
        Ok(new) => (lines, Some(yaml::print(&new.object))),
        Err(_) => (format!("{lines}\nMigrate it by hand before the next step."), None),
    }
}

fn removal(one: &SharedWorkload) -> (String, Option<String>) {
    let (namespace, name) = &one.service;
    let command = format!("kubectl delete authorizationpolicy fnsec-migration-{name} -n {namespace}");
    (format!("When all of them are Ready: {command}"), None)
}

/// Returns a migration as JSON.
#[must_use]
pub fn value(one: &MigratedObject) -> Value {
    let object =
        json!({"kind": &*one.object.kind, "namespace": one.object.namespace, "name": one.object.name});
    match &one.result {
        Ok(new) => json!({"object": object, "migrated": new.object, "differences": new.notes}),
        Err(why) => json!({"object": object, "error": why}),
    }
}
