//! Which file of the crate names which, and the circles among them.

use crate::names::{Names, Path};
use crate::tokens::{tokens, without_tests};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// For each file, by its path below `src/`, the files whose items it names.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

struct Module {
    file: String,
    names: Names,
}

/// The modules of the crate by their paths.
pub struct Modules(BTreeMap<Path, Module>);

impl Modules {
    /// Reads the modules from the files of the crate: the path below `src/`, and the text.
    pub fn of(files: &[(String, String)]) -> Self {
        let modules = files.iter().map(|(file, text)| {
            let names = Names::of(&without_tests(&tokens(text)));
            (place(file), Module { file: file.clone(), names })
        });
        Self(modules.collect())
    }

    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for (at, module) in &self.0 {
            let named = &module.names;
            let items = named.imported.values().chain(&named.paths).filter_map(|path| self.item(at, path, 0));
            let globs = named.globs.iter().filter_map(|path| self.of_glob(at, path));
            let mut files: BTreeSet<String> = items.chain(globs).map(str::to_owned).collect();
            files.remove(&module.file);
            graph.insert(module.file.clone(), files);
        }
        graph
    }

    /// Returns the file that defines what a path names; none for a module, or for what other crates define.
    fn item(&self, at: &Path, path: &[String], depth: usize) -> Option<&str> {
        match self.resolve(at, path, depth)? {
            Found::Item(file) => Some(file),
            Found::Module(_) => None,
        }
    }

    fn of_glob(&self, at: &Path, path: &[String]) -> Option<&str> {
        match self.resolve(at, path, 0)? {
            Found::Item(file) => Some(file),
            Found::Module(module) => self.0.get(&module).map(|module| module.file.as_str()),
        }
    }

    fn resolve(&self, at: &Path, path: &[String], depth: usize) -> Option<Found<'_>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(Path::new(), rest, depth),
            "self" => self.walk(at.clone(), rest, depth),
            "super" => {
                let above = at.split_last()?.1.to_vec();
                match rest.first().map(String::as_str) {
                    Some("super") => self.resolve(&above, rest, depth),
                    _ => self.walk(above, rest, depth),
                }
            }
            name => {
                let is_own = self.0.contains_key(&child(at, name));
                let is_imported = self.0.get(at)?.names.imported.contains_key(name);
                (is_own || is_imported).then(|| self.walk(at.clone(), path, depth)).flatten()
            }
        }
    }

    /// Follows a path from a module on: through modules below it, and through the names that it imports.
    fn walk(&self, mut at: Path, path: &[String], depth: usize) -> Option<Found<'_>> {
        for (index, name) in path.iter().enumerate() {
            let below = child(&at, name);
            if self.0.contains_key(&below) {
                at = below;
                continue;
            }
            let module = self.0.get(&at)?;
            return match module.names.imported.get(name).filter(|_| depth < 16) {
                Some(target) => match self.resolve(&at, target, depth + 1)? {
                    Found::Module(module) => self.walk(module, &path[index + 1..], depth + 1),
                    item @ Found::Item(_) => Some(item),
                },
                None => Some(Found::Item(&module.file)),
            };
        }
        Some(Found::Module(at))
    }
}

enum Found<'a> {
    /// The file that defines an item.
    Item(&'a str),
    Module(Path),
}

fn child(at: &Path, name: &str) -> Path {
    let mut path = at.clone();
    path.push(name.into());
    path
}

/// Returns the path of the module that a file contains.
fn place(file: &str) -> Path {
    let mut path: Path = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    path.pop_if(|last| last == "mod" || last == "lib");
    path
}

/// Returns the circles other than "a module, and the files in its folder", each as a list of files.
pub fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for group in groups(graph) {
        let within = part(graph, |file| group.contains(file));
        // Without the head of the folder, its files may still form circles of their own.
        match group.iter().find(|head| group.iter().all(|file| file == *head || is_below(file, head))) {
            Some(head) => found.extend(circles(&part(&within, |file| file != head))),
            None => found.extend(shortest(&within)),
        }
    }
    found
}

/// Returns the groups of several files each of which leads to all others of the group.
fn groups(graph: &Graph) -> Vec<BTreeSet<String>> {
    let after: BTreeMap<&String, BTreeSet<String>> =
        graph.keys().map(|file| (file, reached(graph, file))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for (file, reached) in &after {
        if !reached.contains(*file) || found.iter().any(|group| group.contains(*file)) {
            continue;
        }
        found.push(reached.iter().filter(|other| after[other].contains(*file)).cloned().collect());
    }
    found
}

fn reached(graph: &Graph, from: &String) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = vec![from];
    while let Some(file) = open.pop() {
        open.extend(graph[file].iter().filter(|next| found.insert((*next).clone())));
    }
    found
}

/// Returns the graph of those files only that a predicate keeps.
fn part(graph: &Graph, keeps: impl Fn(&String) -> bool) -> Graph {
    let kept = graph.iter().filter(|(file, _)| keeps(file));
    let named = |named: &BTreeSet<String>| named.iter().filter(|file| keeps(file)).cloned().collect();
    kept.map(|(file, all)| (file.clone(), named(all))).collect()
}

/// Whether a file is in the folder of a module: `x/mod.rs`, or `x.rs` beside `x/`.
fn is_below(file: &str, head: &str) -> bool {
    let folder = head
        .strip_suffix("mod.rs")
        .map_or_else(|| format!("{}/", head.trim_end_matches(".rs")), str::to_owned);
    file.starts_with(&folder)
}

/// Returns the shortest circle of a graph.
fn shortest(graph: &Graph) -> Option<Vec<String>> {
    graph.keys().filter_map(|file| back_to(graph, file)).min_by_key(Vec::len)
}

/// Returns the shortest way from a file back to itself.
fn back_to(graph: &Graph, file: &String) -> Option<Vec<String>> {
    let mut before: BTreeMap<&String, &String> = BTreeMap::new();
    let mut open = VecDeque::from([file]);
    while let Some(at) = open.pop_front() {
        for next in &graph[at] {
            if before.contains_key(next) {
                continue;
            }
            before.insert(next, at);
            open.push_back(next);
        }
        if before.contains_key(file) {
            break;
        }
    }
    let mut way = vec![file.clone()];
    let mut at = *before.get(file)?;
    while at != file {
        way.push(at.clone());
        at = before[at];
    }
    way.reverse();
    way.rotate_right(1);
    Some(way)
}
