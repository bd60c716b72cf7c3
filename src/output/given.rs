//! Whether the files that were given include a set of a baseline: a set that was not read is not one that is gone.

use crate::source::manifests::normal;
use crate::verdicts::baseline::Baseline;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files and folders that were given; none for a cluster.
#[derive(Debug, Clone, Default)]
pub struct Given {
    paths: Vec<PathBuf>,
    /// The folder that the names of a baseline's sets are below, if it is known.
    root: Option<PathBuf>,
}

/// Returns what the name of a source lists, one path each.
pub fn listed(name: &str) -> impl Iterator<Item = &str> {
    name.split(", ")
}

impl Given {
    /// `names` are the names of the sets that were read, below the folder that was given; `shown` are the same with
    /// that folder; `is_there` says whether a path exists.
    #[must_use]
    pub fn of(
        files: &[PathBuf],
        names: &[String],
        shown: &[String],
        baseline: &Baseline,
        is_there: impl Fn(&Path) -> bool,
    ) -> Self {
        let paths: Vec<PathBuf> = files.iter().map(|path| normal(path)).collect();
        let own = if let [root] = paths.as_slice() { root.clone() } else { PathBuf::new() };
        if names.iter().any(|name| baseline.sets.contains(name)) {
            return Self { paths, root: Some(own) };
        }
        let shown = shown.iter().flat_map(|name| listed(name)).map(PathBuf::from);
        let above = |path: PathBuf| {
            let set = baseline.set_at(&path.display().to_string())?;
            let above = path.ancestors().nth(Path::new(set).components().count())?;
            Some(above.to_owned())
        };
        // Another folder than that of the baseline has none of its sets, which does not mean that they are gone.
        let is_own = || baseline.sets.iter().any(|set| is_there(&own.join(set)));
        let root = shown.chain(paths.iter().cloned()).find_map(above);
        let root = root.or_else(|| is_own().then(|| own.clone()));
        Self { paths, root }
    }

    /// Returns whether everything of a set is in what was given.
    #[must_use]
    pub fn has(&self, set: &str) -> bool {
        let Some(root) = &self.root else { return false };
        let is_given = |part: &str| {
            let path = normal(&root.join(part));
            self.paths.iter().any(|given| path.starts_with(given))
        };
        listed(set).all(is_given)
    }

    /// Returns the sets of a baseline that are not in what was given.
    #[must_use]
    pub fn lacks(&self, baseline: &Baseline) -> BTreeSet<String> {
        let named = baseline.known.values().flat_map(|known| known.sets.keys()).chain(&baseline.sets);
        named.filter(|set| !self.has(set)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(files: &[&str], names: &[&str], shown: &[&str]) -> Given {
        let sets = ["overlays/dev", "overlays/prod", "."].map(str::to_owned).into();
        let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
        let is_there = |path: &Path| path == Path::new("k8s/overlays/dev");
        Given::of(&files, &owned(names), &owned(shown), &Baseline { sets, ..Baseline::default() }, is_there)
    }

    #[test]
    fn a_set_below_the_folder_that_was_given_is_read_and_others_are_not() {
        let whole = given(&["k8s"], &["overlays/dev"], &["k8s/overlays/dev"]);
        assert!(whole.has("overlays/prod") && whole.has("."));
        let single = given(&["./k8s/"], &[""], &["k8s"]);
        assert!(single.has("overlays/prod"), "one set is left of several");
        let other = given(&["k8s/base"], &[""], &["k8s/base"]);
        assert!(!other.has("overlays/prod"), "it has no set of the baseline");
        let part = given(&["k8s/overlays/dev", "k8s/base"], &[""], &["k8s/overlays/dev, k8s/base"]);
        assert!(part.has("overlays/dev") && !part.has("overlays/prod") && !part.has("."));
        let inner = given(&["k8s/overlays"], &["dev"], &["k8s/overlays/dev"]);
        assert!(inner.has("overlays/prod") && !inner.has("."));
        let cluster = given(&[], &[""], &["production"]);
        assert!(!cluster.has("overlays/dev"));
        let input = given(&["-"], &[""], &["-"]);
        assert!(!input.has("overlays/dev"));
    }
}
