//! Fixes of what was rendered: in the file that it comes from, by a patch of a kustomization, or in lines of a
//! template. Nothing is taken until it was rendered once more, and gave exactly the intended objects.

mod origin;
mod overlay;
mod proof;
mod template;

use super::texts::{Stuck, Texts};
use crate::fix::{Plan, Step};
use crate::model::{Kind, ObjectRef};
use crate::source::manifests::{ManifestIndex, boundary, normal};
use crate::source::render::{self, RenderedDocuments};
use crate::source::rendering::{RenderedRoot, RootKind};
use clap::ValueEnum;
use overlay::Form;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where an object of a kustomization is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layer {
    /// In the file that it comes from, for everything that includes it.
    Base,
    /// By a patch in the folder that was rendered, for that one only.
    Overlay,
}

/// The names of the sets that a file is rendered into.
pub type SharedFile = BTreeMap<String, Vec<String>>;

/// What a plan is applied to.
#[derive(Clone, Copy)]
pub struct PlanSubject<'a> {
    pub index: &'a ManifestIndex,
    pub root: &'a RenderedRoot,
    pub layer: Option<Layer>,
    /// Objects beside which a new one is placed, nearest first.
    pub about: &'a [ObjectRef],
    pub shared: &'a SharedFile,
}

/// What each root renders to with the changes so far.
#[derive(Default)]
pub struct Renderings(BTreeMap<PathBuf, RenderedDocuments>);

/// Returns where an object of a rendered file is changed: a file of another folder stays as it is unless that was
/// asked for, because other overlays may include it.
pub fn layer(root: &RenderedRoot, file: &str, asked: Option<Layer>) -> Layer {
    let file = render::absolute(Path::new(file));
    let owner = file.ancestors().skip(1).find(|folder| !boundary::files(folder).is_empty());
    let is_own = owner.is_some_and(|owner| owner == render::absolute(&root.folder));
    asked.unwrap_or(if is_own { Layer::Base } else { Layer::Overlay })
}

impl Renderings {
    /// Returns whether anything was rendered.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Applies a plan to the texts, if rendering them gives what the plan intends.
    ///
    /// # Errors
    /// If a step does not fit the files, or the rendering is not the intended one.
    pub fn take(&mut self, texts: &mut Texts, plan: &Plan, around: PlanSubject<'_>) -> Result<(), Stuck> {
        let root = around.root;
        let key = render::absolute(&root.folder);
        if !self.0.contains_key(&key) {
            let now = render::again(root, &current(texts)?).map_err(|why| unrendered(root, &why))?;
            self.0.insert(key.clone(), now);
        }
        let before = self.0.get(&key).ok_or("nothing was rendered")?;
        let wanted = proof::wanted(before, plan, root.kind)?;
        let mut last = Err("no change fits".to_owned());
        for form in Form::ALL {
            let mut tried = texts.clone();
            let done = attempt(&mut tried, plan, around, before, form).and_then(|()| {
                let after = render::again(root, &current(&tried)?).map_err(|why| unrendered(root, &why))?;
                wanted.check(&after).map_err(|why| format!("{}: {why}", advice(plan, around)))?;
                Ok(after)
            });
            match done {
                Ok(after) => {
                    self.0.insert(key, after);
                    *texts = tried;
                    return Ok(());
                }
                Err(why) => last = Err(why),
            }
        }
        last
    }
}

/// Returns the texts with the removals done, as they would be written.
fn current(texts: &Texts) -> Result<BTreeMap<PathBuf, String>, Stuck> {
    let mut texts = texts.clone();
    texts.settle()?;
    let changed = texts.changed.iter().map(|(path, file)| (path.clone(), file.text.to_string()));
    let new = texts.new.iter().map(|(path, file)| (path.clone(), file.text.to_string()));
    Ok(changed.chain(new).collect())
}

fn attempt(
    texts: &mut Texts,
    plan: &Plan,
    around: PlanSubject<'_>,
    before: &RenderedDocuments,
    form: Form,
) -> Result<(), Stuck> {
    for step in &plan.steps {
        if texts.is_new(&step.target) && !step.is_create() {
            let index = Some(around.index);
            if step.is_delete() {
                texts.remove(step, index)?;
            } else {
                texts.change(step, plan, index)?;
            }
            continue;
        }
        match around.root.kind {
            RootKind::Chart => template::apply(texts, step, plan, around, before)?,
            RootKind::Kustomization => kustomized(texts, step, plan, around, form)?,
        }
    }
    Ok(())
}

fn kustomized(
    texts: &mut Texts,
    step: &Step,
    plan: &Plan,
    around: PlanSubject<'_>,
    form: Form,
) -> Result<(), Stuck> {
    let PlanSubject { index, root, layer: asked, shared, .. } = around;
    if step.is_create() {
        let folder = new_home(around);
        let Some(path) = texts.create(step, plan, &folder)? else { return Ok(()) };
        return overlay::list(texts, &path, &step.target);
    }
    let place = index.place(&step.target).ok_or_else(|| format!("{} is in no file.", step.target))?;
    let (file, found) = origin::of(texts, place, &step.target);
    match layer(root, &place.file, asked) {
        Layer::Overlay => overlay::patch(texts, step, plan, root, found.as_ref(), form),
        Layer::Base => {
            let found = found.ok_or_else(|| {
                format!(
                    "{}: {} is generated. Use --in overlay, or change what generates it.",
                    file.display(),
                    step.target
                )
            })?;
            let sets = shared.get(&place.file).map(Vec::as_slice).unwrap_or_default();
            if sets.len() > 1 {
                texts.remark(format!("{} is part of {}.", file.display(), sets.join(" and ")));
            }
            let own = Step { target: found.object, ..step.clone() };
            if own.is_delete() {
                texts.remove_at(&file, found.doc, &own)
            } else {
                texts.change_at(&file, found.doc, &own, plan)
            }
        }
    }
}

/// Returns the folder of a new object: the one that was rendered, or that of the object which it belongs to.
fn new_home(around: PlanSubject<'_>) -> PathBuf {
    let PlanSubject { index, root, layer: asked, about, .. } = around;
    let near = about.iter().find_map(|object| index.place(object));
    match near {
        Some(place) if layer(root, &place.file, asked) == Layer::Base => {
            Path::new(&place.file).parent().unwrap_or(Path::new("")).to_owned()
        }
        _ => normal(&root.folder),
    }
}

fn unrendered(root: &RenderedRoot, why: &str) -> Stuck {
    format!("{} cannot be rendered with the change: {why}.", root.shown())
}

/// Returns where the user has to look when the change itself is not certain.
fn advice(plan: &Plan, around: PlanSubject<'_>) -> String {
    let place = plan.steps.iter().find_map(|step| around.index.place(&step.target));
    let file = place.map_or_else(|| around.root.shown(), |place| place.file.clone());
    format!(
        "{file} is left as it is, because the change of it is not certain. -o diff shows the intended objects"
    )
}

/// Returns why a new object is not added to a chart.
fn refuse_secret(target: &ObjectRef) -> Result<(), Stuck> {
    let why = format!("{target} would put a credential into a chart. Create it apart from the chart.");
    if target.kind == Kind::Secret { Err(why) } else { Ok(()) }
}
