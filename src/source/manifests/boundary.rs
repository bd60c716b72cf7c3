//! Folders that separate their files from others: kustomizations and charts.

use super::elsewhere;
use super::sets::Boundary;
use super::unread::SkippedInput;
use crate::yaml;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// What a file says about its folder.
#[derive(Debug, Default)]
pub struct FolderFacts {
    pub boundary: Boundary,
    /// Files that are patches of other objects, not objects themselves.
    pub patches: BTreeSet<PathBuf>,
    pub is_chart: bool,
    /// What it includes, as it is written, and the path.
    pub included: Vec<(String, PathBuf)>,
    /// What only a program that renders it reads.
    pub elsewhere: Vec<SkippedInput>,
    /// The charts that a chart depends on.
    pub dependencies: Vec<String>,
}

/// Returns whether a file of this name defines a boundary.
#[must_use]
pub fn is_name(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name == "Chart.yaml" || KUSTOMIZATIONS.contains(&name)
}

/// Returns the kustomizations of a folder; more than one is an error of kustomize.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    KUSTOMIZATIONS.into_iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect()
}

/// Returns the boundary that a file defines, if it is a kustomization or a chart's own file.
#[must_use]
pub fn of(path: &Path, text: &str) -> Option<FolderFacts> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    let is_chart = name == "Chart.yaml";
    if name == "requirements.yaml" {
        // Where charts of Helm 2 name what they depend on.
        let docs = yaml::parse_lossy(text).0;
        let dependencies = docs.first().map(|doc| elsewhere::dependencies(&doc.value)).unwrap_or_default();
        return (!dependencies.is_empty()).then(|| FolderFacts { dependencies, ..FolderFacts::default() });
    }
    if !is_chart && !KUSTOMIZATIONS.contains(&name) {
        return None;
    }
    let docs = yaml::parse_lossy(text).0;
    let value = docs.into_iter().next().map(|doc| doc.value).unwrap_or_default();
    if is_chart {
        let dependencies = elsewhere::dependencies(&value);
        return Some(FolderFacts { is_chart, dependencies, ..FolderFacts::default() });
    }
    let listed = ["resources", "bases", "components"].iter().flat_map(|key| texts(&value, key, ""));
    let included = listed.map(|one| (one.clone(), normal(&folder.join(one)))).collect::<Vec<_>>();
    let patches = ["patches", "patchesStrategicMerge", "patchesJson6902"]
        .iter()
        .flat_map(|key| texts(&value, key, "path"));
    Some(FolderFacts {
        boundary: Boundary { includes: included.iter().map(|(_, path)| path.clone()).collect() },
        patches: patches.map(|patch| normal(&folder.join(patch))).collect(),
        included,
        elsewhere: elsewhere::of_kustomization(path, text, &value),
        ..FolderFacts::default()
    })
}

/// Returns the strings of a list, or of a key of its entries.
fn texts(value: &Value, key: &str, inner: &str) -> Vec<String> {
    let items = value.get(key).and_then(Value::as_array).into_iter().flatten();
    let text = |item: &Value| item.as_str().or_else(|| item.get(inner)?.as_str()).map(str::to_owned);
    // An inline patch of a kustomization does not name a file.
    items.filter_map(text).filter(|text| !text.contains('\n') && !text.contains("://")).collect()
}

/// Returns a path without its `..` and `.`.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kustomization_names_what_it_takes_in_and_what_it_patches() {
        let text = "resources: [../../base, ns.yaml, https://example.com/x]\npatches:\n- path: patch.yaml\n- patch: |-\n    a: b\n";
        let line = of(Path::new("r/overlays/prod/kustomization.yaml"), text).unwrap_or_default();
        assert_eq!(line.boundary.includes, [PathBuf::from("r/base"), "r/overlays/prod/ns.yaml".into()]);
        assert_eq!(line.patches, BTreeSet::from([PathBuf::from("r/overlays/prod/patch.yaml")]));
    }

    #[test]
    fn other_files_draw_no_line() {
        assert!(of(Path::new("r/a.yaml"), "resources: [x]").is_none());
        assert!(of(Path::new("r/Chart.yaml"), "name: x").is_some_and(|line| line.is_chart));
    }
}
