//! Divides files into sets: the content of one kustomization or chart, otherwise a folder that does not
//! contain an object twice. Files with the same object are alternatives, and each is checked on its own.

use super::document::DocumentObject;
use crate::model::ObjectRef;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The relevant parts of one file.
#[derive(Debug)]
pub struct SetFile {
    pub path: PathBuf,
    pub found: Vec<DocumentObject>,
}

/// A set: its name, and its objects, by file and by place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetMembers {
    pub name: String,
    pub members: Vec<(usize, usize)>,
    /// Files that belong to it, even if nothing in them could be read.
    pub files: BTreeSet<usize>,
}

/// A folder that separates its files from others, and the folders that it includes.
#[derive(Debug, Default, Clone)]
pub struct Boundary {
    pub includes: Vec<PathBuf>,
}

/// Divides files into sets. `boundaries` are the folders of kustomizations and charts.
pub fn divide(root: &str, files: &[SetFile], boundaries: &BTreeMap<PathBuf, Boundary>) -> Vec<SetMembers> {
    let mut groups: BTreeMap<Option<&Path>, Vec<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let around = file.path.ancestors().skip(1).find(|folder| boundaries.contains_key(*folder));
        groups.entry(around).or_default().push(at);
    }
    let included: BTreeSet<&Path> = boundaries
        .values()
        .flat_map(|boundary| &boundary.includes)
        .map(PathBuf::as_path)
        .filter(|path| boundaries.contains_key(*path))
        .collect();
    let mut sets = Vec::new();
    for (folder, own) in &groups {
        match folder {
            None => by_folder(root, None, own, files, &mut sets),
            Some(folder) if included.contains(folder) => {}
            Some(folder) => {
                let mut all = BTreeSet::new();
                gather(folder, boundaries, &groups, &mut BTreeSet::new(), &mut all);
                variants(
                    &folder.display().to_string(),
                    &all.into_iter().collect::<Vec<_>>(),
                    files,
                    &mut sets,
                );
            }
        }
    }
    // Kustomizations that include each other in a circle would all be hidden, so each is then checked on its
    // own.
    let known: BTreeSet<usize> = sets.iter().flat_map(|set| set.files.iter().copied()).collect();
    for (folder, own) in &groups {
        let Some(folder) = folder else { continue };
        if own.iter().any(|at| !known.contains(at)) {
            variants(&folder.display().to_string(), own, files, &mut sets);
        }
    }
    sets
}

/// Returns everything that a kustomization includes, its own folder first.
fn gather(
    folder: &Path,
    boundaries: &BTreeMap<PathBuf, Boundary>,
    groups: &BTreeMap<Option<&Path>, Vec<usize>>,
    seen: &mut BTreeSet<PathBuf>,
    all: &mut BTreeSet<usize>,
) {
    if !seen.insert(folder.to_owned()) {
        return;
    }
    all.extend(groups.get(&Some(folder)).into_iter().flatten());
    for inner in boundaries.get(folder).into_iter().flat_map(|boundary| &boundary.includes) {
        gather(inner, boundaries, groups, seen, all);
    }
}

/// Returns one set if no object is there twice; otherwise one set for the files of the folder, and one for
/// each folder in it.
fn by_folder(
    root: &str,
    folder: Option<&Path>,
    own: &[usize],
    files: &[SetFile],
    sets: &mut Vec<SetMembers>,
) {
    let name = folder.map_or_else(|| root.to_owned(), |folder| folder.display().to_string());
    if !has_twins(own, files) {
        variants(&name, own, files, sets);
        return;
    }
    let Some(top) = folder.map(Path::to_owned).or_else(|| common(own, files)) else {
        variants(&name, own, files, sets);
        return;
    };
    let mut below: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    let mut direct = Vec::new();
    for at in own {
        let rest = files.get(*at).and_then(|file| file.path.strip_prefix(&top).ok());
        match rest.map(|rest| (rest.components().count(), rest.components().next())) {
            Some((count, Some(first))) if count > 1 => below.entry(top.join(first)).or_default().push(*at),
            _ => direct.push(*at),
        }
    }
    if !direct.is_empty() {
        variants(&top.display().to_string(), &direct, files, sets);
    }
    for (folder, own) in below {
        by_folder(root, Some(&folder), &own, files, sets);
    }
}

fn common(own: &[usize], files: &[SetFile]) -> Option<PathBuf> {
    let mut folders = own.iter().filter_map(|at| files.get(*at)?.path.parent());
    let first = folders.next()?.to_owned();
    Some(folders.fold(first, |common, folder| {
        let shared = common.components().zip(folder.components()).take_while(|(one, other)| one == other);
        shared.map(|(one, _)| one).collect()
    }))
}

/// What identifies an object on a server.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

fn key(found: &DocumentObject) -> Key<'_> {
    let ObjectRef { kind, namespace, name, api_version } = &found.reference;
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    (kind, group, namespace, name)
}

fn has_twins(own: &[usize], files: &[SetFile]) -> bool {
    let mut seen = BTreeSet::new();
    own.iter()
        .filter_map(|at| files.get(*at))
        .flat_map(|file| &file.found)
        .any(|found| !seen.insert(key(found)))
}

/// Maximum number of alternatives of one folder; more are reported as unread.
const ALTERNATIVES: usize = 100;

/// The role of a file among the alternatives of its folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// None of its objects is in another file: it belongs to every alternative.
    Shared,
    /// It contains an object that another file contains too.
    Alternative,
    /// It contains an object twice; the rest of it belongs to each alternative.
    Within,
}

/// Returns one set for each alternative: files without a duplicate belong to all of them.
fn variants(name: &str, own: &[usize], files: &[SetFile], sets: &mut Vec<SetMembers>) {
    let mut times: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    // For each object, how many of the same name came before; for each file, the highest of these numbers.
    let mut turns: Vec<(usize, usize, usize)> = Vec::new();
    let mut total: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for file in own.iter().filter_map(|at| files.get(*at)) {
        file.found.iter().for_each(|found| *total.entry(key(found)).or_default() += 1);
    }
    let is_twin = |found: &DocumentObject| total.get(&key(found)).is_some_and(|count| *count > 1);
    let mut roles: BTreeMap<usize, Role> = BTreeMap::new();
    for at in own {
        let Some(file) = files.get(*at) else { continue };
        let turn = file.found.iter().filter_map(|found| times.get(&key(found)).copied()).max().unwrap_or(0);
        let mut here: BTreeMap<Key<'_>, usize> = BTreeMap::new();
        for (place, found) in file.found.iter().enumerate() {
            let again = here.entry(key(found)).or_default();
            turns.push((*at, place, turn + *again));
            *again += 1;
        }
        let role = match (file.found.iter().any(is_twin), here.values().any(|count| *count > 1)) {
            (false, _) => Role::Shared,
            (true, true) => Role::Within,
            (true, false) => Role::Alternative,
        };
        roles.insert(*at, role);
        for (key, count) in here {
            let known = times.entry(key).or_default();
            *known = (*known).max(turn + count);
        }
    }
    let last = turns.iter().map(|(_, _, turn)| *turn).max().unwrap_or(0).min(ALTERNATIVES - 1);
    for turn in 0..=last {
        let chosen = turns.iter().filter(|(at, place, own)| {
            let found = files.get(*at).and_then(|file| file.found.get(*place));
            let shared = match roles.get(at) {
                Some(Role::Within) => found.is_some_and(|found| !is_twin(found)),
                Some(Role::Alternative) => false,
                Some(Role::Shared) | None => true,
            };
            *own == turn || shared
        });
        let members: Vec<(usize, usize)> = chosen.map(|(at, place, _)| (*at, *place)).collect();
        let alternative = |at: usize| roles.get(&at).is_some_and(|role| *role != Role::Shared);
        let shown = if last == 0 { name.to_owned() } else { called(name, &members, files, &alternative) };
        sets.push(SetMembers { name: shown, files: own.iter().copied().collect(), members });
    }
}

/// Names a set of alternatives after the files that distinguish it.
fn called(
    name: &str,
    members: &[(usize, usize)],
    files: &[SetFile],
    alternative: &impl Fn(usize) -> bool,
) -> String {
    let own: BTreeSet<usize> = members.iter().map(|(at, _)| *at).filter(|at| alternative(*at)).collect();
    let names: Vec<String> =
        own.iter().filter_map(|at| Some(files.get(*at)?.path.display().to_string())).collect();
    if names.is_empty() { name.to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::manifests::document;

    fn file(path: &str, names: &[&str]) -> SetFile {
        let docs =
            names.iter().map(|name| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"));
        let text = docs.collect::<Vec<_>>().join("---\n");
        SetFile { path: path.into(), found: document::read(path, &text, "default").found }
    }

    fn names(sets: &[SetMembers], files: &[SetFile]) -> Vec<Vec<String>> {
        let one = |(at, place): &(usize, usize)| {
            format!("{}:{}", files[*at].path.display(), files[*at].found[*place].reference.name)
        };
        sets.iter().map(|set| set.members.iter().map(one).collect()).collect()
    }

    #[test]
    fn a_tree_without_twins_is_one_set() {
        let files = [file("r/a/x.yaml", &["a"]), file("r/b/y.yaml", &["b"])];
        assert_eq!(divide("r", &files, &BTreeMap::new()).len(), 1);
    }

    #[test]
    fn folders_that_hold_the_same_object_are_sets_of_their_own() {
        let files = [
            file("r/a/x.yaml", &["a"]),
            file("r/b/n.yaml", &["n"]),
            file("r/b/y.yaml", &["a"]),
            file("r/z.yaml", &["z"]),
        ];
        let sets = divide("r", &files, &BTreeMap::new());
        assert_eq!(
            names(&sets, &files),
            [vec!["r/z.yaml:z"], vec!["r/a/x.yaml:a"], vec!["r/b/n.yaml:n", "r/b/y.yaml:a"]]
        );
    }

    #[test]
    fn files_of_one_folder_that_hold_the_same_object_are_alternatives() {
        let files = [file("r/a.yaml", &["f", "own"]), file("r/b.yaml", &["f"]), file("r/n.yaml", &["n"])];
        let sets = divide("r", &files, &BTreeMap::new());
        assert_eq!(
            names(&sets, &files),
            [vec!["r/a.yaml:f", "r/a.yaml:own", "r/n.yaml:n"], vec!["r/b.yaml:f", "r/n.yaml:n"]]
        );
        assert_eq!(sets[1].name, "r/b.yaml");
    }

    #[test]
    fn an_object_that_is_twice_in_one_file_is_judged_twice() {
        let files = [file("r/a.yaml", &["f", "n", "f"])];
        let sets = divide("r", &files, &BTreeMap::new());
        assert_eq!(
            names(&sets, &files),
            [vec!["r/a.yaml:f", "r/a.yaml:n"], vec!["r/a.yaml:n", "r/a.yaml:f"]]
        );
    }

    #[test]
    fn a_kustomization_is_a_set_with_what_it_takes_in_and_no_other() {
        let files =
            [file("r/base/a.yaml", &["a"]), file("r/prod/b.yaml", &["b"]), file("r/other.yaml", &["o"])];
        let boundaries = BTreeMap::from([
            ("r/base".into(), Boundary::default()),
            ("r/prod".into(), Boundary { includes: vec!["r/base".into()] }),
        ]);
        let sets = divide("r", &files, &boundaries);
        assert_eq!(
            names(&sets, &files),
            [vec!["r/other.yaml:o"], vec!["r/base/a.yaml:a", "r/prod/b.yaml:b"]]
        );
    }

    #[test]
    fn kustomizations_that_take_in_each_other_are_not_lost() {
        let files = [file("r/a/a.yaml", &["a"]), file("r/b/b.yaml", &["b"])];
        let boundaries = BTreeMap::from([
            ("r/a".into(), Boundary { includes: vec!["r/b".into()] }),
            ("r/b".into(), Boundary { includes: vec!["r/a".into()] }),
        ]);
        assert_eq!(divide("r", &files, &boundaries).len(), 2);
    }
}
