//! Renders a root once more with other texts of its files: in a private copy, so that the user's files stay as they are.

use super::{RenderedDocuments, helm, kustomize};
use crate::source::files;
use crate::source::manifests::{LARGEST, boundary, normal};
use crate::source::program::ProgramFailure;
use crate::source::rendering::{RenderedRoot, RootKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Maximum number of files of a copy.
const FILES: usize = 5_000;
/// Maximum size of a copy, in bytes.
const SIZE: u64 = 128 << 20;

/// Returns what a root renders to with these texts, by the absolute paths of the files that it comes from.
///
/// # Errors
/// If the files cannot be copied, or the root cannot be rendered.
pub fn again(root: &RenderedRoot, texts: &BTreeMap<PathBuf, String>) -> Result<RenderedDocuments, String> {
    let copy = Copy::new(&whole(root), texts).map_err(|why| format!("a private copy of the files: {why}"))?;
    let folder = copy.at(&absolute(&root.folder));
    let files = match root.kind {
        RootKind::Chart => {
            let values: Vec<PathBuf> = root.values.iter().map(|file| copy.at(&absolute(file))).collect();
            helm::render(&folder, &values, &root.home)
        }
        RootKind::Kustomization => kustomize::render(&folder),
    };
    let files = files.map_err(|why| match why {
        ProgramFailure::Missing => format!("{} is not on the PATH", root.kind.programs()),
        ProgramFailure::Failed(why) => why.replace(&copy.base().display().to_string(), ""),
    })?;
    Ok(files.into_iter().map(|(path, text)| (copy.origin(&path), text)).collect())
}

/// Returns a path from the root of the file system, without links resolved.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// Returns the folders and files that a root is rendered from. Neither program reads any other file.
fn whole(root: &RenderedRoot) -> BTreeSet<PathBuf> {
    let mut all = BTreeSet::new();
    match root.kind {
        RootKind::Chart => {
            all.insert(absolute(&root.folder));
            all.extend(root.values.iter().map(|file| absolute(file)));
        }
        RootKind::Kustomization => include(&absolute(&root.folder), &mut all),
    }
    all
}

fn include(path: &Path, all: &mut BTreeSet<PathBuf>) {
    if all.len() >= FILES || !all.insert(path.to_owned()) {
        return;
    }
    for file in boundary::files(path) {
        let Ok(text) = files::text(&file, usize::try_from(LARGEST).unwrap_or(usize::MAX)) else { continue };
        let inner = boundary::of(&file, &text).map(|line| line.boundary.includes).unwrap_or_default();
        for path in &inner {
            include(path, all);
        }
    }
}

/// Files in a temporary folder of this user, at their own paths below it.
struct Copy {
    folder: tempfile::TempDir,
    count: usize,
    size: u64,
}

impl Copy {
    fn new(paths: &BTreeSet<PathBuf>, texts: &BTreeMap<PathBuf, String>) -> Result<Self, String> {
        let folder = tempfile::TempDir::new().map_err(|why| why.to_string())?;
        let mut copy = Self { folder, count: 0, size: 0 };
        for path in paths {
            copy.take(path, texts)?;
        }
        for (path, text) in texts {
            let to = copy.at(&absolute(path));
            write(&to, |to| fs::write(to, text))?;
        }
        Ok(copy)
    }

    fn base(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap_or_else(|_| self.folder.path().to_owned())
    }

    fn at(&self, path: &Path) -> PathBuf {
        let below = path.components().filter(|part| matches!(part, Component::Normal(_)));
        below.fold(self.base(), |path, part| path.join(part))
    }

    fn origin(&self, path: &Path) -> PathBuf {
        let below = path.strip_prefix(self.base()).or_else(|_| path.strip_prefix(self.folder.path()));
        below.map_or_else(|_| path.to_owned(), |below| Path::new("/").join(below))
    }

    fn take(&mut self, path: &Path, texts: &BTreeMap<PathBuf, String>) -> Result<(), String> {
        let Ok(meta) = fs::metadata(path) else { return Ok(()) };
        if meta.is_file() {
            if texts.keys().any(|changed| absolute(changed) == path) {
                return Ok(());
            }
            self.count += 1;
            self.size += meta.len();
            if self.count > FILES || self.size > SIZE {
                return Err(format!("more than {FILES} files or {} MiB", SIZE >> 20));
            }
            let to = self.at(path);
            return write(&to, |to| fs::copy(path, to).map(drop));
        }
        let entries = fs::read_dir(path).map_err(|why| format!("{}: {why}", path.display()))?;
        for entry in entries.filter_map(Result::ok) {
            let inner = entry.path();
            let is_link = entry.file_type().is_ok_and(|sort| sort.is_symlink());
            let is_foreign = entry.file_name() == ".git" || entry.file_name() == "node_modules";
            let is_far = is_link && inner.is_dir();
            if !is_foreign && !is_far {
                self.take(&inner, texts)?;
            }
        }
        Ok(())
    }
}

fn write(to: &Path, write: impl Fn(&Path) -> std::io::Result<()>) -> Result<(), String> {
    let made = to.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| write(to)).map_err(|why| format!("{}: {why}", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_what_a_kustomization_includes_and_the_changed_texts() {
        let world = tempfile::TempDir::new().expect("a folder");
        let at = |name: &str| world.path().join(name);
        for folder in ["base", "over", "other"] {
            fs::create_dir_all(at(folder)).expect("made");
        }
        fs::write(at("base/kustomization.yaml"), "resources: [a.yaml]\n").expect("written");
        fs::write(at("base/a.yaml"), "a: 1\n").expect("written");
        fs::write(at("other/a.yaml"), "a: 3\n").expect("written");
        fs::write(at("over/kustomization.yaml"), "resources: [../base]\n").expect("written");
        let root = RenderedRoot {
            kind: RootKind::Kustomization,
            folder: at("over"),
            values: Vec::new(),
            home: String::new(),
        };
        let texts = BTreeMap::from([(at("base/a.yaml"), "a: 2\n".to_owned())]);
        let copy = Copy::new(&whole(&root), &texts).expect("copied");
        let read = |name: &str| fs::read_to_string(copy.at(&at(name))).ok();
        assert_eq!(read("base/a.yaml").as_deref(), Some("a: 2\n"));
        assert_eq!(read("over/kustomization.yaml").as_deref(), Some("resources: [../base]\n"));
        assert_eq!(read("other/a.yaml"), None, "nothing that it does not include");
        assert_eq!(copy.origin(&copy.at(&at("base/a.yaml"))), at("base/a.yaml"));
    }

    #[test]
    fn a_copy_of_too_many_files_is_refused() {
        let world = tempfile::TempDir::new().expect("a folder");
        fs::write(world.path().join("a.yaml"), "a: 1\n").expect("written");
        let folder = tempfile::TempDir::new().expect("a folder");
        let mut copy = Copy { folder, count: FILES, size: 0 };
        let told = copy.take(world.path(), &BTreeMap::new()).expect_err("too many");
        assert_eq!(told, "more than 5000 files or 128 MiB");
    }
}
