//! Charts and kustomizations, rendered by the programs that do it: `helm`, `kustomize`, or `kubectl kustomize`.
//!
//! Each root is a set of its own: a chart that no other chart contains, and a kustomization that no other one
//! includes. What is rendered keeps the file that it comes from; files that belong to no root are read as they are.

mod again;
mod helm;
mod kustomize;
mod roots;

use super::manifests::{self, ManifestSet, SkippedInput, boundary};
use super::program::ProgramFailure;
use super::rendering::{RenderWhen, RenderedRoot, Rendering, RootKind};
use super::tree::{MemoryTree, RENDERED, Tree};
use super::{SourceRequest, Trouble};
pub use again::{absolute, again};
use roots::{Root, Roots};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rendered documents by the file that they come from.
pub type RenderedDocuments = BTreeMap<PathBuf, String>;

/// Reads everything that the paths name, rendered if that is wanted.
///
/// # Errors
/// If a path cannot be read, or something must be rendered and cannot be.
pub fn load(wanted: &SourceRequest, home: &str) -> Result<Vec<ManifestSet>, Trouble> {
    let Rendering { when, values } = &wanted.rendering;
    let is_input = wanted.files.iter().any(|path| path.as_os_str() == "-");
    refuse(wanted)?;
    if *when == RenderWhen::Never || !wanted.tree.is_disk() || is_input {
        return manifests::load_from(&wanted.tree, &wanted.files, home);
    }
    let mut roots = Roots::below(&wanted.files)?;
    let (mut sets, mut failed) = (Vec::new(), Vec::new());
    let mut done: Vec<Root> = Vec::new();
    for root in std::mem::take(&mut roots.all) {
        match rendered(&root, values, home) {
            Ok(files) => {
                sets.extend(of(&root, files, values, home)?);
                done.push(root);
            }
            Err(why) if *when == RenderWhen::Always => return Err(trouble(&root, &why)),
            // Without the program, the root is read and reported as it is.
            Err(ProgramFailure::Missing) => {}
            Err(ProgramFailure::Failed(why)) => failed.push((root, why)),
        }
    }
    if done.is_empty() && failed.is_empty() {
        return manifests::load_from(&wanted.tree, &wanted.files, home);
    }
    let rest = roots.rest(&done);
    if !rest.is_empty() || sets.is_empty() {
        let tree =
            Tree::Memory(Arc::new(MemoryTree { files: rest, links: roots.links, ..MemoryTree::default() }));
        let others = manifests::load_from(&tree, &wanted.files, home)?;
        let is_first = sets.is_empty();
        let counts = |set: &ManifestSet| is_first || set.index.objects > 0 || !set.index.troubles.is_empty();
        let mut others: Vec<ManifestSet> = others.into_iter().filter(counts).collect();
        if !failed.is_empty() {
            // A base that others include was read with them, and each failure is reported below.
            for set in &mut others {
                set.index.troubles.retain(|skipped| !skipped.is_about_included());
            }
        }
        sets.extend(others);
    }
    for (root, why) in failed {
        let mut skipped = SkippedInput::new(&root.shown(), 0, format!("not rendered: {why}"));
        skipped.hint = "Render it, and pipe the result to fnsec scan -f -".into();
        for set in &mut sets {
            set.index.troubles.push(skipped.clone());
        }
    }
    Ok(sets)
}

/// Returns whether charts or kustomizations of a git revision would have to be rendered, which needs them on the disk.
#[must_use]
pub fn is_left(wanted: &SourceRequest) -> bool {
    let files = wanted.tree.memory().map(|memory| &memory.files);
    wanted.rendering.when != RenderWhen::Never
        && files.is_some_and(|files| files.keys().any(|path| boundary::is_name(path)))
}

/// Refuses a git revision if everything must be rendered.
///
/// # Errors
/// If it has charts or kustomizations.
pub fn refuse(wanted: &SourceRequest) -> Result<(), Trouble> {
    if wanted.rendering.when != RenderWhen::Always || !is_left(wanted) {
        return Ok(());
    }
    let name = wanted.tree.memory().map(|memory| memory.name.clone()).unwrap_or_default();
    Err(Trouble::configuration(
        format!("Rendering git revision {name}"),
        "programs render only files on the disk",
        "Check it out with git worktree add, and compare both folders with fnsec diff; or use --render auto.",
    ))
}

fn rendered(root: &Root, values: &[PathBuf], home: &str) -> Result<RenderedDocuments, ProgramFailure> {
    match root.kind {
        RootKind::Chart => helm::render(&root.folder, values, home),
        RootKind::Kustomization => kustomize::render(&root.folder),
    }
}

/// Returns the set of a rendered root; nothing if it renders nothing.
fn of(
    root: &Root,
    files: RenderedDocuments,
    values: &[PathBuf],
    home: &str,
) -> Result<Vec<ManifestSet>, Trouble> {
    let paths: Vec<PathBuf> = files.keys().cloned().collect();
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let files = files.into_iter().map(|(path, text)| (path, Ok(text.into_bytes()))).collect();
    let from = RenderedRoot {
        kind: root.kind,
        folder: root.folder.clone(),
        values: values.to_vec(),
        home: home.to_owned(),
    };
    let memory = MemoryTree { name: RENDERED.into(), files, links: 0, root: Some(from) };
    let mut sets = manifests::load_from(&Tree::Memory(Arc::new(memory)), &paths, home)?;
    for set in &mut sets {
        set.name = format!("{}, rendered", root.shown());
    }
    Ok(sets)
}

fn trouble(root: &Root, why: &ProgramFailure) -> Trouble {
    let (what, program) = (format!("Rendering {}", root.shown()), root.kind.programs());
    match why {
        ProgramFailure::Missing => Trouble::configuration(
            what,
            format!("{program} is not on the PATH"),
            "Install it, or use --render auto.",
        ),
        ProgramFailure::Failed(why) => {
            Trouble::configuration(what, why.clone(), "Correct it, or use --render never.")
        }
    }
}

/// Returns a folder as an argument that no program takes for an option.
fn argument(folder: &Path) -> Result<String, ProgramFailure> {
    let text = folder.to_str().ok_or_else(|| ProgramFailure::Failed("the path is not UTF-8".into()))?;
    Ok(match text {
        "" => ".".to_owned(),
        text if text.starts_with('/') => text.to_owned(),
        text => format!("./{text}"),
    })
}
