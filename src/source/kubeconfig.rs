//! Kubeconfig found and merged as kubectl does: missing files of a list are skipped, the first to say something wins.

use super::Trouble;
use kube::config::Kubeconfig;
use std::env;
use std::path::{Path, PathBuf};

/// What was found, and where was looked.
#[derive(Debug, Default)]
pub struct Found {
    pub config: Kubeconfig,
    pub files: Vec<PathBuf>,
    /// Files of the list that are not there; kubectl says nothing, we say it quietly.
    pub skipped: Vec<PathBuf>,
}

/// A context as a picker shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    pub name: String,
    pub cluster: String,
    pub namespace: String,
}

/// Reads the named file alone, else `$KUBECONFIG`'s list, else the file in the home directory.
/// `None` when there is no file at all.
pub fn find(named: Option<&Path>) -> Result<Option<Found>, Trouble> {
    let listed = env::var_os("KUBECONFIG").filter(|list| !list.is_empty());
    let home = etcetera::home_dir().ok().map(|home| home.join(".kube").join("config"));
    match (named, listed) {
        (Some(file), _) => read(vec![file.to_owned()], false).map(Some),
        (None, Some(list)) => read(env::split_paths(&list).collect(), true).map(some_files),
        (None, None) => read(home.into_iter().collect(), true).map(some_files),
    }
}

fn some_files(found: Found) -> Option<Found> {
    (!found.files.is_empty()).then_some(found)
}

fn read(mut list: Vec<PathBuf>, skip_missing: bool) -> Result<Found, Trouble> {
    list.retain(|path| !path.as_os_str().is_empty());
    let mut seen = Vec::new();
    list.retain(|path| {
        !seen.contains(path) && {
            seen.push(path.clone());
            true
        }
    });
    let mut found = Found::default();
    for path in list {
        if skip_missing && !path.exists() {
            found.skipped.push(path);
            continue;
        }
        let one = Kubeconfig::read_from(&path).map_err(|why| unusable(&path, &why))?;
        let merged = std::mem::take(&mut found.config).merge(one);
        found.config = merged.map_err(|why| unusable(&path, &why))?;
        found.files.push(path);
    }
    Ok(found)
}

fn unusable(path: &Path, why: &kube::config::KubeconfigError) -> Trouble {
    let mut words = why.to_string();
    let mut cause = std::error::Error::source(why);
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    let next = "Correct the file, or name another one with --kubeconfig.";
    Trouble::configuration(format!("Reading the kubeconfig {}", path.display()), words, next)
}

pub fn contexts(config: &Kubeconfig) -> Vec<Context> {
    let each = config.contexts.iter().filter_map(|named| {
        let context = named.context.as_ref()?;
        let namespace = context.namespace.clone().unwrap_or_else(|| "default".into());
        Some(Context { name: named.name.clone(), cluster: context.cluster.clone(), namespace })
    });
    each.collect()
}

/// The sentence for a machine without any kubeconfig.
pub fn none() -> Trouble {
    let looked = env::var("KUBECONFIG")
        .map_or_else(|_| "$KUBECONFIG (unset)".into(), |list| format!("$KUBECONFIG ({list})"));
    Trouble::configuration(
        "Looking for a cluster",
        format!("no kubeconfig found; looked at {looked} and ~/.kube/config, and this is no pod"),
        "Tour the built-in cluster with --demo, look at files with -f, or name a kubeconfig with --kubeconfig.",
    )
}
