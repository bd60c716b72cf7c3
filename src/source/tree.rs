//! Where manifests are read from: the disk, or a set of files in memory, such as those of a git revision.

use super::rendering::RenderedRoot;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of files that a program rendered.
pub const RENDERED: &str = "rendered";

/// Returns the name of a set without the remark that it was rendered, which does not make it another set.
#[must_use]
pub fn unrendered(name: &str) -> &str {
    name.strip_suffix(RENDERED).and_then(|name| name.strip_suffix(", ")).unwrap_or(name)
}

/// The files that paths name.
#[derive(Debug, Clone, Default)]
pub enum Tree {
    #[default]
    Disk,
    Memory(Arc<MemoryTree>),
}

/// Files in memory.
#[derive(Debug, Default)]
pub struct MemoryTree {
    /// What they are, for people: `main`.
    pub name: String,
    /// Content by path, or why it could not be read.
    pub files: BTreeMap<PathBuf, Result<Vec<u8>, String>>,
    /// Links, which are not followed.
    pub links: usize,
    /// What the files were rendered from.
    pub root: Option<RenderedRoot>,
}

impl Tree {
    /// Returns the files in memory, if they are there.
    #[must_use]
    pub fn memory(&self) -> Option<&MemoryTree> {
        match self {
            Self::Disk => None,
            Self::Memory(memory) => Some(memory),
        }
    }

    /// Returns whether the texts were rendered from the files of their names, which have other lines.
    #[must_use]
    pub fn is_rendered(&self) -> bool {
        self.memory().is_some_and(|memory| memory.name == RENDERED)
    }

    /// Returns what the files were rendered from.
    #[must_use]
    pub fn root(&self) -> Option<&RenderedRoot> {
        self.memory()?.root.as_ref()
    }

    #[must_use]
    pub fn is_disk(&self) -> bool {
        self.memory().is_none()
    }

    /// Returns whether the texts are those of the files on the disk, read now or before.
    #[must_use]
    pub fn is_as_on_disk(&self) -> bool {
        self.memory().is_none_or(|memory| memory.name.is_empty() && memory.root.is_none())
    }
}

impl MemoryTree {
    /// Returns the content of a file.
    ///
    /// # Errors
    /// If there is no such file, or it could not be read.
    pub fn bytes(&self, path: &Path) -> Result<&[u8], String> {
        match self.files.get(path) {
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(why)) => Err(why.clone()),
            None => Err("no such file".into()),
        }
    }
}
