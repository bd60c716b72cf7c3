//! Plans for manifests: the files they change, and the new files they need, written at the end.

use super::kustomization;
use super::rewrite::{self, Kept};
use crate::cli::exit::{Exit, Failure};
use crate::cli::out::say;
use crate::fix::{Plan, Step, Write, names, phrase};
use crate::model::{Kind, ObjectRef};
use crate::source::manifests::Index;
use crate::source::replace::{self, For};
use crate::yaml;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The texts to write, by path.
pub struct Files {
    /// The folder for new files if no better one is known.
    folder: PathBuf,
    texts: Texts,
}

#[derive(Clone, Default)]
struct Texts {
    /// Files as they were read, each once.
    originals: BTreeMap<PathBuf, Arc<str>>,
    changed: BTreeMap<PathBuf, Rewrite>,
    new: BTreeMap<PathBuf, New>,
    /// The new files of objects that no file contained before.
    born: BTreeMap<ObjectRef, PathBuf>,
    /// Steps that remove documents, by file and document: done at the end, because a removal moves the
    /// documents after it.
    gone: BTreeMap<(PathBuf, usize), Vec<Step>>,
    /// Remarks for the user before anything is written.
    remarks: Vec<String>,
}

#[derive(Clone)]
struct Rewrite {
    /// The bytes that were read: the file is only replaced while it still has them.
    read: Arc<[u8]>,
    text: Arc<str>,
    readers: For,
}

#[derive(Clone)]
struct New {
    text: Arc<str>,
    readers: For,
}

/// The reason why a plan cannot be applied to the files.
type Stuck = String;

impl Files {
    pub fn new(paths: &[PathBuf]) -> Self {
        let first = paths.iter().find(|path| path.as_os_str() != "-");
        let folder = first.map(|path| if path.is_dir() { path.as_path() } else { folder_of(path) });
        Self { folder: folder.unwrap_or(Path::new("")).to_owned(), texts: Texts::default() }
    }

    /// Applies a plan to the texts, or leaves them unchanged. New files go beside the first object of `about`
    /// that is in a file.
    ///
    /// # Errors
    /// If a step cannot be applied to the texts.
    pub fn take(&mut self, plan: &Plan, about: &[ObjectRef], index: Option<&Index>) -> Result<(), Stuck> {
        if index.is_some_and(|index| !index.tree.is_disk()) {
            return Err(
                "Files that are read with --render are not rewritten. Print the change with -o yaml.".into(),
            );
        }
        let before = self.texts.clone();
        let done = self.work(plan, about, index);
        if done.is_err() {
            self.texts = before;
        }
        done
    }

    fn work(&mut self, plan: &Plan, about: &[ObjectRef], index: Option<&Index>) -> Result<(), Stuck> {
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

    /// Returns the remarks for the user before anything is written, each once.
    pub fn remarks(&self) -> &[String] {
        &self.texts.remarks
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

impl Texts {
    fn change(&mut self, step: &Step, plan: &Plan, index: Option<&Index>) -> Result<(), Stuck> {
        let (path, doc) = match self.born.get(&step.target) {
            Some(path) => (path.clone(), 0),
            None => written(&step.target, index)?,
        };
        let text = self.text(&path)?;
        let done = rewrite::step(&text, doc, step, plan).map_err(|why| stuck(&path, &why))?;
        let lost = match done.kept {
            Kept::Everything => None,
            Kept::Most => Some("a part was reformatted and lost its comments"),
            Kept::Others => {
                Some("the document was reformatted and lost its comments; the other documents are unchanged")
            }
        };
        if let Some(lost) = lost {
            self.remark(format!("{}, {}: {lost}.", path.display(), step.target));
        }
        let readers = if step.target.kind == Kind::Secret { For::Owner } else { For::Anybody };
        self.put(&path, &done.text, readers)
    }

    /// Returns the text of a file with the changes so far. A file is read once: the result replaces exactly
    /// that text and no later one.
    fn text(&mut self, path: &Path) -> Result<Arc<str>, Stuck> {
        let new = self.new.get(path).map(|file| &file.text);
        let known = new.or_else(|| self.changed.get(path).map(|file| &file.text));
        if let Some(text) = known.or_else(|| self.originals.get(path)) {
            return Ok(Arc::clone(text));
        }
        let text: Arc<str> = read(path)?.into();
        self.originals.insert(path.to_owned(), Arc::clone(&text));
        Ok(text)
    }

    fn put(&mut self, path: &Path, text: &str, readers: For) -> Result<(), Stuck> {
        if let Some(file) = self.new.get_mut(path) {
            file.text = text.into();
        } else if let Some(file) = self.changed.get_mut(path) {
            file.text = text.into();
            file.readers = if readers == For::Owner { For::Owner } else { file.readers };
        } else {
            let read = match self.originals.get(path) {
                Some(text) => text.as_bytes().into(),
                None => read(path)?.into_bytes().into(),
            };
            self.changed.insert(path.to_owned(), Rewrite { read, text: text.into(), readers });
        }
        Ok(())
    }

    fn remark(&mut self, words: String) {
        if !self.remarks.contains(&words) {
            self.remarks.push(words);
        }
    }

    fn remove(&mut self, step: &Step, index: Option<&Index>) -> Result<(), Stuck> {
        if let Some(path) = self.born.remove(&step.target) {
            self.new.remove(&path);
            return Ok(());
        }
        let (path, doc) = written(&step.target, index)?;
        rewrite::without(&self.text(&path)?, doc, step).map_err(|why| stuck(&path, &why))?;
        self.remark(format!("{}, {}: removed.", path.display(), step.target));
        self.gone.entry((path, doc)).or_default().push(step.clone());
        Ok(())
    }

    /// Removes documents, the last one of a file first.
    fn settle(&mut self) -> Result<(), Stuck> {
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
    fn create(&mut self, step: &Step, plan: &Plan, folder: &Path) -> Result<Option<PathBuf>, Stuck> {
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
        if let Some(why) = replace::obstacle(&path) {
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
    fn list(&mut self, path: &Path, root: &Path, target: &ObjectRef) -> Result<(), Stuck> {
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
fn written(target: &ObjectRef, index: Option<&Index>) -> Result<(PathBuf, usize), Stuck> {
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

/// Returns the folder of the changed objects, else of the first related object.
fn home(plan: &Plan, about: &[ObjectRef], index: Option<&Index>) -> Option<PathBuf> {
    let index = index?;
    let own = plan.steps.iter().map(|step| &step.target);
    let mut places = own.chain(about).filter_map(|object| index.place(object));
    let place = places.find(|place| place.file != "-")?;
    Some(folder_of(Path::new(&place.file)).to_owned())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// Returns the text of a file that can be replaced.
fn read(path: &Path) -> Result<String, Stuck> {
    if let Some(why) = replace::obstacle(path) {
        return Err(format!("{} cannot be rewritten: {why}.", path.display()));
    }
    let bytes = std::fs::read(path).map_err(|why| format!("Reading {}: {why}.", path.display()))?;
    String::from_utf8(bytes)
        .map_err(|_| format!("{} cannot be rewritten: it is not UTF-8. Convert it first.", path.display()))
}
