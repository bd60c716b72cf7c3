//! One clone: the commit that a Function runs, and the files there.

use super::CloneRequest;
use super::remote::is_same;
use crate::decode::SuppliedFiles;
use crate::source::git::{git, next};
use std::path::Path;

/// The largest file that is read, in bytes.
const FILE: usize = 1 << 20;
/// The most entries of the folder of a Function.
const ENTRIES: usize = 10_000;

/// A clone of a repository.
pub(super) struct Clone<'a> {
    pub folder: &'a Path,
    pub url: &'a str,
}

/// What is there for one Function.
#[derive(Debug)]
pub(super) struct CloneFiles {
    commit: String,
    source_path: String,
    source: String,
    dependencies_path: String,
    dependencies: Option<String>,
    /// The names of other files and folders beside the source.
    others: Vec<String>,
}

/// An entry of a folder.
struct TreeEntry {
    name: String,
    id: String,
    size: usize,
    is_link: bool,
}

impl CloneFiles {
    pub fn supplied(&self) -> SuppliedFiles<'_> {
        SuppliedFiles {
            commit: &self.commit,
            source_path: &self.source_path,
            source: &self.source,
            dependencies_path: &self.dependencies_path,
            dependencies: self.dependencies.as_deref(),
            others: &self.others,
        }
    }
}

impl Clone<'_> {
    /// Reads the source and the dependencies of a Function.
    pub fn files(&self, wish: &CloneRequest) -> Result<CloneFiles, String> {
        let commit = self.commit(wish)?;
        let base = base(&wish.base)?;
        let shown = if base.is_empty() { "the repository".to_owned() } else { base.clone() };
        let short: String = commit.chars().take(8).collect();
        let entries = self.entries(&commit, &base).map_err(|why| match why {
            Some(why) => why,
            None => format!("there is no folder {base} at {short}; check baseDir"),
        })?;
        let (source, dependencies) =
            if wish.is_python { ("handler.py", "requirements.txt") } else { ("handler.js", "package.json") };
        let own = |name: &str| entries.iter().find(|entry| entry.name == name);
        let Some(found) = own(source) else {
            return Err(format!("there is no {source} in {shown} at {short}; check baseDir"));
        };
        let path = |name: &str| if base.is_empty() { name.to_owned() } else { format!("{base}/{name}") };
        let others = entries.iter().map(|entry| entry.name.clone());
        Ok(CloneFiles {
            source: self.text(found)?,
            dependencies: own(dependencies).map(|entry| self.text(entry)).transpose()?,
            source_path: path(source),
            dependencies_path: path(dependencies),
            others: others.filter(|name| name != source && name != dependencies).collect(),
            commit,
        })
    }

    /// Returns the commit that runs; without one, that of the reference as it was fetched last.
    fn commit(&self, wish: &CloneRequest) -> Result<String, String> {
        let lacking = |what: &str| {
            let folder = self.folder.display();
            format!("{what} is not in {folder}: run \"git fetch\" there")
        };
        if !wish.commit.is_empty() {
            let id = wish.commit.as_str();
            let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            let short: String = id.chars().take(8).collect();
            let found = is_id.then(|| self.resolve(id)).transpose()?.flatten();
            return found.ok_or_else(|| lacking(&format!("commit {short}")));
        }
        let reference = wish.reference.as_str();
        if reference.is_empty() {
            return Err("the Function names no branch, tag or commit".into());
        }
        if reference.contains(|letter: char| {
            letter.is_whitespace() || letter.is_control() || "~^:?*[\\@".contains(letter)
        }) {
            return Err("its reference is not the name of a branch, tag or commit".into());
        }
        for name in self.names(reference) {
            if let Some(found) = self.resolve(&name)? {
                return Ok(found);
            }
        }
        Err(lacking(reference))
    }

    /// Returns where a reference is looked for: remote branches come first, because the cluster fetches them.
    fn names(&self, reference: &str) -> Vec<String> {
        let is_id = reference.len() == 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id {
            return vec![reference.to_owned()];
        }
        let branch = reference.strip_prefix("refs/heads/").unwrap_or(reference);
        let remotes = remotes(self.folder).into_iter().filter(|(_, url)| is_same(url, self.url));
        let mut all: Vec<String> = remotes.map(|(name, _)| format!("refs/remotes/{name}/{branch}")).collect();
        if reference.starts_with("refs/") {
            all.push(reference.to_owned());
        } else {
            all.extend([format!("refs/tags/{reference}"), format!("refs/heads/{reference}")]);
        }
        all
    }

    /// Returns the commit of a full name; nothing if the clone does not have it.
    fn resolve(&self, name: &str) -> Result<Option<String>, String> {
        let wanted = format!("{name}^{{commit}}");
        match git(self.folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted], b"") {
            Ok(id) => Ok(Some(String::from_utf8_lossy(&id).trim().to_owned()).filter(|id| !id.is_empty())),
            Err(why) if why.contains("it ended with") => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// Lists a folder; the error is nothing if there is no such folder.
    fn entries(&self, commit: &str, base: &str) -> Result<Vec<TreeEntry>, Option<String>> {
        let tree = format!("{commit}:{base}");
        let listed = git(self.folder, &["ls-tree", "-z", "-l", "--full-tree", &tree], b"");
        let listed =
            listed.map_err(|why| Some(why).filter(|why| !why.contains("Not a valid object name")))?;
        let all = listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
        let entries: Vec<TreeEntry> = all.take(ENTRIES + 1).filter_map(entry).collect();
        if entries.len() > ENTRIES {
            return Err(Some(format!("its folder has more than {ENTRIES} entries")));
        }
        Ok(entries)
    }

    fn text(&self, entry: &TreeEntry) -> Result<String, String> {
        let name = &entry.name;
        if entry.is_link {
            return Err(format!("{name} is a link, which is not followed"));
        }
        if entry.size > FILE {
            return Err(format!("{name} is larger than {} KiB", FILE >> 10));
        }
        let out = git(self.folder, &["cat-file", "--batch"], format!("{}\n", entry.id).as_bytes())?;
        let (content, _) = next(&out, entry.size).ok_or("git cat-file gave an incomplete answer")?;
        String::from_utf8(content.to_vec()).map_err(|_| format!("{name} is not UTF-8"))
    }
}

/// Returns the remotes of the repository around a folder, each with its address; none if there is none.
pub(super) fn remotes(folder: &Path) -> Vec<(String, String)> {
    let listed =
        git(folder, &["config", "-z", "--get-regexp", "^remote\\..*\\.url$"], b"").unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed);
    let remote = |entry: &str| {
        let (key, url) = entry.split_once('\n')?;
        let name = key.strip_prefix("remote.")?.strip_suffix(".url")?;
        Some((name.to_owned(), url.to_owned()))
    };
    listed.split('\0').filter_map(remote).collect()
}

/// `MODE TYPE ID SIZE<tab>NAME`
fn entry(text: &[u8]) -> Option<TreeEntry> {
    let text = String::from_utf8_lossy(text);
    let (head, name) = text.split_once('\t')?;
    let parts: Vec<&str> = head.split_whitespace().collect();
    let [mode, _, id, size] = parts.as_slice() else { return None };
    let size = size.parse().unwrap_or(0);
    Some(TreeEntry { name: name.to_owned(), id: (*id).to_owned(), size, is_link: *mode == "120000" })
}

/// Returns the folder of a Function in its repository; empty for the repository itself.
fn base(folder: &str) -> Result<String, String> {
    let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") || folder.contains(char::is_control) {
        return Err("its baseDir leads out of the repository".into());
    }
    Ok(parts.join("/"))
}
