//! Other writers of an object: field managers, and the GitOps tools that revert changes.

use serde_json::Value;

/// A changed field, and the manager that wrote it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedField {
    pub path: String,
    pub manager: String,
}

/// Returns the managers of the given fields, except ours.
pub fn of(object: &Value, paths: &[String]) -> Vec<ManagedField> {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten();
    let mut owners = Vec::new();
    for entry in entries {
        let manager = entry.get("manager").and_then(Value::as_str).unwrap_or_default();
        let Some(fields) = entry.get("fieldsV1").filter(|_| !manager.is_empty() && manager != "fnsec") else {
            continue;
        };
        let owned = paths.iter().filter(|path| owns(fields, path));
        owners.extend(owned.map(|path| ManagedField { path: path.clone(), manager: manager.to_owned() }));
    }
    owners
}

/// Follows a pointer through `f:` keys; list items are keyed by content, so within a list the owner of the
/// list counts.
fn owns(fields: &Value, path: &str) -> bool {
    let mut here = fields;
    for step in path.split('/').skip(1) {
        let name = step.replace("~1", "/").replace("~0", "~");
        if name.parse::<usize>().is_ok() || name == "-" {
            return true;
        }
        match here.get(format!("f:{name}")) {
            Some(inner) => here = inner,
            None => return false,
        }
    }
    true
}

/// Returns the tool that manages this object, as text on one line, whatever characters the names contain.
#[must_use]
pub fn gitops(object: &Value) -> Option<String> {
    let found = tool(object)?;
    Some(found.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect())
}

fn tool(object: &Value) -> Option<String> {
    let label = |key: &str| text(object, "labels", key);
    let annotation = |key: &str| text(object, "annotations", key);
    if let Some(app) =
        annotation("argocd.argoproj.io/tracking-id").or_else(|| label("argocd.argoproj.io/instance"))
    {
        return Some(format!("Argo CD ({})", app.split(':').next().unwrap_or(app)));
    }
    if let Some(name) = label("kustomize.toolkit.fluxcd.io/name") {
        return Some(format!("Flux ({name})"));
    }
    if let Some(name) =
        label("helm.toolkit.fluxcd.io/name").or_else(|| annotation("meta.helm.sh/release-name"))
    {
        return Some(format!("Helm ({name})"));
    }
    let module = label("kyma-project.io/module").or_else(|| label("operator.kyma-project.io/module-name"));
    module.map(|module| format!("the Kyma module {module}"))
}

fn text<'a>(object: &'a Value, part: &str, key: &str) -> Option<&'a str> {
    object.get("metadata")?.get(part)?.get(key)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_label_is_owned_by_who_wrote_it() {
        let object = json!({"metadata": {"managedFields": [
            {"manager": "argocd-controller", "fieldsV1": {"f:metadata": {"f:labels": {"f:a/b": {}}}}},
            {"manager": "fnsec", "fieldsV1": {"f:metadata": {"f:labels": {"f:c": {}}}}},
        ]}});
        let found = of(&object, &["/metadata/labels/a~1b".into(), "/metadata/labels/c".into()]);
        assert_eq!(
            found,
            [ManagedField { path: "/metadata/labels/a~1b".into(), manager: "argocd-controller".into() }]
        );
    }

    #[test]
    fn gitops_tools_are_recognised() {
        let object =
            json!({"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "shop:v1/Namespace"}}});
        assert_eq!(gitops(&object).as_deref(), Some("Argo CD (shop)"));
        assert_eq!(gitops(&json!({"metadata": {}})), None);
        let hostile = json!({"metadata": {"annotations": {"meta.helm.sh/release-name": "a\nrm -rf /"}}});
        assert_eq!(gitops(&hostile).as_deref(), Some("Helm (a rm -rf /)"));
    }
}
