//! Finds the kustomization that decides whether a new file is applied at all.

use super::body::read;
use super::lines;
use crate::yaml::pointer::Op;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Returns the kustomization that a new file belongs to, and the entry for the file: the one in its folder, or
/// one above, up to `root`, that lists files of this folder.
pub fn of(path: &Path, root: &Path) -> Option<(PathBuf, String)> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    if let Some(place) = within(folder) {
        return Some((place, name.to_owned()));
    }
    let above = folder.ancestors().skip(1).take_while(|above| above.starts_with(root));
    above.into_iter().find_map(|above| {
        let prefix = format!("{}/", folder.strip_prefix(above).ok()?.to_str()?.replace('\\', "/"));
        let place = within(above)?;
        let value = read(&std::fs::read_to_string(&place).ok()?)?;
        let lists = |entry: &Value| {
            let entry = entry.as_str().unwrap_or_default();
            entry.trim_start_matches("./").starts_with(&prefix)
        };
        let resources = value.get("resources").and_then(Value::as_array)?;
        resources.iter().any(lists).then(|| (place, format!("{prefix}{name}")))
    })
}

fn within(folder: &Path) -> Option<PathBuf> {
    NAMES.into_iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// Returns the text with one more item in a list, which is begun if it is missing; nothing if it must be added by
/// hand.
pub fn with_item(text: &str, key: &str, item: &Value) -> Option<String> {
    let value = read(text)?;
    let op = match value.get(key) {
        None => Op::set(format!("/{key}"), json!([item])),
        Some(Value::Array(items)) if items.is_empty() => Op::set(format!("/{key}"), json!([item])),
        Some(Value::Array(_)) => Op::set(format!("/{key}/-"), item.clone()),
        Some(_) => return None,
    };
    lines::edit(text, &value, &[op])
}

/// Returns the text with one more resource, or nothing if it must be added by hand.
pub fn with(text: &str, entry: &str) -> Option<String> {
    let value = read(text)?;
    let resources = value.get("resources").and_then(Value::as_array)?;
    if resources
        .iter()
        .any(|known| known.as_str().is_some_and(|known| known.trim_start_matches("./") == entry))
    {
        return Some(text.to_owned());
    }
    lines::edit(text, &value, &[Op::set("/resources/-", json!(entry))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_added_behind_the_others() {
        let text = "# ours\nresources:\n- a.yaml  # first\nnamePrefix: x-\n";
        let wanted = "# ours\nresources:\n- a.yaml  # first\n- b.yaml\nnamePrefix: x-\n";
        assert_eq!(with(text, "b.yaml").as_deref(), Some(wanted));
        assert_eq!(with(wanted, "b.yaml").as_deref(), Some(wanted));
        assert_eq!(with("namePrefix: x-\n", "b.yaml"), None);
    }

    #[test]
    fn the_nearest_kustomization_that_lists_the_folder_is_meant() {
        let root = tempfile::tempdir().expect("a folder");
        let at = |name: &str| root.path().join(name);
        for folder in ["app/fn", "base", "lone"] {
            std::fs::create_dir_all(at(folder)).expect("made");
        }
        std::fs::write(at("kustomization.yaml"), "resources:\n- app/fn/pay.yaml\n- base\n").expect("written");
        std::fs::write(at("base/kustomization.yml"), "resources: []\n").expect("written");
        let found = |name: &str| of(&at(name), root.path());
        assert_eq!(found("app/fn/new.yaml"), Some((at("kustomization.yaml"), "app/fn/new.yaml".into())));
        assert_eq!(found("base/new.yaml"), Some((at("base/kustomization.yml"), "new.yaml".into())));
        assert_eq!(found("new.yaml"), Some((at("kustomization.yaml"), "new.yaml".into())));
        assert_eq!(found("lone/new.yaml"), None);
    }
}
