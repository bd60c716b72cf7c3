//! The texts that plans change, by path: as they were read, as they will be, and the new ones.

use super::kustomization;
use super::rewrite::{self, KeptLayout};
use crate::fix::{Plan, Step, Write, names, phrase};
use crate::model::{Kind, ObjectRef};
use crate::source::manifests::ManifestIndex;
use crate::source::replace::{self, For};
use crate::yaml;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Texts {
    /// Whether the texts are only shown as a patch, which read-only files allow.
    pub is_patch: bool,
    /// Files as they were read, each once.
    originals: BTreeMap<PathBuf, Arc<str>>,
    pub changed: BTreeMap<PathBuf, Rewrite>,
    pub new: BTreeMap<PathBuf, New>,
    /// The new files of objects that no file contained before.
    born: BTreeMap<ObjectRef, PathBuf>,
    /// Steps that remove documents, by file and document: done at the end, because a removal moves the
    /// documents after it.
    pub gone: BTreeMap<(PathBuf, usize), Vec<Step>>,
    /// Remarks for the user before anything is written.
    pub remarks: Vec<String>,
}

#[derive(Clone)]
pub struct Rewrite {
    /// The bytes that were read: the file is only replaced while it still has them.
    pub read: Arc<[u8]>,
    pub text: Arc<str>,
    pub readers: For,
}

#[derive(Clone)]
pub struct New {
    pub text: Arc<str>,
    pub readers: For,
}

/// The reason why a plan cannot be applied to the files.
pub type Stuck = String;

impl Texts {
    pub fn change(&mut self, step: &Step, plan: &Plan, index: Option<&ManifestIndex>) -> Result<(), Stuck> {
        let (path, doc) = match self.born.get(&step.target) {
            Some(path) => (path.clone(), 0),
            None => written(&step.target, index)?,
        };
        self.change_at(&path, doc, step, plan)
    }

    /// Applies a step to one document of a file.
    pub fn change_at(&mut self, path: &Path, doc: usize, step: &Step, plan: &Plan) -> Result<(), Stuck> {
        let text = self.text(path)?;
        let done = rewrite::step(&text, doc, step, plan).map_err(|why| stuck(path, &why))?;
        let lost = match done.kept {
            KeptLayout::Everything => None,
            KeptLayout::Most => Some("a part was reformatted and lost its comments"),
            KeptLayout::Others => {
                Some("the document was reformatted and lost its comments; the other documents are unchanged")
            }
        };
        if let Some(lost) = lost {
            self.remark(format!("{}, {}: {lost}.", path.display(), step.target));
        }
        let readers = if step.target.kind == Kind::Secret { For::Owner } else { For::Anybody };
        self.put(path, &done.text, readers)
    }

    /// Returns the text of a file with the changes so far. A file is read once: the result replaces exactly
    /// that text and no later one.
    pub fn text(&mut self, path: &Path) -> Result<Arc<str>, Stuck> {
        let new = self.new.get(path).map(|file| &file.text);
        let known = new.or_else(|| self.changed.get(path).map(|file| &file.text));
        if let Some(text) = known.or_else(|| self.originals.get(path)) {
            return Ok(Arc::clone(text));
        }
        let text: Arc<str> = read(path, self.is_patch)?.into();
        self.originals.insert(path.to_owned(), Arc::clone(&text));
        Ok(text)
    }

    pub fn put(&mut self, path: &Path, text: &str, readers: For) -> Result<(), Stuck> {
        if let Some(file) = self.new.get_mut(path) {
            file.text = text.into();
        } else if let Some(file) = self.changed.get_mut(path) {
            file.text = text.into();
            file.readers = if readers == For::Owner { For::Owner } else { file.readers };
        } else {
            let read = match self.originals.get(path) {
                Some(text) => text.as_bytes().into(),
                None => read(path, self.is_patch)?.into_bytes().into(),
            };
            self.changed.insert(path.to_owned(), Rewrite { read, text: text.into(), readers });
        }
        Ok(())
    }

    /// Returns whether an object has a new file.
    pub fn is_new(&self, target: &ObjectRef) -> bool {
        self.born.contains_key(target)
    }

    pub fn remark(&mut self, words: String) {
        if !self.remarks.contains(&words) {
            self.remarks.push(words);
        }
    }

    pub fn remove(&mut self, step: &Step, index: Option<&ManifestIndex>) -> Result<(), Stuck> {
        if let Some(path) = self.born.remove(&step.target) {
            self.new.remove(&path);
            return Ok(());
        }
        let (path, doc) = written(&step.target, index)?;
        self.remove_at(&path, doc, step)
    }

    /// Removes one document of a file, or an item of its list.
    pub fn remove_at(&mut self, path: &Path, doc: usize, step: &Step) -> Result<(), Stuck> {
        rewrite::without(&self.text(path)?, doc, step).map_err(|why| stuck(path, &why))?;
        self.remark(format!("{}, {}: removed.", path.display(), step.target));
        self.gone.entry((path.to_owned(), doc)).or_default().push(step.clone());
        Ok(())
    }

    /// Removes documents, the last one of a file first.
    pub fn settle(&mut self) -> Result<(), Stuck> {
        for ((path, doc), steps) in std::mem::take(&mut self.gone).into_iter().rev() {
            for step in steps {
                let done = rewrite::without(&self.text(&path)?, doc, &step);
                let done = done.map_err(|why| stuck(&path, &why))?;
                self.put(&path, &done.text, For::Anybody)?;
            }
        }
        Ok(())
    }

    #[expect(clippy::similar_names, reason = "the names that the field uses")]
    pub fn create(&mut self, step: &Step, plan: &Plan, folder: &Path) -> Result<Option<PathBuf>, Stuck> {
        let Write::Create { target, body } = step.write(&plan.vault) else { return Ok(None) };
        let stem = format!("fnsec-{}", names::stem(&target));
        let usual = folder.join(format!("{stem}.yaml"));
        if contains(&usual, &target) {
            let path = usual.display();
            return Err(format!(
                "{path} already contains {target}, but is not among the files read. Add it with -f."
            ));
        }
        let taken = |name: &str| {
            let path = folder.join(name);
            self.new.contains_key(&path) || path.symlink_metadata().is_ok()
        };
        let path = folder.join(names::free(&stem, taken));
        if let Some(why) = replace::obstacle(&path).filter(|_| !self.is_patch) {
            return Err(format!("{} cannot be written: {why}.", path.display()));
        }
        let readers = if target.kind == Kind::Secret { For::Owner } else { For::Anybody };
        if readers == For::Owner {
            let shown = path.display();
            self.remark(format!("{shown} contains the value: do not commit it."));
            let command =
                step.draft().and_then(|draft| phrase::secret(draft, &target, &phrase::Kubectl::default()));
            self.remarks.extend(command.map(|command| {
                format!("To create it from environment variables instead of a file: {command}")
            }));
        }
        self.new.insert(path.clone(), New { text: yaml::print(&body).into(), readers });
        self.born.insert(target, path.clone());
        Ok(Some(path))
    }

    /// Adds a new file to the kustomization that lists the files beside it.
    pub fn list(&mut self, path: &Path, root: &Path, target: &ObjectRef) -> Result<(), Stuck> {
        let Some((place, entry)) = kustomization::of(path, root) else { return Ok(()) };
        if target.kind == Kind::Secret {
            self.remark(format!(
                "{} is not listed in {}: apply it separately.",
                path.display(),
                place.display()
            ));
            return Ok(());
        }
        let listed = self.text(&place).ok().and_then(|text| kustomization::with(&text, &entry));
        if let Some(text) = listed {
            return self.put(&place, &text, For::Anybody);
        }
        self.remark(format!("Add this line to the resources of {}:\n- {entry}", place.display()));
        Ok(())
    }
}

/// The file and the document that contain an object.
fn written(target: &ObjectRef, index: Option<&ManifestIndex>) -> Result<(PathBuf, usize), Stuck> {
    match index.and_then(|index| index.place(target)) {
        Some(place) if place.file == "-" => {
            Err("Standard input cannot be rewritten. Print the change with -o yaml.".into())
        }
        Some(place) => Ok((PathBuf::from(&place.file), place.doc)),
        None => Err(format!("{target} is no longer in any file.")),
    }
}

fn stuck(path: &Path, why: &str) -> Stuck {
    format!("Rewriting {}: {why}. Print the change with -o yaml.", path.display())
}

/// Whether a file that exists contains an object.
fn contains(path: &Path, target: &ObjectRef) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let (docs, _) = yaml::parse_lossy(&text);
    docs.iter().any(|doc| rewrite::place(&doc.value, target).is_some())
}

/// Returns the text of a file that can be replaced.
fn read(path: &Path, is_patch: bool) -> Result<String, Stuck> {
    if let Some(why) = replace::obstacle(path).filter(|_| !is_patch) {
        return Err(format!("{} cannot be rewritten: {why}.", path.display()));
    }
    let bytes = std::fs::read(path).map_err(|why| format!("Reading {}: {why}.", path.display()))?;
    String::from_utf8(bytes)
        .map_err(|_| format!("{} cannot be rewritten: it is not UTF-8. Convert it first.", path.display()))
}
