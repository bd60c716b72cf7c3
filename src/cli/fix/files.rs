//! Plans for manifests: the files they change, and the new files they need, written at the end.

use super::rewrite::{self, Kept};
use crate::cli::exit::Failure;
use crate::cli::out::say;
use crate::fix::{Plan, Step, Write};
use crate::model::{Kind, ObjectRef};
use crate::source::manifests::Index;
use crate::source::replace::{For, replace};
use crate::yaml;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Texts to be written, by path.
pub struct Files {
    /// The folder for new files when nothing tells a better one.
    folder: PathBuf,
    changed: BTreeMap<PathBuf, String>,
    new: BTreeMap<PathBuf, String>,
    /// Where objects live that no file held before.
    born: BTreeMap<ObjectRef, PathBuf>,
    /// What goes, by file and document: taken out at the end, since it moves the documents behind it.
    gone: BTreeMap<(PathBuf, usize), Vec<Step>>,
}

impl Files {
    pub fn new(paths: &[PathBuf]) -> Self {
        let first = paths.iter().find(|path| path.as_os_str() != "-");
        let folder = first.map(|path| if path.is_dir() { path.as_path() } else { folder_of(path) });
        let folder = folder.unwrap_or(Path::new("")).to_owned();
        Self {
            folder,
            changed: BTreeMap::new(),
            new: BTreeMap::new(),
            born: BTreeMap::new(),
            gone: BTreeMap::new(),
        }
    }

    /// Works a plan into the texts.
    pub fn take(&mut self, plan: &Plan, index: Option<&Index>) -> Result<(), Failure> {
        let home = home(plan, index).unwrap_or_else(|| self.folder.clone());
        for step in &plan.steps {
            if step.draft.is_null() {
                self.remove(step, index)?;
            } else if step.base.is_some() {
                self.change(step, plan, index)?;
            } else {
                self.create(step, plan, &home)?;
            }
        }
        Ok(())
    }

    fn change(&mut self, step: &Step, plan: &Plan, index: Option<&Index>) -> Result<(), Failure> {
        let born = self.born.get(&step.target).cloned();
        let (path, doc) = match &born {
            Some(path) => (path.clone(), 0),
            None => written(&step.target, index)?,
        };
        let text = self.text(&path)?;
        let done = rewrite::step(&text, doc, step, plan).map_err(|why| stuck(&path, &why))?;
        let lost = match done.kept {
            Kept::Everything => None,
            Kept::Most => Some("a part was printed anew, without the comments it held"),
            Kept::Others => {
                Some("the document was printed anew, without its comments; the others are untouched")
            }
        };
        if let Some(lost) = lost {
            say(&format!("{}, {}: {lost}.", path.display(), step.target));
        }
        let texts = if born.is_some() { &mut self.new } else { &mut self.changed };
        texts.insert(path, done.text);
        Ok(())
    }

    fn text(&self, path: &Path) -> Result<String, Failure> {
        match self.new.get(path).or_else(|| self.changed.get(path)) {
            Some(text) => Ok(text.clone()),
            None => read(path),
        }
    }

    fn remove(&mut self, step: &Step, index: Option<&Index>) -> Result<(), Failure> {
        if let Some(path) = self.born.remove(&step.target) {
            self.new.remove(&path);
            return Ok(());
        }
        self.gone.entry(written(&step.target, index)?).or_default().push(step.clone());
        Ok(())
    }

    /// Takes out what goes, the last document of a file first.
    pub fn settle(&mut self) -> Result<(), Failure> {
        for ((path, doc), steps) in std::mem::take(&mut self.gone).into_iter().rev() {
            for step in steps {
                let text = self.text(&path)?;
                let done = rewrite::without(&text, doc, &step).map_err(|why| stuck(&path, &why))?;
                say(&format!("{}, {}: taken out.", path.display(), step.target));
                self.changed.insert(path.clone(), done.text);
            }
        }
        Ok(())
    }

    fn create(&mut self, step: &Step, plan: &Plan, folder: &Path) -> Result<(), Failure> {
        let Write::Create { target, body } = step.write(&plan.vault) else { return Ok(()) };
        let path = folder.join(format!("fnsec-{}-{}.yaml", target.kind.to_lowercase(), target.name));
        if path.exists() || self.new.contains_key(&path) {
            return Err(Failure::refused(format!(
                "{} exists already. Move it away, or choose another fix.",
                path.display()
            )));
        }
        self.new.insert(path.clone(), yaml::print(&body));
        self.born.insert(target, path);
        Ok(())
    }

    /// Writes everything, each file in one go.
    pub fn write(&self) -> Result<(), Failure> {
        let new = self.new.iter().map(|(path, text)| (path, text, "Wrote the new file"));
        let changed = self.changed.iter().map(|(path, text)| (path, text, "Rewrote"));
        for (path, text, verb) in new.chain(changed) {
            replace(path, text, For::Anybody).map_err(|why| {
                Failure::usage(format!("Writing {}: {why}. Check its permissions.", path.display()))
            })?;
            say(&format!("{verb} {}.", path.display()));
        }
        if self.new.is_empty() && self.changed.is_empty() {
            return Ok(());
        }
        say("Files have no journal: version control is their way back.");
        Ok(())
    }
}

/// The file and the document that hold an object.
fn written(target: &ObjectRef, index: Option<&Index>) -> Result<(PathBuf, usize), Failure> {
    match index.and_then(|index| index.place(target)) {
        Some(place) if place.file == "-" => {
            Err(Failure::usage("Standard input cannot be rewritten. Print the change with -o yaml."))
        }
        Some(place) => Ok((PathBuf::from(&place.file), place.doc)),
        None => Err(Failure::refused(format!("{target} is in no file any more."))),
    }
}

fn stuck(path: &Path, why: &str) -> Failure {
    Failure::refused(format!("Rewriting {}: {why}. Print the change with -o yaml.", path.display()))
}

/// The folder of what the plan changes, else of the namespace it creates something in.
fn home(plan: &Plan, index: Option<&Index>) -> Option<PathBuf> {
    let index = index?;
    let own = plan.steps.iter().map(|step| step.target.clone());
    let spaces = plan.steps.iter().map(|step| ObjectRef::new(Kind::Namespace, "", &step.target.namespace));
    let place = own.chain(spaces).find_map(|object| index.place(&object))?;
    (place.file != "-").then(|| folder_of(Path::new(&place.file)).to_owned())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|why| {
        Failure::usage(format!("Reading {}: {why}. Check its permissions.", path.display()))
    })?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{} is not UTF-8 throughout, so it is not rewritten.", path.display()))
    })
}
