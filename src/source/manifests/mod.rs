//! Manifests instead of a cluster: files, folders and standard input become objects on embedded servers, one
//! for each set of files that belong together.
//!
//! Nothing is lost silently: unread files are named, with the kinds they may have contained.

pub mod boundary;
mod document;
mod elsewhere;
mod fields;
mod index;
mod sets;
mod template;
mod text;
pub mod unread;
pub(super) mod walk;

pub use boundary::normal;
pub use index::{FileLocation, IgnoredCounts, ManifestIndex};
pub(super) use text::LARGEST;
pub use unread::SkippedInput;

use super::Trouble;
use super::embedded::Embedded;
use super::tree::Tree;
use crate::model::parallel;
use sets::SetFile;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files that belong together, and the server with their objects.
pub struct ManifestSet {
    pub name: String,
    pub embedded: Embedded,
    pub index: ManifestIndex,
}

/// Everything that was read before it is divided into sets.
#[derive(Default)]
struct Reading {
    files: Vec<SetFile>,
    /// What was not read, by file; it is not known to belong to another set.
    unread: Vec<(PathBuf, SkippedInput)>,
    templates: BTreeMap<PathBuf, Vec<SkippedInput>>,
    boundaries: BTreeMap<PathBuf, sets::Boundary>,
    charts: BTreeSet<PathBuf>,
    patches: BTreeSet<PathBuf>,
    aside: IgnoredCounts,
    /// Whether everything belongs together, as the output of one program does.
    is_one: bool,
}

/// Reads everything that the paths name. Objects without a namespace belong to `home`, as with `kubectl -n`.
///
/// # Errors
/// If a named path cannot be read, or there is no manifest in any of them.
#[cfg(any(test, feature = "testing"))]
pub fn load(paths: &[PathBuf], home: &str) -> Result<Vec<ManifestSet>, Trouble> {
    load_from(&Tree::Disk, paths, home)
}

fn no_manifest(named: &str) -> Trouble {
    let next = "Name files or folders with YAML or JSON manifests, or - for standard input.";
    Trouble::configuration("Reading manifests", format!("no manifest found in {named}"), next)
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The same, from files that need not be on the disk.
///
/// # Errors
/// If a named path cannot be read, or there is no manifest in any of them.
pub fn load_from(tree: &Tree, paths: &[PathBuf], home: &str) -> Result<Vec<ManifestSet>, Trouble> {
    let named = listed(paths);
    let mut reading = Reading { is_one: tree.is_rendered(), ..Reading::default() };
    let files = files(tree, paths, &mut reading)?;
    let read = parallel::map(&files, |file| FileContents::file(tree, file, home));
    let mut all = Vec::new();
    for (file, read) in files.into_iter().zip(read) {
        match read {
            Ok(read) => all.push((file, read)),
            Err(why) if paths.contains(&file) => {
                let what = format!("Reading {}", file.display());
                return Err(Trouble::configuration(what, why, "Check the path and its permissions."));
            }
            Err(why) => {
                let skipped = SkippedInput::new(&file.display().to_string(), 0, why);
                reading.unread.push((file, skipped));
            }
        }
    }
    let nothing = all.is_empty() && reading.unread.is_empty();
    let mut included: Vec<(PathBuf, (String, PathBuf))> = Vec::new();
    let mut needed: Vec<(PathBuf, Vec<String>)> = Vec::new();
    for (path, read) in &mut all {
        if let Some(line) = read.line.take() {
            let folder = boundary::normal(path).parent().map(Path::to_owned).unwrap_or_default();
            reading.charts.extend(line.is_chart.then(|| folder.clone()));
            reading.patches.extend(line.patches);
            included.extend(line.included.into_iter().map(|one| (path.clone(), one)));
            if !reading.is_one {
                let file = path.display().to_string();
                let named = line.elsewhere.into_iter().map(|one| SkippedInput { file: file.clone(), ..one });
                reading.unread.extend(named.map(|one| (path.clone(), one)));
                needed.extend((!line.dependencies.is_empty()).then(|| (path.clone(), line.dependencies)));
            }
            if boundary::is_name(path) {
                reading.boundaries.entry(folder).or_default().includes.extend(line.boundary.includes);
            }
        }
    }
    let paths: BTreeSet<PathBuf> = all.iter().map(|(path, _)| boundary::normal(path)).collect();
    let left = included.into_iter().filter(|(_, (_, path))| !paths.contains(path) && !reading.has(path));
    let left = left.filter(|(_, (name, _))| !elsewhere::is_address(name));
    let without =
        |path: PathBuf, name: &str| (path.clone(), SkippedInput::without(&path.display().to_string(), name));
    let left = left.map(|(path, (name, _))| without(path, &name)).collect::<Vec<_>>();
    reading.unread.extend(left);
    reading.lacks(needed);
    for (path, read) in all {
        take(path, read.contents, &mut reading);
    }
    if nothing {
        return Err(no_manifest(&named));
    }
    let mut sets = reading.into_sets(&named);
    for set in &mut sets {
        set.index.tree = tree.clone();
    }
    Ok(sets)
}

/// The parsed content of one file; its text is dropped.
struct FileContents {
    line: Option<boundary::FolderFacts>,
    contents: document::Contents,
}

impl FileContents {
    fn file(tree: &Tree, path: &Path, home: &str) -> Result<Self, String> {
        let text = text::read(tree, path)?;
        let line = boundary::of(&boundary::normal(path), &text);
        Ok(Self { line, contents: document::read(&path.display().to_string(), &text, home) })
    }
}

/// Returns all files, in a stable order, each once.
fn files(tree: &Tree, paths: &[PathBuf], reading: &mut Reading) -> Result<Vec<PathBuf>, Trouble> {
    let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
    if let Some(memory) = tree.memory() {
        reading.aside.links += memory.links;
        return Ok(memory.files.keys().cloned().collect());
    }
    for path in paths {
        let found = if path.as_os_str() == "-" {
            vec![path.clone()]
        } else {
            let found = walk::walk(path)?;
            reading.aside.links += found.links;
            reading.aside.foreign += found.foreign;
            reading.unread.extend(found.unread.into_iter().map(|(path, why)| {
                let skipped = SkippedInput::new(&path.display().to_string(), 0, why);
                (path, skipped)
            }));
            found.files
        };
        let is_new = |file: &PathBuf| seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone()));
        files.extend(found.into_iter().filter(is_new));
    }
    Ok(files)
}

fn take(path: PathBuf, contents: document::Contents, reading: &mut Reading) {
    let shown = path.display().to_string();
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let aside = if is_json { &mut reading.aside.json } else { &mut reading.aside.yaml };
    *aside += contents.aside;
    reading.aside.others += contents.others;
    if reading.patches.contains(&boundary::normal(&path)) {
        let folder = path.parent().unwrap_or(Path::new("")).display().to_string();
        for found in contents.found {
            let mut skipped = SkippedInput::new(
                &shown,
                found.line,
                format!("a patch of {} that is not applied", found.reference.short()),
            );
            skipped.kinds = Some(found.reference.known().into_iter().collect());
            reading.templates.entry(PathBuf::from(&folder)).or_default().push(skipped);
        }
        reading.files.push(SetFile { path, found: Vec::new() });
        return;
    }
    for skipped in contents.unread {
        if skipped.why.starts_with("a template") {
            let folder = reading.home_of(&path);
            reading.templates.entry(folder).or_default().push(skipped);
        } else {
            reading.unread.push((path.clone(), skipped));
        }
    }
    reading.files.push(SetFile { path, found: contents.found });
}

impl Reading {
    /// Returns whether a path is a kustomization or a chart that was read, or is known to be unreadable.
    fn has(&self, path: &Path) -> bool {
        self.boundaries.contains_key(path)
            || self.unread.iter().any(|(own, _)| boundary::normal(own).starts_with(path))
    }

    /// Adds the charts that others depend on, and that are not unpacked below them.
    fn lacks(&mut self, needed: Vec<(PathBuf, Vec<String>)>) {
        for (path, mut names) in needed {
            let charts = boundary::normal(&path).parent().unwrap_or(Path::new("")).join("charts");
            names.retain(|name| !self.charts.contains(&charts.join(name)));
            self.unread.extend(elsewhere::of_chart(&path, &names).map(|one| (path, one)));
        }
    }

    /// Returns the chart of a file, or its folder.
    fn home_of(&self, path: &Path) -> PathBuf {
        let plain = boundary::normal(path);
        let chart = plain.ancestors().find(|folder| self.charts.contains(*folder));
        chart.or_else(|| path.parent()).map(Path::to_owned).unwrap_or_default()
    }

    fn into_sets(self, named: &str) -> Vec<ManifestSet> {
        let mut plain = self.files;
        let shown: Vec<String> = plain.iter().map(|file| file.path.display().to_string()).collect();
        for file in &mut plain {
            file.path = boundary::normal(&file.path);
        }
        let divided = divided(named, &plain, &self.boundaries, self.is_one);
        let mut placed: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut made: Vec<ManifestSet> = Vec::new();
        for one in &divided {
            let mut set = ManifestSet {
                name: one.name.clone(),
                embedded: Embedded::new(),
                index: ManifestIndex::default(),
            };
            for (at, place) in &one.members {
                let (Some(file), Some(shown)) = (plain.get(*at), shown.get(*at)) else { continue };
                let Some(found) = file.found.get(*place) else { continue };
                placed.insert((*at, *place));
                set.index.put(found, shown);
                set.index.objects += usize::from(set.embedded.seed(found.object()));
            }
            made.push(set);
        }
        let mut lost: Vec<(PathBuf, SkippedInput)> = Vec::new();
        for (at, (file, shown)) in plain.iter().zip(&shown).enumerate() {
            for (place, found) in file.found.iter().enumerate() {
                if !placed.contains(&(at, place)) {
                    let why = format!("one of too many alternatives for {}", found.reference.short());
                    let mut skipped = SkippedInput::new(shown, found.line, why);
                    skipped.kinds = Some(found.reference.known().into_iter().collect());
                    lost.push((PathBuf::from(shown), skipped));
                }
            }
        }
        let mut unread = self.unread;
        unread.extend(lost);
        unread.extend(self.templates.into_iter().map(|(folder, all)| {
            let skipped = template_of(&folder, all, &self.charts);
            (folder.join("template"), skipped)
        }));
        unread.sort_by(|one, other| (&one.0, one.1.line).cmp(&(&other.0, other.1.line)));
        for (path, skipped) in unread {
            let path = boundary::normal(&path);
            let own: Vec<usize> = (0..divided.len())
                .filter(|at| {
                    divided.get(*at).is_some_and(|set| concerns(set, &path, &plain, &self.boundaries))
                })
                .collect();
            // What belongs to no set in particular may belong to any.
            let all: Vec<usize> = if own.is_empty() { (0..made.len()).collect() } else { own };
            for at in all {
                if let Some(set) = made.get_mut(at) {
                    set.index.troubles.push(skipped.clone());
                }
            }
        }
        if let Some(first) = made.first_mut() {
            first.index.aside = self.aside;
        }
        made
    }
}

/// Returns the files that belong together; at least one set.
fn divided(
    named: &str,
    plain: &[SetFile],
    boundaries: &BTreeMap<PathBuf, sets::Boundary>,
    is_one: bool,
) -> Vec<sets::SetMembers> {
    let mut divided = if is_one {
        let places = |(at, file): (usize, &SetFile)| (0..file.found.len()).map(move |place| (at, place));
        let members = plain.iter().enumerate().flat_map(places).collect();
        vec![sets::SetMembers { name: named.to_owned(), members, files: (0..plain.len()).collect() }]
    } else {
        sets::divide(named, plain, boundaries)
    };
    // A file without any objects, in its own folder, does not form a set: it counts for all sets.
    divided.retain(|set| !set.members.is_empty());
    if divided.is_empty() {
        let files = (0..plain.len()).collect();
        divided.push(sets::SetMembers { name: named.to_owned(), members: Vec::new(), files });
    }
    divided
}

/// Returns whether an unread file belongs to a set: its folder does, and no boundary separates them.
fn concerns(
    set: &sets::SetMembers,
    path: &Path,
    files: &[SetFile],
    boundaries: &BTreeMap<PathBuf, sets::Boundary>,
) -> bool {
    let around = |path: &Path| {
        path.ancestors().skip(1).find(|folder| boundaries.contains_key(*folder)).map(Path::to_owned)
    };
    let line = around(path);
    set.files
        .iter()
        .filter_map(|at| files.get(*at))
        .any(|file| file.path == path || (line.is_some() && around(&file.path) == line))
        || (line.is_none()
            && set
                .files
                .iter()
                .filter_map(|at| files.get(*at))
                .any(|file| around(&file.path).is_none() && shares_folder(&file.path, path)))
}

/// Returns whether two files are in one folder, or one is in a subfolder of the other's folder.
fn shares_folder(one: &Path, other: &Path) -> bool {
    match (one.parent(), other.parent()) {
        (Some(one), Some(other)) => one.starts_with(other) || other.starts_with(one),
        _ => true,
    }
}

/// Summarises everything of a chart or folder that is not rendered, in one line.
fn template_of(folder: &Path, all: Vec<SkippedInput>, charts: &BTreeSet<PathBuf>) -> SkippedInput {
    let count = all.len();
    let shown = folder.display().to_string();
    let is_patch = all.iter().any(|one| one.why.starts_with("a patch"));
    let shown = if shown.is_empty() { ".".to_owned() } else { shown };
    let (why, hint) = match (charts.contains(folder), is_patch) {
        (true, _) => (
            format!("a chart with {count} unrendered template{}", plural(count)),
            format!("Render it: helm template {shown} | fnsec scan -f -"),
        ),
        (false, true) => (
            format!("a kustomization with {count} unapplied patch{}", if count == 1 { "" } else { "es" }),
            format!("Render it: kubectl kustomize {shown} | fnsec scan -f -"),
        ),
        (false, false) => (
            format!("{count} template{}, not manifests", plural(count)),
            "Render them, and pipe the result to fnsec scan -f -".to_owned(),
        ),
    };
    let is_one_file = all.iter().all(|one| all.first().is_some_and(|first| first.file == one.file));
    let (file, line) = match all.first() {
        Some(first) if is_one_file && !is_patch && !charts.contains(folder) => {
            (first.file.clone(), first.line)
        }
        _ => (shown, 0),
    };
    let mut kinds = Some(BTreeSet::new());
    for one in &all {
        match (&one.kinds, &mut kinds) {
            (Some(own), Some(kinds)) => kinds.extend(own.iter().copied()),
            (None, known) => *known = None,
            (Some(_), None) => {}
        }
    }
    let namespaces: BTreeSet<Option<String>> = all.into_iter().map(|skipped| skipped.namespace).collect();
    let mut skipped = SkippedInput::new(&file, line, why);
    skipped.kinds = kinds.map(|kinds| kinds.into_iter().collect());
    skipped.namespace = if namespaces.len() == 1 { namespaces.into_iter().next().flatten() } else { None };
    skipped.hint = hint;
    skipped
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
