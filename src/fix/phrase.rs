//! The same change in other forms: a kubectl command, a kustomize patch, a merge patch, the YAML.

use super::step::{Intent, Step, VersionLock};
use super::{Plan, names};
use crate::model::ObjectRef;
use crate::yaml::{self, Put, patch};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What kubectl needs to reach the same cluster as the same user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kubectl {
    pub context: Option<String>,
    pub as_user: Option<String>,
    pub as_groups: Vec<String>,
    /// Changes an object only if it still has the version that was read.
    pub guard: bool,
}

/// The field manager that the API server records for a change, the same as for changes sent from here.
const MANAGER: &str = "--field-manager=fnsec";

/// Returns equivalent commands, one after the other. Masked values stay masked, and the commands say so.
#[must_use]
pub fn kubectl(plan: &Plan, with: &Kubectl) -> String {
    let mut lines: Vec<String> = owned(plan);
    if !plan.vault.is_empty() {
        lines.push("# values shown as ‹masked-N› are not in this text: insert them before you run it".into());
    }
    let mut seen = BTreeSet::new();
    for step in &plan.steps {
        // A second change of an object would meet the version of the first one.
        let guard = with.guard
            && seen.insert(&step.target)
            && step.lock().is_some_and(|lock| !lock.resource_version.is_empty());
        lines.push(command(step, with, guard));
    }
    lines.join("\n") + "\n"
}

/// Returns the other writers of the objects of a plan, as comments for the beginning of any form.
#[must_use]
pub fn owned(plan: &Plan) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for step in &plan.steps {
        let Some(tool) = &step.gitops else { continue };
        let line = format!(
            "# {} is managed by {tool}: change it there as well, or the change is reverted",
            step.target
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn command(step: &Step, with: &Kubectl, guard: bool) -> String {
    let head = head(with);
    let place = place(&step.target);
    match &step.intent {
        Intent::Delete { .. } => format!("{head} delete {}{place}", resource(&step.target)),
        Intent::Create { draft } => {
            format!("{head} create {MANAGER} -f - <<'EOF'\n{}EOF", yaml::print(draft))
        }
        Intent::Modify { base, draft, lock } => {
            let mut body = patch::between(base, draft);
            if let Some(label) = labels(&step.target, &body, &head, guard.then_some(lock)) {
                return label;
            }
            if guard && body.is_object() {
                body.put(["metadata", "resourceVersion"], json!(lock.resource_version));
            }
            let target = resource(&step.target);
            format!(
                "{head} patch {target}{place} {MANAGER} --type=merge -p {}",
                quote(&yaml::escaped(&body.to_string()))
            )
        }
    }
}

fn head(with: &Kubectl) -> String {
    let context = with.context.iter().map(|context| ("--context", context));
    let user = with.as_user.iter().map(|user| ("--as", user));
    let groups = with.as_groups.iter().map(|group| ("--as-group", group));
    let words =
        context.chain(user).chain(groups).map(|(option, value)| format!(" {option} {}", quote(value)));
    words.fold("kubectl".to_owned(), |head, word| head + &word)
}

fn place(target: &ObjectRef) -> String {
    if target.namespace.is_empty() { String::new() } else { format!(" -n {}", quote(&target.namespace)) }
}

/// A change of labels alone reads better as `kubectl label`.
fn labels(target: &ObjectRef, body: &Value, head: &str, guard: Option<&VersionLock>) -> Option<String> {
    let map = body.as_object().filter(|map| map.len() == 1)?.get("metadata")?.as_object()?;
    let labels = map.get("labels").filter(|_| map.len() == 1)?.as_object()?;
    let word = |(key, value): (&String, &Value)| match value.as_str() {
        Some(text) => quote(&format!("{key}={text}")),
        None => quote(&format!("{key}-")),
    };
    let words: Vec<String> = labels.iter().map(word).collect();
    let guard =
        guard.map(|lock| format!(" --resource-version={}", lock.resource_version)).unwrap_or_default();
    Some(format!(
        "{head} label {MANAGER} --overwrite{guard} {}{} \\\n  {}",
        resource(target),
        place(target),
        words.join(" \\\n  ")
    ))
}

/// Returns a command that creates a Secret from environment variables, so that no file has to contain its
/// values.
pub fn secret(draft: &Value, target: &ObjectRef, with: &Kubectl) -> Option<String> {
    let data = draft.get("stringData")?.as_object()?;
    let variable = |key: &str| -> String {
        let plain =
            |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
        let name: String = key.chars().map(plain).collect();
        if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
    };
    let literal = |key: &String| format!(" \\\n  --from-literal={}=\"${}\"", quote(key), variable(key));
    let literals: String = data.keys().map(literal).collect();
    let kind = draft.get("type").and_then(Value::as_str).filter(|kind| *kind != "Opaque");
    let kind = kind.map_or_else(String::new, |kind| format!(" --type={}", quote(kind)));
    let name = quote(&target.name);
    Some(format!("{} create secret generic {name}{}{kind} {MANAGER}{literals}", head(with), place(target)))
}

fn resource(target: &ObjectRef) -> String {
    let group = target.api_version.split_once('/').map_or("", |(group, _)| group);
    let plural = target.known().map_or_else(|| target.kind.to_lowercase(), |kind| kind.info().plural.into());
    let name = quote(&target.name);
    if group.is_empty() { format!("{plural}/{name}") } else { format!("{plural}.{group}/{name}") }
}

/// Quotes text for the shell with single quotes, if needed.
#[must_use]
pub fn quote(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@=,+%".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Returns the merge patches, as documents that name their object.
#[must_use]
pub fn patches(plan: &Plan) -> String {
    let each = plan.steps.iter().filter_map(|step| {
        let (base, draft) = step.change()?;
        Some(named(&step.target, patch::between(base, draft)))
    });
    headed(plan, yaml::print_all(&each.collect::<Vec<_>>()))
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn headed(plan: &Plan, text: String) -> String {
    owned(plan).into_iter().map(|line| line + "\n").collect::<String>() + &text
}

/// A kustomization with new objects as resources and changes as inline patches.
#[must_use]
pub fn kustomize(plan: &Plan) -> String {
    let gone = plan.steps.iter().filter(|step| step.is_delete());
    let mut patches: Vec<Value> = gone.map(|step| removed(&step.target)).collect();
    let mut files: Vec<(String, &Value)> = Vec::new();
    for step in &plan.steps {
        match &step.intent {
            Intent::Create { draft } => {
                let taken = |name: &str| files.iter().any(|(other, _)| other == name);
                files.push((names::free(&names::stem(&step.target), taken), draft));
            }
            Intent::Modify { base, draft, .. } => {
                let body = named(&step.target, patch::between(base, draft));
                patches.push(inline(&step.target, &body));
            }
            Intent::Delete { .. } => {}
        }
    }
    let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
    let mut whole = json!({"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"});
    if !names.is_empty() {
        whole.put(["resources"], json!(names));
    }
    if !patches.is_empty() {
        whole.put(["patches"], json!(patches));
    }
    let mut text = yaml::print(&whole);
    for (name, draft) in files {
        text = format!("{text}---\n# {name}\n{}", yaml::print(draft));
    }
    headed(plan, text)
}

/// Returns a patch that removes an object from the output of kustomize.
fn removed(target: &ObjectRef) -> Value {
    inline(target, &named(target, json!({"$patch": "delete"})))
}

fn inline(target: &ObjectRef, body: &Value) -> Value {
    let mut at = json!({"kind": target.kind, "name": target.name});
    // Without it, the patch would match objects of that name in every namespace.
    if !target.namespace.is_empty() {
        at.put(["namespace"], json!(target.namespace));
    }
    json!({"patch": yaml::print(body), "target": at})
}

fn named(target: &ObjectRef, mut patch: Value) -> Value {
    if !patch.is_object() {
        patch = json!({});
    }
    patch.put(["apiVersion"], json!(target.api_version));
    patch.put(["kind"], json!(target.kind));
    patch.put(["metadata", "name"], json!(target.name));
    if !target.namespace.is_empty() {
        patch.put(["metadata", "namespace"], json!(target.namespace));
    }
    patch
}

/// Returns a request to a user with the required permission: the reason, the command, and what it changes.
#[must_use]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Edit, Fix, Risk};
    use crate::fix::plan::Inputs;
    use crate::model::Kind;
    use crate::yaml::pointer::Op;

    fn plan(op: Op) -> Plan {
        let target = ObjectRef::new(Kind::ConfigMap, "shop", "a");
        let full = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {
            "name": "a", "namespace": "shop", "resourceVersion": "7",
            "labels": {"kustomize.toolkit.fluxcd.io/name": "apps"},
        }});
        let fix = Fix::new("Change it", Risk::Safe).edit(Edit::modify(target, vec![op]));
        Plan::new(&fix, &Inputs::new(), &[Some(full)]).expect("fits")
    }

    #[test]
    fn a_command_acts_as_the_same_user_on_what_was_seen_and_names_the_owner() {
        let groups = vec!["team a".into(), "team-b".into()];
        let with = Kubectl { as_user: Some("jane".into()), as_groups: groups, guard: true, context: None };
        let said = kubectl(&plan(Op::set("/data/k", json!("a\u{9b}b"))), &with);
        let wanted = "# ConfigMap/a in shop is managed by Flux (apps): change it there as well, or the change is reverted\n\
            kubectl --as jane --as-group 'team a' --as-group team-b patch configmaps/a -n shop --field-manager=fnsec \
            --type=merge -p '{\"data\":{\"k\":\"a\\u009bb\"},\"metadata\":{\"resourceVersion\":\"7\"}}'\n";
        assert_eq!(said, wanted);
        let said = kubectl(&plan(Op::set("/metadata/labels/x", json!("y"))), &with);
        assert!(
            said.contains(
                "label --field-manager=fnsec --overwrite --resource-version=7 configmaps/a -n shop"
            )
        );
        let said = kubectl(&plan(Op::set("/data/k", json!("v"))), &Kubectl::default());
        assert!(!said.contains("resourceVersion"), "{said}");
    }

    #[test]
    fn a_secret_is_made_from_variables() {
        let target = ObjectRef::new(Kind::Secret, "shop", "db");
        let draft = json!({"stringData": {"db.password": "‹masked-1›", "1st": "x"}, "type": "Opaque"});
        let said = secret(&draft, &target, &Kubectl::default()).expect("a command");
        let wanted = "kubectl create secret generic db -n shop --field-manager=fnsec \\\n  \
            --from-literal=1st=\"$_1ST\" \\\n  --from-literal=db.password=\"$DB_PASSWORD\"";
        assert_eq!(said, wanted);
    }

    #[test]
    fn two_new_objects_of_one_name_get_two_files() {
        let edits = ["one", "two"].map(|namespace| {
            let target = ObjectRef::new(Kind::NetworkPolicy, namespace, "closed");
            Edit::create(target, json!({"kind": "NetworkPolicy"}))
        });
        let fix = edits.into_iter().fold(Fix::new("Close", Risk::MayBreak), Fix::edit);
        let plan = Plan::new(&fix, &Inputs::new(), &[None, None]).expect("fits");
        let text = kustomize(&plan);
        for name in ["networkpolicy-one-closed.yaml", "networkpolicy-two-closed.yaml"] {
            assert_eq!(text.matches(name).count(), 2, "{text}");
        }
    }
}
