//! The same change in other words: a kubectl command, a kustomize patch, a merge patch, the YAML.

use super::{Plan, Step};
use crate::model::ObjectRef;
use crate::yaml::{self, patch};
use serde_json::{Value, json};

/// What kubectl needs to reach the same cluster as the same user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kubectl {
    pub context: Option<String>,
    pub as_user: Option<String>,
}

/// Commands that do the same, one after the other. Masked values stay masked: the commands say so.
pub fn kubectl(plan: &Plan, with: &Kubectl) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !plan.vault.is_empty() {
        lines.push("# values shown as ‹masked-N› are not in this text: put them in before you run it".into());
    }
    lines.extend(plan.steps.iter().map(|step| command(step, with)));
    lines.join("\n") + "\n"
}

fn command(step: &Step, with: &Kubectl) -> String {
    let mut head = "kubectl".to_owned();
    if let Some(context) = &with.context {
        head = format!("{head} --context {}", quote(context));
    }
    if let Some(user) = &with.as_user {
        head = format!("{head} --as {}", quote(user));
    }
    let place = if step.target.namespace.is_empty() {
        String::new()
    } else {
        format!(" -n {}", quote(&step.target.namespace))
    };
    match &step.base {
        _ if step.draft.is_null() => format!("{head} delete {}{place}", resource(&step.target)),
        None => format!("{head} create -f - <<'EOF'\n{}EOF", yaml::print(&step.draft)),
        Some(base) => labels(step, base, &head).unwrap_or_else(|| {
            let body = patch::between(base, &step.draft).to_string();
            format!("{head} patch {}{place} --type=merge -p {}", resource(&step.target), quote(&body))
        }),
    }
}

/// A change of labels alone reads better as `kubectl label`.
fn labels(step: &Step, base: &Value, head: &str) -> Option<String> {
    let body = patch::between(base, &step.draft);
    let map = body.as_object().filter(|map| map.len() == 1)?.get("metadata")?.as_object()?;
    let labels = map.get("labels").filter(|_| map.len() == 1)?.as_object()?;
    let word = |(key, value): (&String, &Value)| match value.as_str() {
        Some(text) => quote(&format!("{key}={text}")),
        None => quote(&format!("{key}-")),
    };
    let words: Vec<String> = labels.iter().map(word).collect();
    let place = if step.target.namespace.is_empty() {
        String::new()
    } else {
        format!(" -n {}", quote(&step.target.namespace))
    };
    Some(format!(
        "{head} label --overwrite {}{place} \\\n  {}",
        resource(&step.target),
        words.join(" \\\n  ")
    ))
}

fn resource(target: &ObjectRef) -> String {
    let group = target.api_version.split_once('/').map_or("", |(group, _)| group);
    let plural = target.known().map_or_else(|| target.kind.to_lowercase(), |kind| kind.info().plural.into());
    if group.is_empty() {
        format!("{plural}/{}", target.name)
    } else {
        format!("{plural}.{group}/{}", target.name)
    }
}

/// Single quotes for the shell, where it needs them.
pub fn quote(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@=,+%".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// The merge patches, as documents that name their object.
pub fn patches(plan: &Plan) -> String {
    let each = plan.steps.iter().filter_map(|step| {
        let base = step.base.as_ref().filter(|_| !step.draft.is_null())?;
        Some(named(&step.target, patch::between(base, &step.draft)))
    });
    yaml::print_all(&each.collect::<Vec<_>>())
}

/// A kustomization with new objects as resources and changes as inline patches.
pub fn kustomize(plan: &Plan) -> String {
    let gone = plan.steps.iter().filter(|step| step.draft.is_null());
    let mut patches: Vec<Value> = gone.map(|step| removed(&step.target)).collect();
    let mut files = Vec::new();
    for step in plan.steps.iter().filter(|step| !step.draft.is_null()) {
        match &step.base {
            Some(base) => {
                let body = named(&step.target, patch::between(base, &step.draft));
                patches.push(inline(&step.target, &body));
            }
            None => files.push((
                format!("{}-{}.yaml", step.target.kind.to_lowercase(), step.target.name),
                &step.draft,
            )),
        }
    }
    let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
    let mut whole = json!({"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"});
    if !names.is_empty() {
        whole["resources"] = json!(names);
    }
    if !patches.is_empty() {
        whole["patches"] = json!(patches);
    }
    let mut text = yaml::print(&whole);
    for (name, draft) in files {
        text = format!("{text}---\n# {name}\n{}", yaml::print(draft));
    }
    text
}

/// A patch that takes an object out of what kustomize builds.
fn removed(target: &ObjectRef) -> Value {
    inline(target, &named(target, json!({"$patch": "delete"})))
}

fn inline(target: &ObjectRef, body: &Value) -> Value {
    let mut at = json!({"kind": target.kind, "name": target.name});
    // Without it the patch would fit objects of that name in every namespace.
    if !target.namespace.is_empty() {
        at["namespace"] = json!(target.namespace);
    }
    json!({"patch": yaml::print(body), "target": at})
}

fn named(target: &ObjectRef, mut patch: Value) -> Value {
    if !patch.is_object() {
        patch = json!({});
    }
    patch["apiVersion"] = json!(target.api_version);
    patch["kind"] = json!(target.kind);
    patch["metadata"]["name"] = json!(target.name);
    if !target.namespace.is_empty() {
        patch["metadata"]["namespace"] = json!(target.namespace);
    }
    patch
}

/// What to send to somebody who may do it: the reason, the command, and what it changes.
pub fn request(plan: &Plan, reason: &str, with: &Kubectl) -> String {
    let objects: Vec<String> = plan.steps.iter().map(|step| format!("- {}", step.target)).collect();
    let command = kubectl(plan, with);
    let price = if plan.price.is_empty() { "none known" } else { &plan.price };
    format!(
        "# Request to a cluster admin: {}\n\n{reason}\n\nIt changes:\n{}\n\nSide effects: {price}\n\n```sh\n{command}```\n\n```yaml\n{}```\n",
        plan.title,
        objects.join("\n"),
        plan.text()
    )
}
