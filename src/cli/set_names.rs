//! Names of sets that are the same wherever the folder is that was given.

use crate::engine::credentials::masked;
use crate::source::Origin;
use crate::source::connect::Connection;
use crate::source::manifests::normal;
use crate::source::tree::unrendered;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Returns every name of a set, the one that reports show last; none for what is not files.
pub fn all(connection: &Connection, shown: &str) -> Vec<String> {
    if connection.origin != Origin::Manifests {
        return Vec::new();
    }
    let whole = unrendered(&connection.name).to_owned();
    let real = real(&whole);
    [real, Some(whole), Some(shown.to_owned()).filter(|name| !name.is_empty())]
        .into_iter()
        .flatten()
        .collect()
}

/// Returns the real path of each folder or file of a name: within an overlay, its folder is called `.`.
fn real(name: &str) -> Option<String> {
    let path = |part: &str| {
        let part = if part.is_empty() { "." } else { part };
        let path = Path::new(part).canonicalize().or_else(|_| std::path::absolute(part)).ok()?;
        Some(path.display().to_string())
    };
    let parts: Option<Vec<String>> = name.split(", ").map(path).collect();
    parts.filter(|_| name != "-").map(|parts| parts.join(", "))
}

/// Returns a name for each set, without the folder that was given; an empty one if there is only one set.
pub fn of(all: &[&str], files: &[PathBuf]) -> Vec<String> {
    if all.len() < 2 {
        return all.iter().map(|_| String::new()).collect();
    }
    let names = all.iter().map(|name| relative(name, files));
    distinct(names.map(|name| masked(&name).into_owned()).collect())
}

/// Alternatives within one file have one name; from the second on, they are numbered.
fn distinct(mut names: Vec<String>) -> Vec<String> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for name in &mut names {
        let count = times.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            *name = format!("{name} ({count})");
        }
    }
    names
}

fn relative(name: &str, files: &[PathBuf]) -> String {
    let name = unrendered(name);
    let [root] = files else { return name.to_owned() };
    let root = normal(root);
    let below = |part: &str| {
        let path = Path::new(part);
        let rest = path.strip_prefix(&root).unwrap_or(path);
        // The files of the folder itself, beside sets below it.
        if rest.as_os_str().is_empty() { ".".to_owned() } else { rest.display().to_string() }
    };
    name.split(", ").map(below).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_the_same_name_below_another_folder() {
        for (root, name) in [("k8s", "k8s/overlays/dev"), ("./old/k8s", "old/k8s/overlays/dev")] {
            assert_eq!(relative(name, &[root.into()]), "overlays/dev");
        }
        assert_eq!(relative("k8s/a.yaml, k8s/b.yaml", &["k8s".into()]), "a.yaml, b.yaml");
        assert_eq!(relative("k8s", &["k8s".into()]), ".");
        assert_eq!(relative("k8s/dev, rendered", &["k8s".into()]), "dev");
    }

    #[test]
    fn alternatives_of_one_file_are_told_apart() {
        let names = ["a", "b", "a", "a"].map(str::to_owned).to_vec();
        assert_eq!(distinct(names), ["a", "b", "a (2)", "a (3)"]);
    }
}
