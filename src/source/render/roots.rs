//! Finds charts and kustomizations below paths, which of them contain others, and the files that are left.

use crate::source::Trouble;
use crate::source::files;
use crate::source::manifests::{LARGEST, boundary, normal, walk};
use crate::source::rendering::RootKind;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A folder that is rendered as a whole.
#[derive(Debug, Clone)]
pub struct Root {
    pub kind: RootKind,
    pub folder: PathBuf,
    /// Files and folders that it includes.
    includes: BTreeSet<PathBuf>,
}

impl Root {
    pub fn shown(&self) -> String {
        let text = self.folder.display().to_string();
        if text.is_empty() { ".".to_owned() } else { text }
    }
}

#[derive(Default)]
pub struct Roots {
    pub all: Vec<Root>,
    /// Every manifest below the paths.
    files: Vec<PathBuf>,
    unread: Vec<(PathBuf, String)>,
    pub links: usize,
}

impl Roots {
    /// Finds the roots below paths; a file that is named itself is read as it is.
    ///
    /// # Errors
    /// If a path cannot be read.
    pub fn below(paths: &[PathBuf]) -> Result<Self, Trouble> {
        let mut roots = Self::default();
        let mut found: BTreeMap<PathBuf, Root> = BTreeMap::new();
        for path in paths {
            if path.as_os_str() == "-" || !path.is_dir() {
                roots.files.push(path.clone());
                continue;
            }
            let walk = walk::walk(path)?;
            roots.links += walk.links;
            roots.unread.extend(walk.unread);
            for file in walk.files {
                if let Some(root) = root(&file) {
                    found.entry(root.folder.clone()).or_insert(root);
                }
                roots.files.push(file);
            }
        }
        let included: BTreeSet<PathBuf> = found.values().flat_map(|root| &root.includes).cloned().collect();
        let is_inner = |root: &Root| match root.kind {
            RootKind::Chart => root
                .folder
                .ancestors()
                .skip(1)
                .any(|above| found.get(above).is_some_and(|other| other.kind == RootKind::Chart)),
            RootKind::Kustomization => included.contains(&root.folder),
        };
        roots.all = found.values().filter(|root| !is_inner(root)).cloned().collect();
        Ok(roots)
    }

    /// Returns the content of the files that belong to none of the rendered roots, or why one cannot be read.
    pub fn rest(&self, done: &[Root]) -> BTreeMap<PathBuf, Result<Vec<u8>, String>> {
        let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
        for root in done {
            taken.insert(root.folder.clone());
            self.take(root, &mut taken);
        }
        let is_taken = |file: &Path| file.ancestors().any(|part| taken.contains(part));
        let mut rest = BTreeMap::new();
        for file in self.files.iter().filter(|file| !is_taken(&normal(file))) {
            let largest = usize::try_from(LARGEST).unwrap_or(usize::MAX);
            rest.insert(file.clone(), files::bytes(file, largest));
        }
        rest.extend(self.unread.iter().map(|(path, why)| (path.clone(), Err(why.clone()))));
        rest
    }

    /// Adds what a root includes, and what that includes.
    fn take(&self, root: &Root, taken: &mut BTreeSet<PathBuf>) {
        for path in &root.includes {
            if !taken.insert(path.clone()) {
                continue;
            }
            let inner = self
                .files
                .iter()
                .filter(|file| normal(file).parent() == Some(path))
                .find_map(|file| self::root(file));
            if let Some(inner) = inner {
                self.take(&inner, taken);
            }
        }
    }
}

/// Returns the root that a file defines.
fn root(file: &Path) -> Option<Root> {
    let plain = normal(file);
    let is_own = boundary::is_name(&plain);
    let text = is_own.then(|| std::fs::read_to_string(file).ok()).flatten()?;
    let line = boundary::of(&plain, &text)?;
    let folder = plain.parent().map(Path::to_owned).unwrap_or_default();
    let sort = if line.is_chart { RootKind::Chart } else { RootKind::Kustomization };
    let includes = line.boundary.includes.into_iter().chain(line.patches).collect();
    Some(Root { kind: sort, folder, includes })
}
