//! Finds, merges and checks the kubeconfig as kubectl does: missing files of a list are skipped, the first
//! value wins. It is read into our own structures, so that errors are reported with their place, and no value
//! is shown.

mod choose;
mod node;
mod parts;
mod place;
mod read;

pub use choose::{Selection, choose};
pub use parts::{AuthProvider, Cluster, Exec, Impersonation, User};
pub use place::FieldPlace;
pub use read::Kubeconfig;

use super::Trouble;
use std::env;
use std::path::{Path, PathBuf};

/// The result of a search, and where it searched.
#[derive(Default)]
pub struct FileLookup {
    pub config: Kubeconfig,
    pub files: Vec<PathBuf>,
    /// Missing files of the list; kubectl ignores them, fnsec adds a remark.
    pub skipped: Vec<PathBuf>,
}

/// The setting that names the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KubeconfigSetting {
    /// `--kubeconfig`, or its variable.
    Option,
    /// `$KUBECONFIG`.
    Variable,
    /// No setting: the file in the home directory.
    Home,
}

/// Files to read, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    pub files: Vec<PathBuf>,
    pub named: KubeconfigSetting,
}

impl Places {
    /// Returns whether a missing file is skipped instead of being an error.
    #[must_use]
    pub fn may_be_missing(&self) -> bool {
        self.named != KubeconfigSetting::Option
    }
}

/// Returns only the named file, else the list in `$KUBECONFIG`, else the file in the home directory.
#[must_use]
pub fn places(named: Option<&Path>) -> Places {
    let listed = env::var_os("KUBECONFIG").filter(|list| !list.is_empty());
    let home = etcetera::home_dir().ok().map(|home| home.join(".kube").join("config"));
    let (files, named): (Vec<PathBuf>, KubeconfigSetting) = match (named, listed) {
        (Some(file), _) => (vec![file.to_owned()], KubeconfigSetting::Option),
        (None, Some(list)) => (env::split_paths(&list).collect(), KubeconfigSetting::Variable),
        (None, None) => (home.into_iter().collect(), KubeconfigSetting::Home),
    };
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in files {
        if !path.as_os_str().is_empty() && !seen.contains(&path) {
            seen.push(path);
        }
    }
    Places { files: seen, named }
}

/// Reads the files at these places. `None` if there is no file at all.
///
/// # Errors
/// If a file is named but missing, or a file cannot be read or is invalid.
pub fn find(named: Option<&Path>) -> Result<Option<FileLookup>, Trouble> {
    let places = places(named);
    let found = read(&places)?;
    Ok(if places.may_be_missing() { some_files(found) } else { Some(found) })
}

fn some_files(found: FileLookup) -> Option<FileLookup> {
    (!found.files.is_empty()).then_some(found)
}

fn read(places: &Places) -> Result<FileLookup, Trouble> {
    let mut found = FileLookup::default();
    for path in &places.files {
        if places.may_be_missing() && !path.exists() {
            found.skipped.push(path.clone());
            continue;
        }
        found.config.add(path)?;
        found.files.push(path.clone());
    }
    Ok(found)
}

/// Returns the error for a machine without any kubeconfig.
#[must_use]
pub fn none() -> Trouble {
    let looked = env::var("KUBECONFIG")
        .map_or_else(|_| "$KUBECONFIG (unset)".into(), |list| format!("$KUBECONFIG ({list})"));
    Trouble::configuration(
        "Looking for a cluster",
        format!("no kubeconfig found in {looked} or ~/.kube/config, and not running in a pod"),
        "Try the built-in cluster with --demo, check files with -f, or name a kubeconfig with --kubeconfig.",
    )
}
