//! Finds files below paths as ripgrep does: files that git ignores, hidden folders and links are skipped.

use crate::source::Trouble;
use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// Maximum number of files; a folder with more is reported.
const FILES: usize = 50_000;
/// Folders deeper than this are not read.
const DEPTH: usize = 64;
/// Folders with dependencies, skipped even if git does not ignore them.
const FOREIGN: [&str; 2] = ["node_modules", "vendor"];

/// One path of the command line, and the manifests below it.
#[derive(Debug, Default)]
pub struct FoundFiles {
    pub files: Vec<PathBuf>,
    /// What could not be read, with the reason.
    pub unread: Vec<(PathBuf, String)>,
    /// Links that were not followed.
    pub links: usize,
    /// Folders with dependencies that were not entered.
    pub foreign: usize,
}

/// Returns every manifest below a path, in a stable order. A file that is named explicitly is read with any
/// name, and through links.
///
/// # Errors
/// If the path cannot be read.
pub fn walk(path: &Path) -> Result<FoundFiles, Trouble> {
    walk_up_to(FILES, path)
}

fn walk_up_to(most: usize, path: &Path) -> Result<FoundFiles, Trouble> {
    let meta = std::fs::metadata(path).map_err(|why| unreadable(path, &why))?;
    let mut found = FoundFiles::default();
    if !meta.is_dir() {
        found.files.push(path.to_owned());
        return Ok(found);
    }
    let mut builder = WalkBuilder::new(path);
    builder.max_depth(Some(DEPTH)).sort_by_file_name(std::cmp::Ord::cmp);
    builder.filter_entry(|entry| entry.depth() == 0 || !is_foreign(entry.path()));
    found.foreign = 0;
    for entry in builder.build() {
        match entry {
            Ok(entry) => take(&entry, &mut found),
            Err(error) => {
                let place = place_of(&error).unwrap_or_else(|| path.to_owned());
                found.unread.push((place, reason(&error)));
            }
        }
        if found.files.len() >= most {
            found
                .unread
                .push((path.to_owned(), format!("more than {most} manifests; the others were not read")));
            break;
        }
    }
    Ok(found)
}

fn take(entry: &ignore::DirEntry, found: &mut FoundFiles) {
    let Some(sort) = entry.file_type() else { return };
    if sort.is_symlink() {
        found.links += usize::from(is_manifest(entry.path()) || entry.path().is_dir());
    } else if sort.is_dir() {
        found.foreign += foreign_below(entry.path());
        if entry.depth() == DEPTH {
            found.unread.push((entry.path().to_owned(), format!("deeper than {DEPTH} folders")));
        }
    } else if is_manifest(entry.path()) {
        if sort.is_file() {
            found.files.push(entry.path().to_owned());
        } else {
            found.unread.push((entry.path().to_owned(), "not a regular file".into()));
        }
    }
}

fn foreign_below(folder: &Path) -> usize {
    FOREIGN.iter().filter(|name| folder.join(name).is_dir()).count()
}

fn is_foreign(path: &Path) -> bool {
    path.is_dir() && path.file_name().and_then(|name| name.to_str()).is_some_and(is_foreign_name)
}

/// Returns whether folders of this name contain dependencies.
pub fn is_foreign_name(name: &str) -> bool {
    FOREIGN.contains(&name)
}

/// Returns whether a path can contain manifests; fnsec's own configuration and baseline cannot.
pub fn is_manifest(path: &Path) -> bool {
    let known = ["yaml", "yml", "json"];
    let own = path.file_name().is_some_and(|name| name == "fnsec.yaml" || name == "fnsec-baseline.yaml");
    let end = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
    !own && end.is_some_and(|end| known.contains(&end.as_str()))
}

fn place_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place_of(err),
        _ => None,
    }
}

fn reason(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), plain)
}

/// Returns the system's message without its number.
pub fn plain(why: &std::io::Error) -> String {
    let text = why.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

fn unreadable(path: &Path, why: &std::io::Error) -> Trouble {
    let what = format!("Reading {}", path.display());
    Trouble::configuration(what, plain(why), "Check the path and its permissions.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_too_many_manifests_says_so() {
        let folder = tempfile::TempDir::new().expect("a folder");
        for name in ["a.yaml", "b.yaml", "c.yaml"] {
            std::fs::write(folder.path().join(name), "a: 1\n").expect("written");
        }
        let found = walk_up_to(2, folder.path()).expect("a folder");
        let [(_, why)] = found.unread.as_slice() else { panic!("{:?}", found.unread) };
        assert_eq!((found.files.len(), why.as_str()), (2, "more than 2 manifests; the others were not read"));
        assert!(walk(folder.path()).expect("a folder").unread.is_empty());
    }

    #[test]
    fn a_folder_that_is_too_deep_says_so() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let below: PathBuf = std::iter::repeat_n("d", DEPTH + 1).collect();
        std::fs::create_dir_all(folder.path().join(&below)).expect("made");
        std::fs::write(folder.path().join(below).join("a.yaml"), "a: 1\n").expect("written");
        let found = walk(folder.path()).expect("a folder");
        let [(_, why)] = found.unread.as_slice() else { panic!("{:?}", found.unread) };
        assert_eq!((found.files.len(), why.as_str()), (0, "deeper than 64 folders"));
    }
}
