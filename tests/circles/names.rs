//! What a file imports and names.

use std::collections::{BTreeMap, BTreeSet};

pub type Path = Vec<String>;

/// The names of one file.
#[derive(Debug, Default)]
pub struct Names {
    /// The names that `use` gives to paths.
    pub imported: BTreeMap<String, Path>,
    /// The modules of which everything is imported.
    pub globs: BTreeSet<Path>,
    /// The paths in the code, outside `use`.
    pub paths: BTreeSet<Path>,
}

impl Names {
    pub fn of(tokens: &[String]) -> Self {
        let mut names = Self::default();
        let mut at = 0;
        while at < tokens.len() {
            let token = tokens[at].as_str();
            at += if token == "use" {
                let length = until(&tokens[at..], ";");
                names.import(&tokens[at + 1..at + length], &Vec::new());
                length + 1
            } else if token == "pub" && is(tokens, at + 1, "(") {
                // The reach of a `pub(in …)` names no item.
                until(&tokens[at..], ")") + 1
            } else if token == "mod" && is(tokens, at + 2, "{") {
                let length = block(&tokens[at + 2..]);
                names.inner(Self::of(&tokens[at + 3..at + 1 + length]));
                length + 2
            } else if is_name(token) && is(tokens, at + 1, "::") {
                let path = path(&tokens[at..]);
                let length = path.len() * 2 - 1;
                names.paths.insert(path);
                length
            } else {
                1
            };
        }
        names
    }

    /// Reads what follows a prefix in a `use`: a path, a path with a new name, a group, or a star.
    fn import(&mut self, tree: &[String], prefix: &Path) {
        let path = path(tree);
        let rest = &tree[(path.len() * 2).saturating_sub(1)..];
        let rest = rest.strip_prefix(&["::".to_owned()]).unwrap_or(rest);
        let mut whole = prefix.clone();
        whole.extend(path);
        match rest.first().map(String::as_str) {
            Some("{") => {
                for part in parts(&rest[1..rest.len() - 1]) {
                    self.import(part, &whole);
                }
            }
            Some("*") => {
                self.globs.insert(whole);
            }
            new => {
                whole.pop_if(|last| last == "self");
                let name = if new == Some("as") { rest.get(1) } else { whole.last() };
                self.imported.extend(name.cloned().map(|name| (name, whole)));
            }
        }
    }

    /// Adds the names of a module inside this file: what it calls `super` is this file.
    fn inner(&mut self, inner: Self) {
        let outwards = |mut path: Path| {
            if path.first().is_some_and(|first| first == "super") {
                path.remove(0);
                if path.first().is_some_and(|next| next != "super") {
                    path.insert(0, "self".into());
                }
            }
            path
        };
        self.imported.extend(inner.imported.into_iter().map(|(name, path)| (name, outwards(path))));
        self.globs.extend(inner.globs.into_iter().map(outwards));
        self.paths.extend(inner.paths.into_iter().map(outwards));
    }
}

/// Returns the parts of a group, which commas divide.
fn parts(group: &[String]) -> Vec<&[String]> {
    let mut depth = 0;
    let divided = group.split(|token| {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && token == ","
    });
    divided.filter(|part| !part.is_empty()).collect()
}

/// Returns the path at the beginning of these tokens.
fn path(tokens: &[String]) -> Path {
    let mut path = Vec::new();
    while let Some(name) = tokens.get(path.len() * 2).filter(|name| is_name(name)) {
        path.push(name.clone());
        if !is(tokens, path.len() * 2 - 1, "::") {
            break;
        }
    }
    path
}

fn until(tokens: &[String], end: &str) -> usize {
    tokens.iter().take_while(|token| *token != end).count()
}

/// Returns the length of the block that begins here, with its braces.
fn block(tokens: &[String]) -> usize {
    let mut depth = 0;
    let inside = tokens.iter().take_while(|token| {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth > 0
    });
    inside.count() + 1
}

fn is(tokens: &[String], at: usize, what: &str) -> bool {
    tokens.get(at).is_some_and(|token| token == what)
}

fn is_name(token: &str) -> bool {
    token != "as" && token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}
