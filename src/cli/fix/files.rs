//! Plans for manifests: the files they change, and the new files they need, written at the end.

use super::rendered::{Layer, PlanSubject, Renderings, SharedFile};
use super::texts::{New, Rewrite, Stuck, Texts};
use crate::cli::exit::{Exit, Failure};
use crate::cli::out::say;
use crate::engine::credentials::masked;
use crate::fix::Plan;
use crate::model::ObjectRef;
use crate::source::manifests::ManifestIndex;
use crate::source::replace::{self, For};
use crate::yaml::diff;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The texts to write, by path.
pub struct Files {
    /// The folder for new files if no better one is known.
    folder: PathBuf,
    texts: Texts,
    rendered: Option<RenderedSource>,
}

/// How files are changed that were rendered.
struct RenderedSource {
    layer: Option<Layer>,
    shared: Arc<SharedFile>,
    renderings: Renderings,
}

impl Files {
    pub fn new(paths: &[PathBuf]) -> Self {
        let first = paths.iter().find(|path| path.as_os_str() != "-");
        let folder = first.map(|path| if path.is_dir() { path.as_path() } else { folder_of(path) });
        Self { folder: folder.unwrap_or(Path::new("")).to_owned(), texts: Texts::default(), rendered: None }
    }

    /// Shows the changes as a patch, and writes nothing.
    pub fn for_patch(mut self, is_patch: bool) -> Self {
        self.texts.is_patch = is_patch;
        self
    }

    /// Also changes files that were rendered, which renders them again for each plan.
    pub fn with_rendered(mut self, layer: Option<Layer>, shared: Arc<SharedFile>) -> Self {
        self.rendered = Some(RenderedSource { layer, shared, renderings: Renderings::default() });
        self
    }

    /// Applies a plan to the texts, or leaves them unchanged. New files go beside the first object of `about`
    /// that is in a file.
    ///
    /// # Errors
    /// If a step cannot be applied to the texts.
    pub fn take(
        &mut self,
        plan: &Plan,
        about: &[ObjectRef],
        index: Option<&ManifestIndex>,
    ) -> Result<(), Stuck> {
        if let (Some(index), Some(rendered)) = (index, &mut self.rendered)
            && let Some(root) = index.tree.root()
        {
            let around = PlanSubject { index, root, layer: rendered.layer, about, shared: &rendered.shared };
            return rendered.renderings.take(&mut self.texts, plan, around);
        }
        if index.is_some_and(|index| !index.tree.is_as_on_disk()) {
            return Err("The files are not on the disk. Print the change with -o yaml.".into());
        }
        let before = self.texts.clone();
        let done = self.work(plan, about, index);
        if done.is_err() {
            self.texts = before;
        }
        done
    }

    fn work(&mut self, plan: &Plan, about: &[ObjectRef], index: Option<&ManifestIndex>) -> Result<(), Stuck> {
        let home = home(plan, about, index).unwrap_or_else(|| self.folder.clone());
        for step in &plan.steps {
            if step.is_delete() {
                self.texts.remove(step, index)?;
            } else if !step.is_create() {
                self.texts.change(step, plan, index)?;
            } else {
                let path = self.texts.create(step, plan, &home)?;
                if let Some(path) = path {
                    self.texts.list(&path, &self.folder, &step.target)?;
                }
            }
        }
        Ok(())
    }

    /// Returns path, old text and new text of each file, if existing text is all that changes, and no comment or
    /// layout beside it is lost.
    pub fn exact(&self) -> Option<Vec<(String, String, String)>> {
        let Texts { new, gone, remarks, changed, .. } = &self.texts;
        if !new.is_empty() || !gone.is_empty() || !remarks.is_empty() {
            return None;
        }
        let one = |(path, file): (&PathBuf, &Rewrite)| {
            let old = String::from_utf8(file.read.to_vec()).ok()?;
            Some((path.display().to_string(), old, file.text.to_string()))
        };
        changed.iter().map(one).collect()
    }

    /// Returns a unified diff that `git apply` takes in the current folder.
    ///
    /// # Errors
    /// If a file is outside the current folder, or the diff would show a credential.
    pub fn patch(&self) -> Result<String, Stuck> {
        let mut texts = self.texts.clone();
        texts.settle()?;
        let mut patch = String::new();
        for (path, file) in &texts.changed {
            let old = String::from_utf8_lossy(&file.read).into_owned();
            patch.push_str(&part(path, &old, &file.text, false)?);
        }
        for (path, New { text, readers }) in &texts.new {
            if *readers == For::Owner {
                let why = "it contains a credential, which a patch would show. Use --apply";
                return Err(format!("{}: {why}.", path.display()));
            }
            patch.push_str(&part(path, "", text, true)?);
        }
        Ok(patch)
    }

    /// Prints the remarks for the user before anything is written, each once; if files were rendered, also what
    /// changes in them.
    pub fn announce(&self) {
        let is_rendered = self.rendered.as_ref().is_some_and(|rendered| rendered.renderings.any());
        if is_rendered && let Ok(patch) = self.patch() {
            say(&patch);
        }
        self.texts.remarks.iter().for_each(|remark| say(remark));
    }

    /// Removes documents and writes everything, each file in one step. Files that cannot be written are
    /// reported, and the others are written.
    ///
    /// # Errors
    /// If the texts cannot be completed, or a new file cannot be written.
    pub fn write(mut self) -> Result<Exit, Failure> {
        self.texts.settle().map_err(Failure::refused)?;
        let Texts { new, changed, .. } = self.texts;
        // Without a new file, the objects that refer to it would not work, so nothing is changed in that case.
        for (path, file) in &new {
            replace::create(path, &file.text, file.readers).map_err(|why| {
                Failure::refused(format!(
                    "Writing {}: {why}. Files that existed are unchanged.",
                    path.display()
                ))
            })?;
            let secret = file.readers == For::Owner;
            let secret = if secret { " It contains a credential: do not commit it." } else { "" };
            say(&format!("Wrote the new file {}.{secret}", path.display()));
        }
        let mut exit = Exit::Clean;
        for (path, file) in &changed {
            match replace::rewrite(path, &file.read, &file.text, file.readers) {
                Ok(()) => say(&format!("Rewrote {}.", path.display())),
                Err(why) => {
                    say(&format!("Writing {}: {why}. Run the command again.", path.display()));
                    exit = Exit::Refused;
                }
            }
        }
        if !new.is_empty() || !changed.is_empty() {
            say("File changes are not journaled: use version control to undo them.");
        }
        Ok(exit)
    }
}

/// Returns the folder of the changed objects, else of the first related object.
fn home(plan: &Plan, about: &[ObjectRef], index: Option<&ManifestIndex>) -> Option<PathBuf> {
    let index = index?;
    let own = plan.steps.iter().map(|step| &step.target);
    let mut places = own.chain(about).filter_map(|object| index.place(object));
    let place = places.find(|place| place.file != "-")?;
    Some(folder_of(Path::new(&place.file)).to_owned())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// Returns the diff of one file.
fn part(path: &Path, old: &str, new: &str, is_new: bool) -> Result<String, Stuck> {
    let shown = path.display();
    let here = std::env::current_dir().unwrap_or_default();
    let below = path.strip_prefix(&here).unwrap_or(path);
    let parts: Option<Vec<&str>> = below
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| if let Component::Normal(name) = part { name.to_str() } else { None })
        .collect();
    let outside = || format!("{shown} is outside the current folder. Run the command in a folder above it.");
    let name = parts.ok_or_else(outside)?.join("/");
    if name.contains(|letter: char| letter.is_control() || letter == '"' || letter == '\\') {
        return Err(format!("{shown}: its name cannot be written in a patch."));
    }
    let text = diff::unified(old, new, &name);
    if masked(&text) != text.as_str() {
        return Err(format!("{shown}: a patch would show a credential. Use --apply."));
    }
    // A tab ends a name with spaces.
    let end = if name.contains(' ') { "\t" } else { "" };
    let (_, hunks) =
        text.split_once("\n+++ ").and_then(|(_, rest)| rest.split_once('\n')).unwrap_or_default();
    let from = if is_new { "/dev/null".to_owned() } else { format!("a/{name}{end}") };
    Ok(if hunks.is_empty() { String::new() } else { format!("--- {from}\n+++ b/{name}{end}\n{hunks}") })
}
