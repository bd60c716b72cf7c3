//! Kubeconfig found, merged and checked as kubectl does: missing files of a list are skipped, the first to say something
//! wins. It is read into structures of our own, so that what is wrong is told with its place, and nothing of it is shown.

mod choose;
mod node;
mod parts;
mod place;
mod read;

pub use choose::{Selection, choose};
pub use parts::{Cluster, Exec, Impersonation, Provider, User};
pub use place::At;
pub use read::Kubeconfig;

use super::Trouble;
use std::env;
use std::path::{Path, PathBuf};

/// What was found, and where was looked.
#[derive(Default)]
pub struct Lookup {
    pub config: Kubeconfig,
    pub files: Vec<PathBuf>,
    /// Files of the list that are not there; kubectl says nothing, we say it quietly.
    pub skipped: Vec<PathBuf>,
}

/// Reads the named file alone, else `$KUBECONFIG`'s list, else the file in the home directory.
/// `None` when there is no file at all.
pub fn find(named: Option<&Path>) -> Result<Option<Lookup>, Trouble> {
    let listed = env::var_os("KUBECONFIG").filter(|list| !list.is_empty());
    let home = etcetera::home_dir().ok().map(|home| home.join(".kube").join("config"));
    match (named, listed) {
        (Some(file), _) => read(vec![file.to_owned()], false).map(Some),
        (None, Some(list)) => read(env::split_paths(&list).collect(), true).map(some_files),
        (None, None) => read(home.into_iter().collect(), true).map(some_files),
    }
}

fn some_files(found: Lookup) -> Option<Lookup> {
    (!found.files.is_empty()).then_some(found)
}

fn read(mut list: Vec<PathBuf>, skip_missing: bool) -> Result<Lookup, Trouble> {
    list.retain(|path| !path.as_os_str().is_empty());
    let mut seen = Vec::new();
    list.retain(|path| {
        !seen.contains(path) && {
            seen.push(path.clone());
            true
        }
    });
    let mut found = Lookup::default();
    for path in list {
        if skip_missing && !path.exists() {
            found.skipped.push(path);
            continue;
        }
        found.config.add(&path)?;
        found.files.push(path);
    }
    Ok(found)
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
